import type { Design } from '#cache/design.ts'
import type { Entry } from '#cache/entry.ts'
import { graceMs } from '#cache/grace.ts'
import type { Key } from '#cache/key.ts'
import type { Policy } from '#cache/policy.ts'
import { versionKey } from '#cache/versionStamp.ts'
import type { Chance } from '#kernel/chance.ts'
import { exp, log } from '#kernel/math.ts'
import type { KeySpace } from './keySpace.ts'
import { initialRatePerSecond } from './rates.ts'
import type { KeyMix } from './traffic.ts'
import type { World } from './world.ts'

interface WarmEntry {
  readonly key: Key
  readonly entry: Entry
}

interface Place {
  readonly name: string
  readonly trafficShare: number
}

/**
 * What Redis holds when the run begins. An entry with a given end is there, and no older than its TTL allows; the others
 * are in the steady state of a cache that has run for long, so that the baseline of a run does not drift. Early expiry
 * is left out of that state: it matters where loads are long against the TTL. With `region`, what the Redis of that
 * region holds: its readers are those there, and its share of those who are anywhere.
 */
export function* warmEntries(
  world: World,
  design: Design,
  keys: KeySpace,
  chance: Chance,
  region: Place | null = null,
): Generator<WarmEntry> {
  const draws = chance.about(region === null ? 'warm entry' : `warm entry of ${region.name}`)
  const reads = ratesPerMs(readersOf(world, region), keys)
  const aware = ratesPerMs([...writersWho(world, true), ...usersWhoWrite(world)], keys)
  const unaware = ratesPerMs(writersWho(world, false), keys)
  const given = new Set(
    world.warm.filter(item => item.expiresAtMs !== null).flatMap(item => keys.all(item.keys)),
  )
  const policies = new Map(Object.entries(design.policies))
  const queries = new Map(Object.entries(world.origin.queries))
  let n = 0
  for (const { keys: mix, expiresAtMs } of world.warm) {
    for (const key of keys.all(mix)) {
      const isThere = draws.uniform(n, 0)
      const howOld = draws.uniform(n, 1)
      const whichTtl = draws.uniform(n++, 2)
      const policy = policies.get(key.type)
      if (policy === undefined || policy.l2 === null || policy.pattern === 'none') continue
      if (keys.isMissing(key.name) || (expiresAtMs === null && given.has(key))) continue
      const { ttlMs, jitter } = policy.l2
      const readsPerMs = reads.get(key) ?? 0
      const deletes = deletesPerMs(
        policy,
        readsPerMs,
        aware.get(key) ?? 0,
        unaware.get(key) ?? 0,
        world.changeFeed.lagMs,
      )
      const life = new Life(ttlMs * (1 - jitter), ttlMs, deletes)
      if (expiresAtMs === null && !(isThere < life.meanMs / (life.meanMs + 1 / readsPerMs))) continue
      const ownTtlMs = life.ttlMs(whichTtl)
      const freshUntilMs =
        expiresAtMs === null ? ownTtlMs - life.ageMs(ownTtlMs, howOld) : Math.min(expiresAtMs, ttlMs)
      const loadMs = queries.get(key.type)?.meanMs ?? 0
      const createdAtMs = freshUntilMs - (expiresAtMs === null ? ownTtlMs : ttlMs)
      const keptUntilMs = freshUntilMs + graceMs(policy)
      const kept = policy.invalidation.versionStamps === null ? key : versionKey(key, 1)
      const entry = { value: 1, version: 1, exists: true, createdAtMs, freshUntilMs, keptUntilMs, loadMs }
      yield { key: kept, entry }
    }
  }
}

/**
 * How often an entry is deleted. Of a writer that deletes, the change feed deletes once more after its lag, if a reader
 * has filled the key again by then.
 */
function deletesPerMs(policy: Policy, reads: number, aware: number, unaware: number, lagMs: number): number {
  const { deleteOnWrite, cdcBackstop } = policy.invalidation
  const first = deleteOnWrite ? aware : 0
  if (!cdcBackstop) return first
  const again = deleteOnWrite ? aware * (1 - exp(-reads * lagMs)) : aware
  return first + again + unaware
}

/** How often keys are asked for, or written, by one source. */
interface Rate {
  readonly perSecond: number
  readonly keys: KeyMix
}

/** Whoever reads what a Redis holds. A user who writes first looks afterwards: a read, too. */
function readersOf(world: World, region: Place | null): readonly Rate[] {
  return world.readers
    .filter(reader => region === null || reader.region === null || reader.region === region.name)
    .map(reader => {
      const share = region === null || reader.region !== null ? 1 : region.trafficShare
      return { perSecond: initialRatePerSecond(reader) * share, keys: reader.keys }
    })
}

function writersWho(world: World, invalidates: boolean): readonly Rate[] {
  return world.writers
    .filter(writer => writer.invalidates === invalidates)
    .map(writer => ({ perSecond: initialRatePerSecond(writer), keys: writer.keys }))
}

function usersWhoWrite(world: World): readonly Rate[] {
  return world.readers.flatMap(reader =>
    reader.sessions === null || reader.closedLoop !== null
      ? []
      : [{ perSecond: initialRatePerSecond(reader) * reader.sessions.writeShare, keys: reader.keys }],
  )
}

function ratesPerMs(sources: readonly Rate[], keys: KeySpace): ReadonlyMap<Key, number> {
  const rates = new Map<Key, number>()
  for (const { perSecond, keys: mix } of sources) {
    for (const { key, share } of keys.shares(mix)) {
      rates.set(key, (rates.get(key) ?? 0) + (share * perSecond) / 1000)
    }
  }
  return rates
}

/**
 * The life of an entry: it ends with its TTL, uniform from `shortestMs` to `longestMs`, or with a Poisson delete before.
 * Then it is absent until the next Poisson read, so by renewal it is there with probability life / (life + absence); for
 * a fixed TTL alone that is rT / (1 + rT).
 */
class Life {
  readonly meanMs: number
  private readonly shortestMs: number
  private readonly longestMs: number
  private readonly deletes: number

  constructor(shortestMs: number, longestMs: number, deletesPerMs: number) {
    this.shortestMs = shortestMs
    this.longestMs = longestMs
    this.deletes = deletesPerMs
    const width = longestMs - shortestMs
    this.meanMs = width === 0 ? this.survivedMs(longestMs) : this.lived(longestMs) / width
  }

  /** The TTL of an entry found at a random time: longer lives are met more often. `u` is uniform in [0, 1). */
  ttlMs(u: number): number {
    if (this.longestMs === this.shortestMs) return this.longestMs
    const sought = u * this.lived(this.longestMs)
    let low = this.shortestMs
    let high = this.longestMs
    // Halved until the bounds are a microsecond apart, at most: 40 halvings of a day are less.
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2
      if (this.lived(middle) < sought) low = middle
      else high = middle
    }
    return high
  }

  /** The age of an entry that is there: uniform over its TTL, or thinned out by deletes. `u` is uniform in [0, 1). */
  ageMs(ttlMs: number, u: number): number {
    const { deletes } = this
    return deletes === 0 ? u * ttlMs : -log(1 - u * (1 - exp(-deletes * ttlMs))) / deletes
  }

  /** Mean life of an entry with this TTL. */
  private survivedMs(ttlMs: number): number {
    return this.deletes === 0 ? ttlMs : (1 - exp(-this.deletes * ttlMs)) / this.deletes
  }

  /** The integral of `survivedMs` over TTLs from the shortest to this one. */
  private lived(ttlMs: number): number {
    const { shortestMs, deletes } = this
    if (deletes === 0) return (ttlMs * ttlMs - shortestMs * shortestMs) / 2
    const decay = (exp(-deletes * shortestMs) - exp(-deletes * ttlMs)) / deletes
    return (ttlMs - shortestMs - decay) / deletes
  }
}
