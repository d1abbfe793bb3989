import type { Program, Scheduler } from '#kernel/program.ts'
import type { CachedType } from './cachedType.ts'
import type { Key } from './key.ts'
import { type Bus, type Call, TierUnavailable, unseen } from './ports.ts'
import type { CacheWatcher } from './watcher.ts'

const LONGEST_RETRY_MS = 2000

export interface GroupChange {
  readonly group: string
  readonly members: readonly Key[]
  readonly type: CachedType
  readonly bus: Bus
  readonly sender: number
  readonly scheduler: Scheduler
  readonly clock: { readonly nowMs: number }
  readonly watcher: CacheWatcher
}

/** Invalidates a group whose members have all been committed. By a marker: one write. Without: a DEL for each member, side by side. */
export function* invalidateGroup(change: GroupChange, call: Call): Program<void> {
  const { group, members, type, bus, sender, scheduler, clock, watcher } = change
  const committedMs = scheduler.nowMs
  if (type.groups === null) {
    const deletes = members.map(key =>
      scheduler.start(type.invalidation.invalidate(key, committedMs, call), 'group'),
    )
    for (const each of deletes) yield each
    return
  }
  const atMs = clock.nowMs
  type.evictGroup(group, atMs)
  const tell = () => {
    if (type.policy.invalidation.publishToL1) bus.publishGroup(group, atMs, sender, call)
  }
  try {
    yield* type.groups.clear(group, atMs, call)
    watcher.invalidated(members[0]!, scheduler.nowMs - committedMs)
  } catch (error) {
    if (!(error instanceof TierUnavailable)) throw error
    if (type.policy.invalidation.retries !== null)
      scheduler.start(repair(change, atMs, committedMs, call.id), 'repair')
  }
  tell()
}

/** The marker was not taken: it is tried again, as a DEL would be. */
function* repair(change: GroupChange, atMs: number, committedMs: number, callId: number): Program<void> {
  const { group, members, type, scheduler, watcher } = change
  const { attempts, delayMs } = type.policy.invalidation.retries!
  let waitMs = Math.min(delayMs, LONGEST_RETRY_MS)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    yield waitMs
    waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)
    watcher.acted('delete-retried', members[0]!)
    try {
      yield* type.groups!.clear(group, atMs, unseen(callId))
      watcher.invalidated(members[0]!, scheduler.nowMs - committedMs)
      return
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
    }
  }
  watcher.acted('delete-given-up', members[0]!)
  watcher.invalidated(members[0]!, scheduler.nowMs - committedMs)
}
