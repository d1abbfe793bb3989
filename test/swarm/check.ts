import type { Run } from '../world/arbitraries.ts'
import { brokenIn, type KindName } from '../world/kinds.ts'

/** What a run of a kind breaks, or how it fails, in either order of what happens at the same instant; null for a good one. */
export function check(run: Run, kind: KindName): string | null {
  try {
    return brokenIn(run, kind) ?? brokenIn(run, kind, true)
  } catch (error) {
    return `It ends, but: ${error instanceof Error ? error.message : String(error)}`
  }
}
