import { isLabId } from '#scenarios/cards.ts'
import { loadScenario } from '#scenarios/load.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { type RunReport, runClient } from '#worker/runClient.ts'

export interface RecordedRun {
  readonly scenario: Scenario
  readonly designTitle: string
  readonly report: RunReport
}

export interface RunName {
  readonly scenario: string
  readonly designId: string
  readonly seed: number
}

/** Whoever comes back to a page finds its run; a few stay at hand. */
const KEPT = 6
const kept = new Map<string, Promise<RecordedRun>>()

/** The run of a design in its scenario, as its lab has it: no added faults. Computed once while it is kept. */
export function recordedRun(name: RunName): Promise<RecordedRun> {
  const key = `${name.scenario}/${name.designId}/${name.seed}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const run = compute(name)
  kept.set(key, run)
  run.catch(() => kept.delete(key))
  const oldest = kept.keys().next().value
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return run
}

async function compute({ scenario: id, designId, seed }: RunName): Promise<RecordedRun> {
  if (!isLabId(id)) throw new Error(`there is no lab "${id}"`)
  const scenario = await loadScenario(id)
  const design = scenario.designs.find(each => each.id === designId)
  if (design === undefined) throw new Error(`the lab "${id}" has no design "${designId}"`)
  const { report } = runClient.run({ lesson: scenario, world: scenario.world, design, seed })
  return { scenario, designTitle: design.title, report: await report }
}
