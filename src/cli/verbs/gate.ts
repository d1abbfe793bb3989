import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Design } from '#cache/design.ts'
import { isNamed } from '#rubric/facts.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import { boundsByType } from '#world/boundsByType.ts'
import type { World } from '#world/world.ts'
import { BadInput } from '../badInput.ts'
import { uint32 } from '../inputs.ts'
import { type Output, table } from '../output.ts'
import type { Job, Trial } from '../trial.ts'

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

/** Whether a trial is as the gate wants it: the trap misses its primary objective, the answer meets every one. */
export function isAsExpected({ design, objectives }: Trial): boolean {
  if (design === 'l5') return objectives.some(each => each.primary && !each.met)
  return design !== 'l6' || objectives.every(each => each.met)
}

export async function gate(seedsText: string, output: Output): Promise<boolean> {
  const seeds = uint32('--seeds', seedsText)
  if (seeds < 1 || seeds > 10_000) throw new BadInput('--seeds', seedsText, 'a whole number from 1 to 10000')
  const jobs = scenarios.flatMap(lab =>
    lab.designs.flatMap(design =>
      Array.from({ length: seeds }, (_, index) => ({ scenario: lab.id, design: design.id, seed: index + 1 })),
    ),
  )
  const trials = await onAllCores(jobs)
  let isGood = true
  for (const lab of scenarios) {
    for (const design of lab.designs) {
      const mine = trials.filter(each => each.scenario === lab.id && each.design === design.id)
      const wrong = mine.filter(each => !isAsExpected(each)).map(each => each.seed)
      const gaps = design.id === 'l6' ? paperGaps(lab.world, design) : []
      if (wrong.length > 0 || gaps.length > 0) isGood = false
      output.line(
        `${lab.id} ${design.id}: ${mine.length - wrong.length} of ${mine.length} seeds as expected${wrong.length > 0 ? `; not at ${wrong.join(', ')}` : ''}`,
      )
      for (const gap of gaps) output.line(`  ${gap}`)
      for (const line of spread(mine)) output.line(`  ${line}`)
    }
  }
  return isGood
}

/** How far each objective is from its target, over the seeds: an answer should have slack. */
function spread(trials: readonly Trial[]): readonly string[] {
  const ids = trials[0]?.objectives.map(each => each.id) ?? []
  const rows = ids.map((id, index) => {
    const values = trials.map(each => each.objectives[index]!.actual).sort((a, b) => a - b)
    const text = (value: number | undefined) => String(Number((value ?? 0).toPrecision(4)))
    return [
      id,
      text(values[0]),
      text(values[values.length >> 1]),
      text(values.at(-1)),
      `<= ${trials[0]!.objectives[index]!.target}`,
    ]
  })
  return table([['objective', 'least', 'median', 'most', 'target'], ...rows])
}

async function onAllCores(jobs: readonly Job[]): Promise<readonly Trial[]> {
  const workers = Math.min(availableParallelism(), jobs.length)
  const shares = Array.from({ length: workers }, (_, worker) =>
    jobs.filter((_job, index) => index % workers === worker),
  )
  const results = await Promise.all(shares.map(runApart))
  return results.flat()
}

/** Processes, not threads: the TypeScript loader reaches a child process on every Node this runs on. */
function runApart(jobs: readonly Job[]): Promise<readonly Trial[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('../trials.ts', import.meta.url)))
    child.once('message', trials => resolve(trials as readonly Trial[]))
    child.once('error', reject)
    child.once('exit', code => code !== 0 && reject(new Error(`a trial process ended with code ${code}`)))
    child.send(jobs)
  })
}
