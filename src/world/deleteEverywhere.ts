import type { Design } from '#cache/design.ts'
import { deleteCopies } from '#cache/invalidation.ts'
import type { Key } from '#cache/key.ts'
import { type Store, unlessUnavailable, unseen } from '#cache/ports.ts'
import { ReplicatedKeys } from '#cache/replicatedKey.ts'
import { versionKey } from '#cache/versionStamp.ts'
import type { Program, Scheduler } from '#kernel/program.ts'

/** The key under which a design keeps an item of which this version is in force. */
export function keptUnder(key: Key, version: number, { policies }: Design): Key {
  const policy = Object.hasOwn(policies, key.type) ? policies[key.type] : undefined
  return policy?.invalidation.versionStamps == null ? key : versionKey(key, version)
}

/** A DEL of a key and of every copy that a design keeps of it on other shards. */
export function* deleteEverywhere(
  key: Key,
  { policies }: Design,
  store: Store,
  scheduler: Scheduler,
): Program<void> {
  const count = (Object.hasOwn(policies, key.type) ? policies[key.type]!.hotKeys?.copies : undefined) ?? 1
  const copies = count > 1 ? new ReplicatedKeys(count, store.shards) : null
  yield* unlessUnavailable(deleteCopies(key, copies, store, scheduler, unseen(0)))
}
