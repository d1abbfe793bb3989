import type { Design, RedisSettings } from '#cache/design.ts'
import { eachPolicy, type Knob, onOff } from './knob.ts'

function withRedis(design: Design, change: Partial<RedisSettings>): Design {
  return { ...design, redis: { ...design.redis, ...change } }
}

/** Nobody reads replicas that are not there. */
function fromPrimaries(design: Design): Design {
  return eachPolicy(design, policy =>
    policy.l2 === null || policy.l2.replicaReads === 'none'
      ? policy
      : { ...policy, l2: { ...policy.l2, replicaReads: 'none' } },
  )
}

export const redisReplicas: Knob = {
  id: 'redis-replicas',
  group: 'Redis',
  title: 'Replicas of each node',
  kind: 'slider',
  stops: [0, 1, 2],
  usual: 1,
  read: design => design.redis.replicas,
  write: (design, replicas) => withRedis(replicas === 0 ? fromPrimaries(design) : design, { replicas }),
  show: count => (count === 0 ? 'off' : String(count)),
  effect: design =>
    design.redis.replicas === 0
      ? 'A node that fails is missed until it is back'
      : 'One takes over after the failover time, with what it has: deletes of the last moment may be missing',
}

export const redisSnapshots = onOff({
  id: 'redis-snapshots',
  group: 'Redis',
  title: 'Snapshots to disk',
  on: 'A restart begins with the last snapshot: warm, and as stale as it is old',
  off: 'A restart begins empty',
  usual: false,
  isOn: design => design.redis.snapshotEveryMs !== null,
  turn: (design, isOn) =>
    withRedis(design, { snapshotEveryMs: isOn ? (design.redis.snapshotEveryMs ?? 60_000) : null }),
})

export const redisTimeout: Knob = {
  id: 'redis-timeout',
  group: 'Redis',
  title: 'Command timeout',
  kind: 'slider',
  stops: [0, 10, 25, 50, 100, 250],
  usual: 50,
  read: design => design.redis.commandTimeoutMs ?? 0,
  write: (design, ms) => withRedis(design, { commandTimeoutMs: ms === 0 ? null : ms }),
  show: ms => (ms === 0 ? 'off' : `${ms} ms`),
  effect: design =>
    design.redis.commandTimeoutMs === null
      ? 'A slow node is waited for, however long'
      : 'A slow node counts as down; what was sent to it may still happen',
}

export const redisBreaker = onOff({
  id: 'redis-breaker',
  group: 'Redis',
  title: 'Breaker on Redis',
  on: 'A Redis that fails half of its commands is skipped for a while',
  off: 'A Redis that fails is asked each time',
  usual: true,
  isOn: design => design.redis.breaker !== null,
  turn: (design, isOn) =>
    withRedis(design, {
      breaker: isOn
        ? (design.redis.breaker ?? {
            failureShare: 0.5,
            minimumLoads: 20,
            windowMs: 1000,
            openMs: 1000,
            probes: 3,
            backoffFactor: 2,
            longestOpenMs: 10_000,
          })
        : null,
    }),
})

const EVICTIONS: readonly {
  readonly value: RedisSettings['eviction']
  readonly title: string
  readonly effect: string
}[] = [
  {
    value: 'allkeys-lru',
    title: 'LRU',
    effect: 'Who was not read for longest leaves: one pass over cold data washes the rest out',
  },
  {
    value: 'allkeys-lfu',
    title: 'LFU',
    effect: 'Who was read least often leaves: what is popular stays, and what has just become so waits',
  },
  {
    value: 'noeviction',
    title: 'Refuse',
    effect: 'Full, it takes nothing new until something ends or is deleted',
  },
]

/** Of no matter where memory has no limit. */
export const redisEviction: Knob = {
  id: 'redis-eviction',
  group: 'Redis',
  title: 'Who leaves a full node',
  kind: 'choice',
  options: EVICTIONS,
  usual: 'allkeys-lru',
  read: design => design.redis.eviction,
  write: (design, value) => withRedis(design, { eviction: value as RedisSettings['eviction'] }),
  effect: design => EVICTIONS.find(each => each.value === design.redis.eviction)!.effect,
}
