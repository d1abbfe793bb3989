import { FAILED_FATES, FATES, type Recording } from '#recording/recording.ts'
import { objective } from './objectives.ts'
import type { Objective } from './scenario.ts'

type Target = Pick<Objective, 'target' | 'because'>

/** More than one reader in twenty without an answer is not service yet. */
const MOST_FAILED = 0.05
/** Shorter stretches hold too few requests to tell. */
const LEAST_MS = 1000

/** Of the requests that end in the last `lastMs` of the run, those that fail: whether it is over when it is over. */
export function stillFailing({ lastMs, ...target }: Target & { readonly lastMs: number }): Objective {
  const from = (recording: Recording) => recording.durationMs - lastMs
  return objective({
    id: 'still-failing',
    title: `Failed in the last ${lastMs / 1000} s`,
    metric: `failed share of the requests that end in the last ${lastMs / 1000} s`,
    unit: 'share',
    shows: 'quantifies-blast-radius',
    measure: recording => failedBetween(recording, from(recording), recording.durationMs),
    at: from,
    ...target,
  })
}

/**
 * From the end of the last fault until no second any more fails more than one reader in twenty; where that is never so,
 * all the time that was left.
 */
export function recovery(target: Target): Objective {
  return objective({
    id: 'recovery',
    title: 'Back in service',
    metric: 'from the end of the last fault to the last second with more than 5 % failed',
    unit: 'ms',
    shows: 'quantifies-blast-radius',
    measure: recoveryMs,
    at: lastEndMs,
    ...target,
  })
}

export function recoveryMs(recording: Recording): number {
  const endMs = lastEndMs(recording)
  if (endMs === null) return 0
  const stepMs = Math.max(LEAST_MS, recording.bucketMs)
  let recoveredMs = endMs
  for (let fromMs = endMs; fromMs < recording.durationMs; fromMs += stepMs)
    if (failedBetween(recording, fromMs, fromMs + stepMs) > MOST_FAILED) recoveredMs = fromMs + stepMs
  return Math.min(recoveredMs, recording.durationMs) - endMs
}

function lastEndMs({ events }: Recording): number | null {
  return events.findLast(event => event.kind === 'fault-ends')?.atMs ?? null
}

/** Share of the requests that ended in this stretch and failed; 0 where none ended. */
export function failedBetween({ series, bucketMs }: Recording, fromMs: number, toMs: number): number {
  const first = Math.floor(fromMs / bucketMs)
  const last = Math.floor(toMs / bucketMs)
  const sum = (fates: typeof FATES | typeof FAILED_FATES) =>
    fates.reduce((all, fate) => all + series.fates[fate].slice(first, last).reduce((a, b) => a + b, 0), 0)
  const ended = sum(FATES)
  return ended === 0 ? 0 : sum(FAILED_FATES) / ended
}
