import type { Policy } from '#cache/policy.ts'
import { duration, eachPolicy, type Knob, leading, percent, seconds } from './knob.ts'

export const redisTtl: Knob = {
  id: 'redis-ttl',
  group: 'Tiers',
  title: 'Redis TTL',
  kind: 'slider',
  stops: [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 3_600_000],
  usual: 300_000,
  read: design => leading(design)?.l2?.ttlMs ?? 300_000,
  write: (design, ttlMs) =>
    eachPolicy(design, policy => ({
      ...policy,
      l2: { jitter: 0, replicaReads: 'none', ...policy.l2, ttlMs },
    })),
  show: seconds,
  effect: design => `Stale up to ${seconds(leading(design)?.l2?.ttlMs ?? 0)} if a delete is lost`,
}

export const ttlJitter: Knob = {
  id: 'ttl-jitter',
  group: 'Tiers',
  title: 'TTL jitter',
  kind: 'slider',
  stops: [0, 0.05, 0.1, 0.2, 0.3, 0.5],
  usual: 0.1,
  read: design => leading(design)?.l2?.jitter ?? 0,
  write: (design, jitter) =>
    eachPolicy(design, policy => (policy.l2 === null ? policy : { ...policy, l2: { ...policy.l2, jitter } })),
  show: percent,
  effect: () => 'Spreads many keys that expire together; does nothing for one hot key',
}

export const localTtl: Knob = {
  id: 'local-ttl',
  group: 'Tiers',
  title: 'In-process copy (L1)',
  kind: 'slider',
  stops: [0, 1000, 2000, 5000, 10_000, 30_000],
  usual: 10_000,
  read: design => leading(design)?.l1?.ttlMs ?? 0,
  write: (design, ttlMs) =>
    eachPolicy(design, policy => ({
      ...policy,
      l1:
        ttlMs === 0 ? null : { maxEntries: 1000, eviction: 'lru', outlivesEntry: false, ...policy.l1, ttlMs },
    })),
  show: seconds,
  effect: design =>
    leading(design)?.l1 == null
      ? 'Every read crosses the network to Redis'
      : 'Takes load off Redis; instances may disagree until it expires or a message evicts it',
}

const PATTERNS: readonly {
  readonly value: Policy['pattern']
  readonly title: string
  readonly effect: string
}[] = [
  {
    value: 'cache-aside',
    title: 'Aside',
    effect: 'The application asks Redis, then the origin; without Redis both still work',
  },
  {
    value: 'read-through',
    title: 'Read-through',
    effect: 'The cache loads for all instances; without it nothing can be read',
  },
  {
    value: 'write-through',
    title: 'Write-through',
    effect:
      'Writes go through the cache and are acknowledged when the origin has them; without it there are none',
  },
  {
    value: 'write-behind',
    title: 'Write-behind',
    effect: 'Writes are acknowledged at once and reach the origin later; a cache that crashes loses them',
  },
]

export const pattern: Knob = {
  id: 'pattern',
  group: 'Tiers',
  title: 'Pattern',
  kind: 'choice',
  options: PATTERNS,
  usual: 'cache-aside',
  read: design => {
    const chosen = leading(design)?.pattern ?? 'cache-aside'
    return chosen === 'none' ? 'cache-aside' : chosen
  },
  write: (design, value) =>
    eachPolicy(design, policy => ({ ...policy, pattern: value as Policy['pattern'] })),
  effect: design =>
    PATTERNS.find(each => each.value === leading(design)?.pattern)?.effect ?? 'Every read goes to the origin',
}

export const edge: Knob = duration({
  id: 'edge-ttl',
  group: 'Tiers',
  title: 'CDN edge',
  stops: [0, 10_000, 30_000, 60_000, 300_000],
  usual: 60_000,
  on: 'Answers before the instances are asked; its TTL comes on top of theirs',
  off: 'Every read reaches an instance',
  read: policy => policy.cdn?.ttlMs ?? 0,
  write: (policy, ttlMs) => ({
    ...policy,
    cdn: ttlMs === 0 ? null : { purgeOnWrite: false, ...policy.cdn, ttlMs },
  }),
})

export const negative: Knob = duration({
  id: 'negative-ttl',
  group: 'Tiers',
  title: 'Remember what does not exist',
  stops: [0, 1000, 5000, 30_000, 60_000],
  usual: 5000,
  on: 'A flood of keys that do not exist stays in the cache',
  off: 'Every read of a key that does not exist asks the origin',
  read: policy => policy.negativeTtlMs ?? 0,
  write: (policy, ttlMs) => ({ ...policy, negativeTtlMs: ttlMs === 0 ? null : ttlMs }),
})
