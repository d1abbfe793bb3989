import { Design } from '#cache/design.ts'
import { worldProblem } from '#world/check.ts'
import { World } from '#world/world.ts'
import { BadInput, parsed } from '../badInput.ts'
import { checkDesign } from '../inputs.ts'
import type { Axis } from './axis.ts'
import type { Setting, Value } from './parameter.ts'

/** One combination of values, written into the world and the design it stands for. */
export interface Cell {
  readonly x: Value
  /** null on a line: there is no second axis. */
  readonly y: Value | null
  readonly setting: Setting
}

/** Every combination, x changing fastest. Each one is tried for whether it can be run before any of them is. */
export function gridOf(base: Setting, x: Axis, y: Axis | null): readonly Cell[] {
  if (x.parameter.turns === y?.parameter.turns)
    throw new BadInput(y.field, y.parameter.name, `something else than ${x.field}`)
  const rows = y === null ? [null] : y.values
  return rows.flatMap(yValue => x.values.map(xValue => cell(base, x, xValue, y, yValue)))
}

function cell(base: Setting, x: Axis, xValue: Value, y: Axis | null, yValue: Value | null): Cell {
  const turned = [{ axis: x, value: xValue }]
  if (y !== null && yValue !== null) turned.push({ axis: y, value: yValue })
  const names = turned.map(({ axis, value }) => `${axis.field} ${axis.parameter.name}=${value}`).join(' ')
  return BadInput.within(names, () => {
    const written = turned.reduce((setting, { axis, value }) => axis.parameter.write(setting, value), base)
    const setting = checked(written)
    for (const { axis, value } of turned) {
      const now = axis.parameter.read(setting)
      if (now !== null && now !== value)
        throw new BadInput(axis.parameter.name, value, `one that this design takes: it stays at ${now}`)
    }
    return { x: xValue, y: yValue, setting }
  })
}

function checked({ world: changedWorld, design: changedDesign }: Setting): Setting {
  const world = parsed(World, changedWorld, 'world')
  const design = parsed(Design, changedDesign, 'design')
  const problem = worldProblem(world)
  if (problem !== undefined) throw new BadInput(problem.field, problem.value, problem.allowed)
  checkDesign(design, world)
  return { world, design }
}
