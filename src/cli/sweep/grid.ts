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
  const checkedWorld = worldsChecked()
  const rows = y === null ? [null] : y.values
  return rows.flatMap(yValue =>
    x.values.map(xValue => {
      const turned = [{ axis: x, value: xValue }]
      if (y !== null && yValue !== null) turned.push({ axis: y, value: yValue })
      return { x: xValue, y: yValue, setting: settingOf(base, turned, checkedWorld) }
    }),
  )
}

interface Turned {
  readonly axis: Axis
  readonly value: Value
}

function settingOf(base: Setting, turned: readonly Turned[], checkedWorld: (world: World) => World): Setting {
  const names = turned.map(({ axis, value }) => `${axis.field} ${axis.parameter.name}=${value}`).join(' ')
  return BadInput.within(names, () => {
    const written = turned.reduce((setting, { axis, value }) => axis.parameter.write(setting, value), base)
    const world = checkedWorld(written.world)
    const design = parsed(Design, written.design, 'design')
    checkDesign(design, world)
    for (const { axis, value } of turned) {
      const now = axis.parameter.read({ world, design })
      if (now !== null && now !== value)
        throw new BadInput(axis.parameter.name, value, `one that this design takes: it stays at ${now}`)
    }
    return { world, design }
  })
}

/** Checks each world once: that of one with a million keys takes the better part of a second. */
function worldsChecked(): (world: World) => World {
  const known = new Map<string, World>()
  return written => {
    const text = JSON.stringify(written)
    const before = known.get(text)
    if (before !== undefined) return before
    const world = parsed(World, written, 'world')
    const problem = worldProblem(world)
    if (problem !== undefined) throw new BadInput(problem.field, problem.value, problem.allowed)
    known.set(text, world)
    return world
  }
}
