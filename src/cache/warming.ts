import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Design, WarmingSettings } from './design.ts'
import { isFresh } from './entry.ts'
import { guardsFills } from './fillGuard.ts'
import { graceMs } from './grace.ts'
import type { Key } from './key.ts'
import type { OriginGuard } from './originGuard.ts'
import { isExpected, type Store, unseen } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

export interface WarmingParts {
  /** What to load, the most popular first. */
  readonly keys: readonly Key[]
  readonly settings: WarmingSettings
  readonly design: Design
  readonly store: Store
  readonly guard: OriginGuard
  readonly scheduler: Scheduler
  readonly clock?: { readonly nowMs: number }
  readonly chance: Chance
  readonly watcher: CacheWatcher
  /** Told after each key which share of them is done, loaded or not. */
  readonly onProgress: (share: number) => void
}

/**
 * Fills a cache before readers depend on it, at a bounded rate and concurrency so that the job is not the herd it is to
 * prevent. A key that is there already costs a look-up; one that cannot be had is left out.
 */
export function* warmUp(parts: WarmingParts): Program<void> {
  const { keys, settings, scheduler } = parts
  const queue = keys.filter(key => isCached(parts.design, key))
  let next = 0
  let done = 0
  const everyMs = (1000 * settings.concurrency) / settings.ratePerSecond
  function* worker(): Program<void> {
    for (let key = queue[next++]; key !== undefined; key = queue[next++]) {
      const beganMs = scheduler.nowMs
      yield* warm(key, parts, next)
      parts.onProgress(++done / queue.length)
      const leftMs = beganMs + everyMs - scheduler.nowMs
      if (leftMs > 0) yield leftMs
    }
  }
  const workers = Array.from({ length: settings.concurrency }, () => scheduler.start(worker(), 'warming'))
  for (const each of workers) yield each
}

function isCached(design: Design, key: Key): boolean {
  if (!Object.hasOwn(design.policies, key.type)) return false
  const { pattern, l2, invalidation } = design.policies[key.type]!
  return pattern !== 'none' && l2 !== null && invalidation.versionStamps === null
}

function* warm(key: Key, parts: WarmingParts, n: number): Program<void> {
  const { design, store, guard, chance, watcher } = parts
  const clock = parts.clock ?? parts.scheduler
  const policy = design.policies[key.type]!
  const call = unseen(n)
  try {
    const { entry, stamp } = yield* store.lookUp(key, guardsFills(policy), call)
    if (entry !== null && isFresh(entry, clock.nowMs)) return
    const beganMs = clock.nowMs
    const wanted = { capMs: policy.loadCapMs, priority: policy.priority, from: policy.readFrom }
    const row = yield* guard.load(key, call, wanted)
    if (!row.exists) return
    const { ttlMs, jitter } = policy.l2!
    const freshUntilMs = beganMs + ttlMs * (1 - jitter * chance.about('warming jitter').uniform(n))
    const keptUntilMs = freshUntilMs + graceMs(policy)
    const loaded = { ...row, createdAtMs: beganMs, freshUntilMs, keptUntilMs, loadMs: clock.nowMs - beganMs }
    const seen = guardsFills(policy) ? stamp : null
    if (yield* store.fill(key, loaded, seen, call)) watcher.acted('warmed', key)
  } catch (error) {
    if (!isExpected(error)) throw error
  }
}
