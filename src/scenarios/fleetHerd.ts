import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, INVALIDATION, minute, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { deletion, expiry, slowOrigin } from './offeredFaults.ts'
import type { ScenarioInput } from './scenario.ts'

const FRONT = 'page:front'
const PRODUCTS = { kind: 'zipf', type: 'product', prefix: 'product:', count: 5000, exponent: 1 } as const

/** The playbook's hundred instances (probe table, 6.2): one takes the lock, the other 99 wait, and then it crashes. */
const world = {
  ...minute(40_000),
  drainMs: 10_000,
  instances: 100,
  network: DATA_CENTRE,
  readers: [
    // Fifteen a second in each instance, so that within one load every instance has somebody who misses.
    { name: 'front page', ratePerSecond: 1500, keys: { kind: 'one', type: 'page', key: FRONT } },
    { name: 'products', ratePerSecond: 200, keys: PRODUCTS },
  ],
  // Who is on the instance that crashes asks another one.
  client: { timeoutMs: 10_000, retries: 2, backoffMs: 100 },
  writers: [{ name: 'catalogue', ratePerSecond: 2, keys: PRODUCTS, invalidates: true }],
  redis: REDIS,
  origin: {
    connections: 50,
    lineLimit: 10_000,
    connectTimeoutMs: 10_000,
    // As in the thundering herd: about as many queries as the server has cores run as if alone.
    comfortable: 20,
    slowdown: 0.03,
    queries: { page: { meanMs: 1000, variation: 0.02 }, product: { meanMs: 10, variation: 0.5 } },
    commitMs: 2,
  },
  warm: [
    { keys: { kind: 'one', type: 'page', key: FRONT }, expiresAtMs: 20_000 },
    { keys: PRODUCTS, expiresAtMs: null },
  ],
  // Who loads the page is in the middle of it: the query takes a second.
  faults: [{ kind: 'lease-holder-crash', atMs: 20_300, key: FRONT, downMs: 5000 }],
  watchedKeys: [FRONT, 'product:1', 'product:17'],
} satisfies WorldInput

const trap: PolicyInput = {
  stalenessBudgetMs: 30_000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
  loadCapMs: 10_000,
}

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  invalidation: INVALIDATION,
  coalescing: 'fleet',
  lease: { leaseMs: 3000, pollMs: 50, waitMs: 5000, afterWait: 'load' },
  staleWhileRevalidateMs: 20_000,
  loadCapMs: 3000,
}

const owned = { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' }

function design(id: string, title: string, policy: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { page: policy, product: policy },
    origin: { breaker: ORIGIN_BREAKER, missLimit: 6 },
    ownership: owned,
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { page: trap, product: trap } },
  design('l6', 'L6 answer', staff),
  design('lease-only', 'Lease, and wait', { ...staff, staleWhileRevalidateMs: 0 }),
  design('early', 'Lease before the end', {
    ...staff,
    staleWhileRevalidateMs: 0,
    earlyExpiry: { kind: 'xfetch', beta: 1 },
  }),
]

export const fleetHerd: ScenarioInput = {
  id: 'fleet-herd',
  title: 'Fleet herd',
  tagline: 'A hundred instances each send one query for the same key, and the one with the lock crashes.',
  prompt:
    'You told me that requests for one key are coalesced. We run a hundred instances. The front page takes the database ' +
    'a second to build, and its TTL has just run out. One instance takes the lock and the other 99 wait. Then that one instance dies. ' +
    'How many queries does the database see, and how long do the 99 wait?',
  questions: [
    {
      ask: 'Where is coalescing done: in each process, or for the whole fleet?',
      answer: 'In each process, today. There is a Redis that all of them reach.',
    },
    {
      ask: 'How long does the longest load take, and how much may it vary?',
      answer: 'The front page takes a second, hardly ever more than 1.1.',
    },
    {
      ask: 'May readers get the page that has just ended while a new one is made?',
      answer: 'Product allows thirty seconds. Nobody has used that so far.',
    },
    {
      ask: 'What does a reader do whose instance dies?',
      answer: 'The client asks another instance after a tenth of a second, twice at most.',
    },
  ],
  minutes: 7,
  dimensions: ['failure-modes', 'consistency', 'invalidation', 'ownership'],
  core: ['failure-modes', 'ownership'],
  beyond: 'survives-lock-holder-crash',
  world,
  designs,
  knobs: [
    'coalescing',
    'stale-while-revalidate',
    'early-expiry',
    'redis-ttl',
    'miss-limit',
    'origin-breaker',
  ],
  faults: [
    expiry(FRONT, 'front page'),
    {
      id: 'crash',
      title: 'Crash whoever loads it',
      effect:
        'The instance that holds the lease then, or takes it next, dies and is back after five seconds.',
      at: atMs => ({ kind: 'lease-holder-crash', atMs, key: FRONT, downMs: 5000 }),
    },
    deletion(
      FRONT,
      'An editor publishes',
      'page:front is deleted in every tier, now: there is no ended copy to serve meanwhile.',
    ),
    slowOrigin(4, ': longer than the lease'),
  ],
  objectives: [
    primary(
      originPeak({
        target: 20,
        because:
          'Twenty queries are what the database runs without one slowing another; the herd may not cost more than that.',
      }),
    ),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice a page.',
    }),
    failed({
      target: 0.001,
      because: 'A choice: three nines, the crash included: its readers ask elsewhere.',
    }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  chapter: 'failure-modes',
  drill: 'thundering-herd',
}
