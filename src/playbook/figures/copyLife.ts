/** What happens to the cached copy of one item. Times in seconds, rates a second. */
export interface CopyLife {
  readonly readsPerS: number
  readonly writesPerS: number
  /** After so long a copy ends by itself: its TTL, or the time after which it is pushed out of memory. */
  readonly ttlS: number
  /** Share of the writes whose DEL does not arrive: 0 for a DEL that always does, 1 for a TTL alone. */
  readonly lostShare: number
  /** A change feed deletes the copy so long after a write, whether the DEL arrived or not; Infinity without one. */
  readonly feedLagS: number
}

/**
 * Mean time, in seconds, that a copy stays from its fill until it expires, a DEL reaches it, or the first write whose DEL was lost
 * is `lagS` ago. With w writes a second, of which g = pw have a lost DEL and d = w − g do not, and with l = min(lagS, T):
 *
 *     H(l) = ∫₀ᵀ e^(−dt) e^(−g max(0, t−l)) dt = (1 − e^(−dl))/d + e^(−dl) (1 − e^(−w(T−l)))/w
 *
 * The integrand is the chance that the copy is still there at age t: no DEL by then, no lost one before t − l. Renewal theory does the
 * rest: a copy is followed by a gap of 1/λ until the next read fills it again. Reads and writes are Poisson and independent, a load
 * takes no time, and the feed's deletions of writes before the fill are left out; they only shorten copies.
 */
function heldS({ writesPerS, ttlS, lostShare }: CopyLife, lagS: number): number {
  const lag = Math.min(lagS, ttlS)
  const deleted = writesPerS * (1 - lostShare)
  return decaying(deleted, lag) + Math.exp(-deleted * lag) * decaying(writesPerS, ttlS - lag)
}

/** ∫ e^(−rate t) dt from 0 to `untilS`. */
function decaying(rate: number, untilS: number): number {
  if (rate === 0) return untilS
  return -Math.expm1(-rate * untilS) / rate
}

/** Share of the reads that find a copy, fresh or not: λH / (1 + λH). */
export function hitShare(life: CopyLife): number {
  const hits = life.readsPerS * heldS(life, life.feedLagS)
  return hits / (1 + hits)
}

/**
 * Share of the reads that get a value superseded longer ago than `budgetS`; 0 counts every stale read. A copy of that kind is one
 * that is there although its first lost write is more than the budget ago: H(lag) − H(budget) of each life. Poisson reads see what a
 * clock would see, so this is also the share of time during which the held copy is that old.
 */
export function staleShare(life: CopyLife, budgetS = 0): number {
  const held = heldS(life, life.feedLagS)
  const withinS = heldS(life, Math.min(budgetS, life.feedLagS))
  return (life.readsPerS * (held - withinS)) / (1 + life.readsPerS * held)
}

/** The oldest that an answer can be, in seconds, while everything that is meant to run runs. */
export function oldestS({ ttlS, lostShare, feedLagS }: CopyLife): number {
  return lostShare === 0 ? 0 : Math.min(ttlS, feedLagS)
}
