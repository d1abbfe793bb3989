import type { Design } from '#cache/design.ts'
import { isNamed } from '#rubric/facts.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import { boundsByType } from '#world/boundsByType.ts'
import type { World } from '#world/world.ts'
import { wholeNumber } from '../inputs.ts'
import type { MeasuredRun } from '../measuredRun.ts'
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

export async function gate(seedsText: string, output: Output): Promise<boolean> {
  const seeds = wholeNumber('--seeds', seedsText, 1, 10_000)
  const pairs = scenarios.flatMap(lab => lab.designs.map(design => ({ lab, design })))
  const jobs = pairs.flatMap(({ lab, design }) =>
    Array.from({ length: seeds }, (_, index) => ({
      scenario: lab.id,
      world: lab.world,
      design,
      seed: index + 1,
    })),
  )
  const runs = await measureAll(jobs)
  let isGood = true
  for (const [index, { lab, design }] of pairs.entries()) {
    const mine = runs.slice(index * seeds, (index + 1) * seeds)
    const wrong = mine.filter(each => !isAsExpected(design.id, each)).map(each => each.seed)
    const gaps = design.id === 'l6' ? paperGaps(lab.world, design) : []
    if (wrong.length > 0 || gaps.length > 0) isGood = false
    output.line(
      `${lab.id} ${design.id}: ${mine.length - wrong.length} of ${mine.length} seeds as expected${wrong.length > 0 ? `; not at ${wrong.join(', ')}` : ''}`,
    )
    for (const gap of gaps) output.line(`  ${gap}`)
    for (const line of spread(mine)) output.line(`  ${line}`)
  }
  return isGood
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
