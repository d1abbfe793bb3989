import type { MeasuredRun, RunJob } from '../measuredRun.ts'
import { Progress } from '../progress.ts'
import { onAllCores } from './onAllCores.ts'

/** What one command may ask for: about an hour of two cores. */
export const RUNS_MOST = 2500

/** Makes all these runs on all cores, in the order given, and tells on stderr how far it is. */
export async function measureAll(jobs: readonly RunJob[]): Promise<readonly MeasuredRun[]> {
  const progress = new Progress(jobs.length, process.stderr)
  try {
    return await onAllCores<RunJob, MeasuredRun>(new URL('./measuringProcess.ts', import.meta.url), jobs, {
      onDone: done => progress.show(done),
    })
  } finally {
    progress.end()
  }
}
