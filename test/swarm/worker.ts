import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import type { Run } from '../world/arbitraries.ts'
import { KIND_NAMES, KINDS, type KindName } from '../world/kinds.ts'
import { check } from './check.ts'

/** A run that breaks an invariant, as small as it could be made, and how to make it again. */
export interface Finding {
  readonly broken: string
  readonly seed: number
  readonly path: string
  readonly kind: KindName
  readonly run: Run
}

const RUNS_AT_ONCE = 100

/** Searches from seed to seed until the time is over. Between seeds, what was found is sent. */
async function search({
  firstSeed,
  untilMs,
}: {
  readonly firstSeed: number
  readonly untilMs: number
}): Promise<void> {
  for (let seed = firstSeed; Date.now() < untilMs; seed++) {
    const kind = KIND_NAMES[seed % KIND_NAMES.length]!
    const result = fc.check(
      fc.property(KINDS[kind].runs, run => check(run, kind) === null),
      { seed, numRuns: RUNS_AT_ONCE, interruptAfterTimeLimit: untilMs - Date.now() + 30_000 },
    )
    process.send?.({ runs: result.numRuns })
    await turn()
    const run = result.counterexample?.[0]
    if (run === undefined) continue
    const broken = check(run, kind) ?? 'It broke an invariant once, and did not when it was tried again'
    const finding: Finding = { broken, seed, path: result.counterexamplePath ?? '', kind, run }
    process.send?.({ finding })
  }
}

process.once('message', (job: Parameters<typeof search>[0]) => {
  search(job).then(() => process.disconnect())
})
