import type { Run } from '../world/arbitraries.ts'
import { run } from '../world/build.ts'
import { brokenBy, INVARIANTS, QUIET_INVARIANTS } from '../world/invariants.ts'

/** What a run breaks, or how it fails; null for a good one. `isQuiet`: nothing goes wrong in it. */
export function check({ world, design, seed }: Run, isQuiet: boolean): string | null {
  try {
    const recording = run(world, design, seed)
    const invariants = isQuiet ? [...INVARIANTS, ...QUIET_INVARIANTS] : INVARIANTS
    return brokenBy({ world, design, seed }, recording, invariants)
  } catch (error) {
    return `It ends, but: ${error instanceof Error ? error.message : String(error)}`
  }
}
