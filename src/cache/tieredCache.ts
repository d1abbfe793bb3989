import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Answer } from './answer.ts'
import { Breaker, type BreakerState } from './breaker.ts'
import { CachedType } from './cachedType.ts'
import type { CacheServing } from './cacheService.ts'
import { CorrectnessSampler } from './correctnessSampler.ts'
import type { Design } from './design.ts'
import { isFresh, type Value } from './entry.ts'
import { invalidateGroup } from './groupInvalidation.ts'
import type { Key } from './key.ts'
import { Leases } from './lease.ts'
import { Loader } from './loader.ts'
import { MissPath } from './missPath.ts'
import type { OriginGuard, Wanted } from './originGuard.ts'
import {
  type Bus,
  CacheFailed,
  type Call,
  isExpected,
  LoadTooSlow,
  type Origin,
  type Store,
  unlessUnavailable,
  unseen,
} from './ports.ts'
import { mustSeeOwnWrite } from './readYourWrites.ts'
import { Refreshing } from './refreshing.ts'
import { SharedTier } from './sharedTier.ts'
import { type CacheWatcher, SILENT } from './watcher.ts'

export interface CacheParts {
  /** Number of this instance; the sender of its messages, and the holder of its leases. */
  readonly instance: number
  /** How often the instance has been restarted. */
  readonly life?: number
  readonly design: Design
  readonly scheduler: Scheduler
  /** The instance's own clock, by which entries are written and judged; the scheduler's unless clocks differ. */
  readonly clock?: { readonly nowMs: number }
  readonly chance: Chance
  readonly store: Store
  readonly bus: Bus
  readonly origin: Origin
  readonly guard: OriginGuard
  /** What loads and writes for the patterns in which the cache does so itself. */
  readonly service?: CacheServing | null
  readonly purger?: { purge(key: Key, call: Call): void } | null
  readonly watcher?: CacheWatcher
  /** This is the cache itself, not an application: it has nowhere to go when Redis does not answer. */
  readonly isService?: boolean
}

/** A type without a policy has no cap of its own; to the breaker a load as long as this has failed. */
const UNCACHED: Wanted = { capMs: 10_000, priority: 'P1', from: 'primary' }

/** The cache in one instance: L1, then L2, then the origin. The policy of each data type says which of these apply, and how. */
export class TieredCache {
  private readonly parts: CacheParts
  private readonly scheduler: Scheduler
  private readonly clock: { readonly nowMs: number }
  /** Behind its breaker, if there is one. */
  private readonly store: Store
  private readonly watcher: CacheWatcher
  private readonly types: ReadonlyMap<string, CachedType>
  private readonly refreshing: Refreshing
  private readonly missPath: MissPath

  constructor(parts: CacheParts) {
    const { design, scheduler, chance, guard, bus, instance } = parts
    const watcher = parts.watcher ?? SILENT
    const store = behindBreaker(parts, watcher)
    const clock = parts.clock ?? scheduler
    this.parts = parts
    this.scheduler = scheduler
    this.clock = clock
    this.store = store
    this.watcher = watcher
    this.types = new Map(
      Object.entries(design.policies).map(([name, policy]) => [
        name,
        new CachedType({ name, policy, instance, store, bus, scheduler, watcher }),
      ]),
    )
    const leases = new Leases({ instance, life: parts.life ?? 0, store, scheduler, watcher })
    const loader = new Loader({ scheduler, clock, chance, store, guard, leases, watcher })
    const sampler = new CorrectnessSampler(guard, scheduler, chance, watcher)
    const earlyDraws = chance.about('early-expiry')
    const ask =
      parts.service == null
        ? null
        : (key: Key, type: CachedType, call: Call) => this.fromService(key, type, call)
    this.refreshing = new Refreshing({ scheduler, clock, loader, sampler, earlyDraws, ask, watcher })
    const copyDraws = chance.about('hot copy')
    const isService = parts.isService === true
    const { refreshing } = this
    this.missPath = new MissPath({
      scheduler,
      clock,
      store,
      loader,
      refreshing,
      copyDraws,
      watcher,
      isService,
    })
  }

  /** What L1 holds, without waiting; null when the reader has to `fetch`. */
  peek(key: Key, call: Call): Answer | null {
    const type = this.types.get(key.type)
    if (type === undefined || !type.hasLocal) return null
    const { nowMs } = this.clock
    if (mustSeeOwnWrite(type.policy, key.item, call, this.scheduler.nowMs)) return null
    type.hot?.read(key.item, nowMs)
    const held = type.local.get(key, nowMs)
    call.spent('l1', this.scheduler.nowMs, this.scheduler.nowMs)
    if (held === null)
      return type.policy.staleWhileRevalidateMs > 0
        ? this.refreshing.whileRevalidating(key, type, null, call)
        : null
    if (type.groups !== null && key.group !== null && type.groups.judge(key.group, held, nowMs) !== true)
      return null
    this.watcher.lookedUp('l1', key)
    if (type.watchesHits) this.refreshing.answered(key, type, held, null, call)
    return { entry: held, source: 'l1' }
  }

  /** Reads a key: `peek`, then `fetch`. For callers to whom a generator more does not matter. */
  *read(key: Key, call: Call): Program<Answer> {
    return this.peek(key, call) ?? (yield* this.fetch(key, call))
  }

  /**
   * The miss path: L2, then the origin. With coalescing one flight covers both, and later callers wait for the first
   * one's answer, or its error. Throws LoadShed, OriginRefused, LoadTooSlow or CacheFailed when the key cannot be had.
   */
  fetch(key: Key, call: Call): Program<Answer> {
    const type = this.types.get(key.type)
    if (type === undefined || type.policy.pattern === 'none') return this.past(key, type, call)
    if (mustSeeOwnWrite(type.policy, key.item, call, this.scheduler.nowMs)) {
      this.watcher.acted('read-your-write', key)
      const { service } = this.parts
      const isBehind = type.policy.pattern === 'write-behind' && type.isServed && service != null
      return isBehind ? this.ownWrite(key, type, service, call) : this.past(key, type, call)
    }
    if (type.isServed && this.parts.service != null) return this.fromService(key, type, call)
    if (type.versions !== null) return this.stamped(key, type, call)
    return this.missPath.read(key, type, call)
  }

  /** Whether the primary that has a key answers, which takes as long as its answer. */
  *reaches(key: Key, call: Call): Program<boolean> {
    return (yield* unlessUnavailable(this.store.lookUp(key, false, call))) !== undefined
  }

  /**
   * Commits a value, then takes the copies away, if the writer `invalidates` and as far as the policy says so; returns
   * the version. Throws what the origin throws, and for a cache that writes itself CacheFailed or BufferFull.
   */
  *write(key: Key, value: Value, invalidates: boolean, call: Call): Program<number> {
    const { origin, service, bus, instance, purger } = this.parts
    const type = this.types.get(key.type)
    const isKnown = type !== undefined && type.policy.pattern !== 'none' && invalidates
    let version: number
    if (isKnown && type.isServed && type.policy.pattern !== 'read-through' && service != null) {
      version = yield* service.write(key, value, call)
      type.evict(key)
      if (type.policy.invalidation.publishToL1) bus.publish(key, instance, call)
    } else {
      version = yield* origin.commit(key, value, call)
      if (isKnown && type.policy.invalidation.deleteOnWrite) {
        if (type.isServed) service?.evict(key)
        yield* type.invalidation.invalidate(key, this.scheduler.nowMs, call)
        if (type.isServed) service?.evict(key)
      }
    }
    call.session?.wrote(key.item, this.scheduler.nowMs)
    if (isKnown && type.policy.cdn?.purgeOnWrite && purger != null) {
      this.watcher.acted('cdn-purged', key)
      purger.purge(key, call)
    }
    return version
  }

  /** All of a group has changed, and every member was committed: by a marker, or by a DEL for each of `members`. */
  *invalidateGroup(group: string, members: readonly Key[], call: Call): Program<void> {
    const type = members[0] === undefined ? undefined : this.types.get(members[0].type)
    if (type === undefined || type.policy.pattern === 'none' || !type.policy.invalidation.deleteOnWrite)
      return
    this.watcher.acted('group-invalidated', members[0]!)
    const { scheduler, clock, watcher } = this
    const { bus, instance } = this.parts
    yield* invalidateGroup({ group, members, type, bus, sender: instance, scheduler, clock, watcher }, call)
  }

  /** The key has changed elsewhere: drops this instance's copy, and lets nobody new join a load begun before. */
  evict(key: Key): void {
    this.types.get(key.type)?.evict(key)
  }

  /** A whole group has changed elsewhere: nothing of it that was loaded at or before `atMs` is valid. */
  evictGroup(group: string, atMs: number): void {
    for (const type of this.types.values()) type.evictGroup(group, atMs)
  }

  /** This instance's copy has reached the end of its time; unlike `evict`, loads under way are still good. */
  expire(key: Key): void {
    this.types.get(key.type)?.local.expire(key)
  }

  /** Reads keys one after the other before the traffic comes, so that they are here. What fails is left out. */
  *prewarm(keys: readonly Key[]): Program<void> {
    for (const [index, key] of keys.entries()) {
      try {
        yield* this.read(key, unseen(index))
        this.watcher.acted('warmed', key)
      } catch (error) {
        if (!isExpected(error)) throw error
      }
    }
  }

  /** Asks for the row's version, then for exactly that version of it. */
  private *stamped(key: Key, type: CachedType, call: Call): Program<Answer> {
    this.watcher.acted('version-looked-up', key)
    const beganMs = this.clock.nowMs
    const version = yield* this.parts.guard.version(key, call, prioritised(type.versionWanted, call))
    const { loadCapMs, cdn } = type.policy
    if (this.clock.nowMs - beganMs > loadCapMs)
      throw new LoadTooSlow(`no version from the origin within ${loadCapMs} ms`)
    const asked = type.versions!.of(key, version)
    if (type.policy.l1 !== null) {
      const held = type.local.get(asked, this.clock.nowMs)
      if (held !== null) {
        this.watcher.lookedUp('l1', asked)
        if (type.watchesHits) this.refreshing.answered(asked, type, held, null, call)
        return { entry: held, source: 'l1' }
      }
    }
    const answer = yield* this.missPath.read(asked, type, call)
    // An edge counts from when the answer passes it: nothing may pass late.
    if (cdn !== null && this.clock.nowMs - beganMs > 2 * loadCapMs)
      throw new LoadTooSlow(`no answer for the version within ${2 * loadCapMs} ms`)
    return answer
  }

  /** The cache loads by itself; without it there is no way to the origin, only what this instance still holds. */
  private *fromService(key: Key, type: CachedType, call: Call): Program<Answer> {
    const since = type.local.now
    const beganMs = this.clock.nowMs
    try {
      let answer = yield* this.parts.service!.read(key, call)
      // What has ended on its way here is asked for once more, as an instance does that asks a distant Redis itself.
      if (answer.source === 'l2' && type.graceMs === 0 && !isFresh(answer.entry, this.clock.nowMs))
        answer = yield* this.parts.service!.read(key, call)
      // A copy without its stamp could not be told from an older one.
      const keptMs = answer.entry.exists && type.hasLocal ? type.keepsForMs(key) : 0
      // The service believes in markers for itself; what L1 keeps is judged by what this instance believes.
      if (keptMs > 0) yield* type.isValid(key, answer.entry, this.clock, call)
      const { nowMs } = this.clock
      // What the cache serves past its end is not made to last longer.
      if (keptMs > 0 && isFresh(answer.entry, nowMs))
        type.local.keep(key, answer.entry, beganMs + keptMs, since, nowMs)
      return answer
    } catch (error) {
      if (!(error instanceof CacheFailed)) throw error
      const { onCacheFailure } = type.policy
      const ended = type.local.ended(key, this.clock.nowMs)
      if (ended === null || onCacheFailure.kind !== 'serve-stale') throw error
      if (this.clock.nowMs >= ended.untilMs + onCacheFailure.maxAgeMs) throw error
      this.watcher.acted('stale-on-cache-failure', key)
      return { entry: ended.entry, source: 'l1' }
    }
  }

  /** With write-behind it is the cache that has the write, and the origin will only get it. */
  private *ownWrite(key: Key, type: CachedType, service: CacheServing, call: Call): Program<Answer> {
    return (yield* service.owedWrite(key, call)) ?? (yield* this.past(key, type, call))
  }

  /** Past every cache, to the primary. */
  private *past(key: Key, type: CachedType | undefined, call: Call): Program<Answer> {
    const beganMs = this.clock.nowMs
    const wanted = type === undefined ? UNCACHED : { ...type.wanted, from: 'primary' as const }
    const row = yield* this.parts.guard.load(key, call, prioritised(wanted, call))
    const loadMs = this.clock.nowMs - beganMs
    const untilMs = Number.POSITIVE_INFINITY
    const entry = { ...row, createdAtMs: beganMs, freshUntilMs: untilMs, keptUntilMs: untilMs, loadMs }
    return { entry, source: 'load' }
  }
}

/** Redis as the design wants it asked: with a breaker before it, or straight. */
function behindBreaker({ design, store, scheduler, isService }: CacheParts, watcher: CacheWatcher): Store {
  const { breaker } = design.redis
  if (breaker === null) return store
  const whose = isService === true ? 'the cache service' : 'this instance'
  const changed = (state: BreakerState) =>
    watcher.noted('breaker', `Breaker of ${whose} before Redis is ${state.replace('-', ' ')}`)
  return new SharedTier(store, new Breaker(breaker, changed), scheduler, watcher)
}

function prioritised(wanted: Wanted, { priority }: Call): Wanted {
  return priority === undefined ? wanted : { ...wanted, priority }
}
