import type { HotKeySettings, Policy } from '#cache/policy.ts'
import { duration, eachPolicy, type Knob, leading } from './knob.ts'

/** A choice: a key read so often in one instance is hot. */
const USUAL: HotKeySettings = {
  ratePerSecond: 50,
  windowMs: 1000,
  trackedKeys: 64,
  localCopyMs: null,
  copies: 1,
  known: [],
}

/** With other settings for hot keys; those that do nothing are none. */
function withHotKeys(policy: Policy, change: Partial<HotKeySettings>): Policy {
  const settings = { ...(policy.hotKeys ?? USUAL), ...change }
  const isIdle =
    settings.localCopyMs === null &&
    settings.copies === 1 &&
    settings.known.length === 0 &&
    policy.l2?.replicaReads !== 'hot'
  return { ...policy, hotKeys: isIdle ? null : settings }
}

export const hotCopies: Knob = {
  id: 'hot-copies',
  group: 'Keys',
  title: 'Copies of a hot key in Redis',
  kind: 'slider',
  stops: [1, 2, 3, 6, 12],
  usual: 3,
  read: design => leading(design)?.hotKeys?.copies ?? 1,
  write: (design, copies) => eachPolicy(design, policy => withHotKeys(policy, { copies })),
  show: copies => (copies === 1 ? 'off' : String(copies)),
  effect: design =>
    (leading(design)?.hotKeys?.copies ?? 1) === 1
      ? 'One shard answers every read of a key'
      : 'Reads pick one of several shards; every write deletes all copies',
}

export const hotLocal: Knob = duration({
  id: 'hot-local-copy',
  group: 'Keys',
  title: 'In-process copy of hot keys only',
  stops: [0, 1000, 2000, 5000, 10_000],
  usual: 2000,
  on: 'A key that is found hot is kept in the instance; the others are not',
  off: 'A hot key is treated as any other',
  read: policy => policy.hotKeys?.localCopyMs ?? 0,
  write: (policy, ms) => withHotKeys(policy, { localCopyMs: ms === 0 ? null : ms }),
})
