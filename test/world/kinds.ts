import type fc from 'fast-check'
import { coalescedRuns, quietRuns, type Run, runs, sessionRuns } from './arbitraries.ts'
import { brokenBy, INVARIANTS, type Invariant, QUIET_INVARIANTS } from './invariants.ts'
import { Onlooker } from './onlooker.ts'
import { brokenAsSeen, SEEN, SEEN_COALESCED, SEEN_QUIET, type SeenInvariant } from './seenInvariants.ts'

/** Random runs of one kind, and what must hold in each of them. */
export interface Kind {
  readonly runs: fc.Arbitrary<Run>
  readonly recorded: readonly Invariant[]
  readonly seen: readonly SeenInvariant[]
}

const OWN_WRITES: Invariant = {
  sentence: 'where nothing acknowledged was lost, whoever has written sees it',
  broken: (_, { summary }) => {
    const { staleness, writes } = summary
    // Nobody sees a write that was lost after it had been acknowledged.
    return staleness.ownWrites === 0 || writes.lost > 0 ? null : `${staleness.ownWrites} did not`
  },
}

export const KINDS = {
  /** Whatever goes wrong. */
  any: { runs, recorded: INVARIANTS, seen: SEEN },
  quiet: {
    runs: quietRuns,
    recorded: [...INVARIANTS, ...QUIET_INVARIANTS],
    seen: [...SEEN, ...SEEN_QUIET],
  },
  coalesced: { runs: coalescedRuns, recorded: INVARIANTS, seen: [...SEEN, ...SEEN_COALESCED] },
  sessions: { runs: sessionRuns, recorded: [...INVARIANTS, OWN_WRITES], seen: SEEN },
} as const satisfies Record<string, Kind>
export type KindName = keyof typeof KINDS
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[]

/** What a run of a kind breaks, as a sentence with what was found; null for a good one. Throws what the run throws. */
export function brokenIn(run: Run, name: KindName, tieShuffle = false): string | null {
  const { recorded, seen }: Kind = KINDS[name]
  const onlooker = new Onlooker(run, tieShuffle)
  return brokenBy(run, onlooker.recording, recorded) ?? brokenAsSeen(run, onlooker, seen)
}
