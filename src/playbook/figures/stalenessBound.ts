import { type Bounds, bounds, type Delays } from '#cache/bounds.ts'
import { Policy } from '#cache/policy.ts'

/** What the reader sets. Times in seconds; 0: there is no such tier. */
export interface Tiers {
  readonly l1S: number
  readonly l2S: number
  readonly cdnS: number
  /** A copy in L1 lives its whole TTL, however little its entry in L2 has left. */
  readonly l1KeepsItsOwn: boolean
  readonly deletes: boolean
  /** Every service that writes the row knows of the cache. */
  readonly everyWriter: boolean
  readonly tokens: boolean
  readonly publishes: boolean
  readonly feed: boolean
}

/** From a commit to what the message does at the other end, ms: within a data centre, the feed a second behind. */
const DELAYS = { deleteMs: 1, busMs: 2, feedMs: 1000 } as const
/** The longest a load may take; who joins one may be handed a row that was read so long ago. */
const LOAD_CAP_MS = 2000

/** One part of a bound, ms; parts add up. */
interface BoundPart {
  readonly says: string
  readonly ms: number
}

export interface BoundSum {
  readonly parts: readonly BoundPart[]
  /** What the parts stand for together: they add up to it. */
  readonly ms: number
}

export interface SpelledBounds {
  /** While every message arrives. */
  readonly delivered: BoundSum
  /** When every message is lost. */
  readonly lost: BoundSum
}

/** The engine's own bounds of a policy with these tiers. */
export function boundsOf(tiers: Tiers): Bounds {
  return bounds(policyOf(tiers), delaysOf(tiers))
}

/** The same bounds as sums that can be read aloud. A test holds them to the engine's for every setting. */
export function spelled(tiers: Tiers): SpelledBounds {
  const edge =
    tiers.cdnS === 0 ? [] : [part('CDN TTL, counted from when the answer passed', tiers.cdnS * 1000)]
  const lost = sum([...longest(ttlParts(tiers), JOINED), ...edge])
  const told = toldParts(tiers)
  const delivered = told === null ? lost : sum([...longest(told, JOINED), ...edge])
  return { lost, delivered: delivered.ms < lost.ms ? delivered : lost }
}

const JOINED: BoundPart = { says: 'load cap: a row read so long before may be handed on', ms: LOAD_CAP_MS }

/** Until every copy has ended by itself. */
function ttlParts({ l1S, l2S, l1KeepsItsOwn }: Tiers): readonly BoundPart[] {
  const l2 = part('L2 TTL', l2S * 1000)
  if (l1S === 0) return [l2]
  return l1KeepsItsOwn
    ? [l2, part('L1 TTL, begun in the last moment of L2’s entry', l1S * 1000)]
    : [part('L2 TTL; L1 ends with its entry', l2S * 1000)]
}

/** Until every copy has been taken away; null: nothing takes them away that can be relied on. */
function toldParts({
  deletes,
  everyWriter,
  tokens,
  publishes,
  feed,
  l1S,
}: Tiers): readonly BoundPart[] | null {
  if (!tokens) return null
  const isTold = deletes && everyWriter
  if (!isTold && !feed) return null
  const { deleteMs, busMs, feedMs } = DELAYS
  const l2 = isTold ? part('DEL on its way', deleteMs) : part('change feed, then its DEL', feedMs)
  const onItsWay = part('answer that had left Redis before the DEL', deleteMs)
  if (l1S === 0) return [l2, onItsWay]
  const l1 = publishes ? part('message to L1 on its way', busMs) : part('L1 TTL: nobody tells it', l1S * 1000)
  return [l2, l1.ms > onItsWay.ms ? l1 : onItsWay]
}

function part(says: string, ms: number): BoundPart {
  return { says, ms }
}

function longest(parts: readonly BoundPart[], other: BoundPart): readonly BoundPart[] {
  return sum(parts).ms >= other.ms ? parts : [other]
}

function sum(parts: readonly BoundPart[]): BoundSum {
  return { parts, ms: parts.reduce((total, { ms }) => total + ms, 0) }
}

function policyOf(tiers: Tiers): Policy {
  const { l1S, l2S, cdnS, l1KeepsItsOwn, deletes, tokens, publishes, feed } = tiers
  return Policy.parse({
    stalenessBudgetMs: 30_000,
    l1: l1S === 0 ? null : { ttlMs: l1S * 1000, maxEntries: 1000, outlivesEntry: l1KeepsItsOwn },
    l2: { ttlMs: l2S * 1000 },
    cdn: cdnS === 0 ? null : { ttlMs: cdnS * 1000 },
    invalidation: { deleteOnWrite: deletes, missTokens: tokens, publishToL1: publishes, cdcBackstop: feed },
    coalescing: 'instance',
    loadCapMs: LOAD_CAP_MS,
  })
}

function delaysOf({ everyWriter }: Tiers): Delays {
  return { ...DELAYS, everyWriterInvalidates: everyWriter }
}
