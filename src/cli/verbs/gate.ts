import type { Design } from '#cache/design.ts'
import { isNamed } from '#rubric/facts.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { HIGHEST_VARIANT, variantOf } from '#scenarios/variant.ts'
import { boundsByType } from '#world/boundsByType.ts'
import type { World } from '#world/world.ts'
import { scenarioNamed, wholeNumber } from '../inputs.ts'
import type { MeasuredRun, RunJob } from '../measuredRun.ts'
import { type Output, table } from '../output.ts'
import { measureAll } from '../pool/measureAll.ts'

/** What is wrong with an answer that does not depend on a run: a bound above its signed budget, or a role without a name. */
export function paperGaps(world: World, design: Design): readonly string[] {
  const gaps: string[] = []
  for (const [type, { boundMs }] of boundsByType(world, design)) {
    const policy = design.policies[type]!
    if (boundMs > policy.stalenessBudgetMs)
      gaps.push(`${type}: bound ${boundMs} ms above its budget ${policy.stalenessBudgetMs} ms`)
    if (!isNamed(policy.signedBy)) gaps.push(`${type}: nobody signed its budget`)
  }
  for (const [role, holder] of Object.entries(design.ownership))
    if (!isNamed(holder)) gaps.push(`${role} has no owner`)
  return gaps
}

/** Whether a run is as the gate wants it: the trap misses its primary objective, the answer meets every one. */
export function isAsExpected(designId: string, { objectives }: Pick<MeasuredRun, 'objectives'>): boolean {
  if (designId === 'l5') return objectives.some(each => each.primary && !each.met)
  return designId !== 'l6' || objectives.every(each => each.met)
}

export interface GateOptions {
  readonly seeds: string
  /** Variants of each lab's world, each with the seed of its number. */
  readonly variants: string
}

/** One design of a lab under many worlds and seeds. */
interface Entry {
  readonly lab: Scenario
  readonly design: Design
  /** 'seeds' or 'variants': what the numbers of its runs are. */
  readonly over: string
  readonly jobs: readonly RunJob[]
}

/** All labs, or one. Returns whether every run was as the gate wants it, and every answer is complete on paper. */
export async function gate(id: string | undefined, options: GateOptions, output: Output): Promise<boolean> {
  const seeds = wholeNumber('--seeds', options.seeds, 1, 10_000)
  const variants = wholeNumber('--variants', options.variants, 0, HIGHEST_VARIANT)
  const labs = id === undefined ? scenarios : [scenarioNamed(id)]
  const entries = labs.flatMap(lab => entriesOf(lab, seeds, variants))
  const runs = await measureAll(entries.flatMap(each => each.jobs))
  let isGood = true
  let from = 0
  for (const { lab, design, over, jobs } of entries) {
    const mine = runs.slice(from, from + jobs.length)
    from += jobs.length
    const wrong = mine.filter(each => !isAsExpected(design.id, each)).map(each => each.seed)
    const gaps = design.id === 'l6' && over === 'seeds' ? paperGaps(lab.world, design) : []
    if (wrong.length > 0 || gaps.length > 0) isGood = false
    output.line(
      `${lab.id} ${design.id}: ${mine.length - wrong.length} of ${mine.length} ${over} as expected${wrong.length > 0 ? `; not at ${wrong.join(', ')}` : ''}`,
    )
    for (const gap of gaps) output.line(`  ${gap}`)
    for (const line of spread(mine)) output.line(`  ${line}`)
  }
  return isGood
}

/** Every design under the lab's own world; the trap and the answer under its variants, too. */
function entriesOf(lab: Scenario, seeds: number, variants: number): readonly Entry[] {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const own = lab.designs.map(design => ({
    lab,
    design,
    over: 'seeds',
    jobs: numbers(seeds).map(seed => ({ scenario: lab.id, world: lab.world, design, seed })),
  }))
  if (variants === 0) return own
  const worlds = numbers(variants).map(variant => ({ variant, world: variantOf(lab, variant) }))
  const varied = lab.designs.slice(0, 2).map(design => ({
    lab,
    design,
    over: 'variants',
    jobs: worlds.map(({ variant, world }) => ({ scenario: lab.id, world, design, seed: variant })),
  }))
  return [...own, ...varied]
}

/** How far each objective is from its target, over the seeds: an answer should have slack. */
function spread(runs: readonly MeasuredRun[]): readonly string[] {
  const ids = runs[0]?.objectives.map(each => each.id) ?? []
  const rows = ids.map((id, index) => {
    const values = runs.map(each => each.objectives[index]!.actual).sort((a, b) => a - b)
    const text = (value: number | undefined) => String(Number((value ?? 0).toPrecision(4)))
    return [
      id,
      text(values[0]),
      text(values[values.length >> 1]),
      text(values.at(-1)),
      `<= ${runs[0]!.objectives[index]!.target}`,
    ]
  })
  return table([['objective', 'least', 'median', 'most', 'target'], ...rows])
}
