import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, INVALIDATION, minute, QUICK_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone, nodeDown, slowOrigin } from './offeredFaults.ts'
import type { ScenarioInput } from './scenario.ts'

const ITEMS = { kind: 'zipf', type: 'item', prefix: 'item:', count: 3000, exponent: 0.8 } as const

/**
 * Redis restarts empty (4.3): every read is a miss, and the load is at its peak at once, not after half a minute as the
 * playbook's clock has it.
 */
const world = {
  ...minute(),
  drainMs: 5000,
  instances: 6,
  network: DATA_CENTRE,
  readers: [{ name: 'item pages', ratePerSecond: 500, keys: ITEMS }],
  client: { timeoutMs: 5000, retries: 1, backoffMs: 200 },
  writers: [{ name: 'catalogue', ratePerSecond: 1, keys: ITEMS }],
  redis: REDIS,
  origin: {
    connections: 26,
    lineLimit: 10_000,
    connectTimeoutMs: 5000,
    comfortable: 10,
    slowdown: 0.1,
    queries: { item: { meanMs: 60, variation: 0.5 } },
  },
  warm: [{ keys: ITEMS }],
  faults: [{ kind: 'cache-down', atMs: 20_000, forMs: 1000, loses: true, hangs: false }],
  watchedKeys: ['item:1', 'item:100', 'item:2000'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 30_000, l2: { ttlMs: 600_000, jitter: 0.1 } }

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  l1: { ttlMs: 10_000, maxEntries: 3000 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'serve-stale', maxAgeMs: 20_000 },
  staleIfErrorMs: 20_000,
}

function design(id: string, title: string, item: PolicyInput, more: Partial<DesignInput>): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { item },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Cache platform on call' },
    ...more,
  }
}

const limited = { breaker: QUICK_BREAKER, missLimit: 4 }

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { item: trap }, redis: { replicas: 2 } },
  design('l6', 'L6 answer', staff, { origin: limited }),
  design('snapshots', 'Snapshots besides', staff, { origin: limited, redis: { snapshotEveryMs: 5000 } }),
  design(
    'coalescing',
    'Coalescing alone',
    { ...staff, l1: null, onCacheFailure: { kind: 'fall-through' } },
    {},
  ),
]

export const coldStart: ScenarioInput = {
  id: 'cold-start',
  title: 'Cold start',
  tagline: 'Redis is back after one second, empty, and the database meets all of the traffic.',
  prompt:
    'Somebody restarted the whole Redis cluster during an upgrade. It was gone for a second and came back empty; ' +
    'it has two replicas a shard, which were restarted with it. The database serves five percent of our reads on a good day. ' +
    'What does the next minute look like, and what would you have had in place?',
  questions: [
    {
      ask: 'How far is the database from its limit on an ordinary day?',
      answer:
        'It has 26 connections and uses two. All reads together would want thirty, and more when they slow each other down.',
    },
    {
      ask: 'Is anything of the cache on disk?',
      answer:
        'Not today. Redis can write a snapshot every few seconds; what is written after the last one would be lost, deletes too.',
    },
    {
      ask: 'How long do readers wait, and do they try again?',
      answer: 'Five seconds, and once after a refusal.',
    },
    {
      ask: 'How old may an item be?',
      answer: 'Thirty seconds; Product signs that.',
    },
  ],
  minutes: 7,
  dimensions: ['failure-modes', 'consistency', 'invalidation', 'ownership'],
  core: ['failure-modes', 'ownership'],
  beyond: 'warming-gate',
  world,
  designs,
  knobs: ['miss-limit', 'local-ttl', 'on-cache-failure', 'redis-snapshots', 'coalescing', 'origin-breaker'],
  faults: [
    cacheGone(
      'restart',
      'Redis restarts',
      'Every node is down for a second. It comes back with its last snapshot, or empty.',
      { forMs: 1000, loses: true },
    ),
    nodeDown(
      0,
      1000,
      'Node 1 is down for a second and comes back with its last snapshot, or empty: a twelfth of all keys.',
      'One node restarts',
    ),
    slowOrigin(2, ': half the capacity to fill the cache with'),
  ],
  objectives: [
    primary(
      originPeak({
        target: 26,
        because: 'The pool has 26 connections; whatever is asked beyond them waits.',
      }),
    ),
    worstSecond({ target: 1000, because: 'A choice: a second is what a page may take on a bad evening.' }),
    failed({ target: 0.01, because: 'A choice: one reader in a hundred over the measured minute.' }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  chapter: 'failure-modes',
  drill: 'cache-failure',
}
