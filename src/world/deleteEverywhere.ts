import type { Design } from '#cache/design.ts'
import { deleteCopies } from '#cache/invalidation.ts'
import type { Key } from '#cache/key.ts'
import type { Policy } from '#cache/policy.ts'
import { type Store, unlessUnavailable, unseen } from '#cache/ports.ts'
import { replicatedKeysOf } from '#cache/replicatedKey.ts'
import { versionKey } from '#cache/versionStamp.ts'
import type { Program, Scheduler } from '#kernel/program.ts'

/** The key under which a design keeps this version of an item. */
export function keptUnder(key: Key, version: number, { policies }: Design): Key {
  return policyOf(key, policies)?.invalidation.versionStamps == null ? key : versionKey(key, version)
}

/** A DEL of a key and of every copy that a design keeps of it on other shards. */
export function* deleteEverywhere(
  key: Key,
  { policies }: Design,
  store: Store,
  scheduler: Scheduler,
): Program<void> {
  const policy = policyOf(key, policies)
  const copies = policy === undefined ? null : replicatedKeysOf(policy, store.shards)
  yield* unlessUnavailable(deleteCopies(key, copies, store, scheduler, unseen(0)))
}

/** Types are named by whoever writes a world: one may be named as what every object has. */
function policyOf({ type }: Key, policies: Design['policies']): Policy | undefined {
  return Object.hasOwn(policies, type) ? policies[type] : undefined
}
