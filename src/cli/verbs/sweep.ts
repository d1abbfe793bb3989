import type { Scenario } from '#scenarios/scenario.ts'
import { BadInput } from '../badInput.ts'
import { GENERAL_MEASURES } from '../generalMeasures.ts'
import { checkDesign, designNamed, scenarioNamed, uint32, wholeNumber } from '../inputs.ts'
import { figureText, type Output } from '../output.ts'
import { measureAll, RUNS_MOST } from '../pool/measureAll.ts'
import { type Axis, axisFrom } from '../sweep/axis.ts'
import { gridOf } from '../sweep/grid.ts'
import { cellResult } from '../sweep/sweepResult.ts'
import { csv, gridTable, type Shown } from '../sweep/sweepText.ts'

interface SweepOptions {
  readonly x: string
  readonly y?: string
  readonly design: string
  readonly seed?: string
  readonly seeds?: string
  readonly measure?: string
  readonly csv?: boolean
  readonly json?: boolean
}

const SEED_USUAL = '7'

/** A grid of runs of one design of a lab: over two of its parameters, or one. */
export async function sweep(id: string, options: SweepOptions, output: Output): Promise<void> {
  if (options.csv && options.json)
    throw new BadInput('--csv', '--json', 'given alone: the two are different forms of one output')
  const lab = scenarioNamed(id)
  const design = designNamed(options.design, lab)
  checkDesign(design, lab.world)
  const seeds = seedsOf(options)
  const shown = shownBy(options.measure, lab)
  const base = { world: lab.world, design }
  const x = axisFrom('--x', options.x, base)
  const y = options.y === undefined ? null : axisFrom('--y', options.y, base)
  checkSize(x, y, seeds.length)
  const cells = gridOf(base, x, y)
  const runs = await measureAll(
    cells.flatMap(({ setting }) => seeds.map(seed => ({ scenario: lab.id, ...setting, seed }))),
  )
  const results = cells.map((cell, index) =>
    cellResult(cell, runs.slice(index * seeds.length, (index + 1) * seeds.length)),
  )
  const axis = ({ parameter, values }: Axis) => ({ name: parameter.name, values })
  output.json({
    scenario: lab.id,
    design: { given: options.design, id: design.id, title: design.title },
    seeds,
    x: axis(x),
    y: y === null ? null : axis(y),
    objectives: lab.objectives.map(({ id, title, metric, unit, target, primary }) => ({
      id,
      title,
      metric,
      unit,
      target,
      primary,
    })),
    cells: results,
  })
  const lines = options.csv
    ? csv(results, x, y, lab.objectives)
    : [heading(lab, options.design, design.title, shown, seeds), ...gridTable(results, x, y, shown)]
  for (const line of lines) output.line(line)
}

function seedsOf({ seed, seeds }: SweepOptions): readonly number[] {
  if (seeds === undefined) return [uint32('--seed', seed ?? SEED_USUAL)]
  if (seed !== undefined)
    throw new BadInput('--seeds', seeds, 'given without --seed: it stands for seeds 1 to N')
  const count = wholeNumber('--seeds', seeds, 1, RUNS_MOST)
  return Array.from({ length: count }, (_, index) => index + 1)
}

function shownBy(measure: string | undefined, lab: Scenario): Shown {
  const all: readonly Shown[] = [
    ...lab.objectives,
    ...GENERAL_MEASURES.map(({ id, title }) => ({ id, title, target: null })),
  ]
  const id = measure ?? lab.objectives.find(each => each.primary)?.id
  const found = all.find(each => each.id === id)
  if (found === undefined)
    throw new BadInput('--measure', id, `one of ${all.map(each => each.id).join(', ')}`)
  return found
}

function checkSize(x: Axis, y: Axis | null, seeds: number): void {
  const sizes = [x.values.length, ...(y === null ? [] : [y.values.length]), ...(seeds === 1 ? [] : [seeds])]
  const runs = sizes.reduce((product, size) => product * size, 1)
  if (runs <= RUNS_MOST) return
  const fields = ['--x', ...(y === null ? [] : ['--y']), ...(seeds === 1 ? [] : ['--seeds'])]
  throw new BadInput(
    fields.join(' times '),
    `${sizes.join(' times ')} runs`,
    `at most ${RUNS_MOST} runs together: fewer steps, values or seeds`,
  )
}

function heading(
  lab: Scenario,
  given: string,
  title: string,
  shown: Shown,
  seeds: readonly number[],
): string {
  const target = shown.target === null ? '' : ` <= ${figureText(shown.target)}`
  const of = seeds.length === 1 ? `seed ${seeds[0]}` : `mean of seeds 1 to ${seeds.length}`
  return `${lab.id} · ${given} (${title}) · ${shown.title}${target} · ${of}`
}
