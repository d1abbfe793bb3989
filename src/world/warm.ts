import type { Design } from '#cache/design.ts'
import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Chance } from '#kernel/chance.ts'
import { exp, log } from '#kernel/math.ts'
import type { KeySpace } from './keySpace.ts'
import type { KeyMix, World } from './world.ts'

interface WarmEntry {
  readonly key: Key
  readonly entry: Entry
}

/**
 * What Redis holds when the run begins. An entry with a given end is there, whatever its TTL; the others are in the
 * steady state of a cache that has run for long, so that the baseline of a run does not drift.
 */
export function* warmEntries(
  world: World,
  design: Design,
  keys: KeySpace,
  chance: Chance,
): Generator<WarmEntry> {
  const draws = chance.about('warm entry')
  const reads = ratesPerMs(world.readers, keys)
  const writes = ratesPerMs(
    world.writers.filter(writer => writer.invalidates),
    keys,
  )
  let n = 0
  for (const { keys: mix, expiresAtMs } of world.warm) {
    for (const key of keys.all(mix)) {
      const policy = design.policies[key.type]
      const isThere = draws.uniform(n, 0)
      const howOld = draws.uniform(n++, 1)
      if (policy === undefined || policy.l2 === null) continue
      const { ttlMs } = policy.l2
      const deletes = policy.invalidation.deleteOnWrite ? (writes.get(key) ?? 0) : 0
      const lifeMs = meanLifeMs(ttlMs, deletes)
      const absentMs = 1 / (reads.get(key) ?? 0)
      if (expiresAtMs === null && !(isThere < lifeMs / (lifeMs + absentMs))) continue
      const freshUntilMs = expiresAtMs ?? ttlMs - ageMs(ttlMs, deletes, howOld)
      const loadMs = world.origin.queries[key.type]?.meanMs ?? 0
      yield { key, entry: { value: 1, version: 1, createdAtMs: freshUntilMs - ttlMs, freshUntilMs, loadMs } }
    }
  }
}

function ratesPerMs(
  sources: readonly { readonly ratePerSecond: number; readonly keys: KeyMix }[],
  keys: KeySpace,
): ReadonlyMap<Key, number> {
  const rates = new Map<Key, number>()
  for (const { ratePerSecond, keys: mix } of sources) {
    for (const { key, share } of keys.shares(mix)) {
      rates.set(key, (rates.get(key) ?? 0) + (share * ratePerSecond) / 1000)
    }
  }
  return rates
}

/**
 * An entry lives until its TTL ends or a Poisson delete comes first; then it is absent until the next Poisson read. By
 * renewal it is there with probability life / (life + absence), for TTL alone rT / (1 + rT).
 */
function meanLifeMs(ttlMs: number, deletesPerMs: number): number {
  return deletesPerMs === 0 ? ttlMs : (1 - exp(-deletesPerMs * ttlMs)) / deletesPerMs
}

/** The age of an entry that is there: uniform over the TTL, or thinned out by deletes. `u` is uniform in [0, 1). */
function ageMs(ttlMs: number, deletesPerMs: number, u: number): number {
  return deletesPerMs === 0 ? u * ttlMs : -log(1 - u * (1 - exp(-deletesPerMs * ttlMs))) / deletesPerMs
}
