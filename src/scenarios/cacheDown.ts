import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, QUICK_BREAKER, REDIS } from './givens.ts'
import { failedOf, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const keys = (type: string, count: number) =>
  ({ kind: 'zipf', type, prefix: `${type}:`, count, exponent: 1 }) as const

/**
 * Redis answers nine of ten reads, and is gone (probe C, 3.3, drill 4): the origin is asked for ten times what it is
 * used to, by four kinds of data that deserve four answers.
 */
const world = {
  version: 1,
  durationMs: 28_000,
  settleMs: 5000,
  drainMs: 5000,
  instances: 3,
  network: DATA_CENTRE,
  readers: [
    { name: 'products', ratePerSecond: 110, keys: keys('product', 2800) },
    { name: 'preferences', ratePerSecond: 55, keys: keys('preferences', 2800) },
    { name: 'permissions', ratePerSecond: 30, keys: keys('permission', 700) },
    { name: 'recommendations', ratePerSecond: 80, keys: keys('recommendation', 2800) },
  ],
  client: { timeoutMs: 5000, retries: 1, backoffMs: 200 },
  writers: [
    { name: 'shop', ratePerSecond: 2, keys: keys('product', 2800) },
    { name: 'revocations', ratePerSecond: 1, keys: keys('permission', 700) },
  ],
  redis: REDIS,
  origin: {
    connections: 15,
    lineLimit: 10_000,
    connectTimeoutMs: 5000,
    comfortable: 5,
    slowdown: 0.06,
    queries: {
      product: { meanMs: 40, variation: 0.5 },
      preferences: { meanMs: 40, variation: 0.5 },
      permission: { meanMs: 40, variation: 0.5 },
      recommendation: { meanMs: 80, variation: 0.5 },
    },
  },
  warm: [
    { keys: keys('product', 2800) },
    { keys: keys('preferences', 2800) },
    { keys: keys('permission', 700) },
    { keys: keys('recommendation', 2800) },
  ],
  faults: [{ kind: 'cache-down', atMs: 8000, forMs: 12_000, loses: false, hangs: false }],
  watchedKeys: ['product:1', 'permission:1', 'recommendation:1'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 60_000, l2: { ttlMs: 300_000, jitter: 0.1 } }

const served: PolicyInput = {
  stalenessBudgetMs: 60_000,
  signedBy: 'Product',
  l1: { ttlMs: 10_000, maxEntries: 4000 },
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'serve-stale', maxAgeMs: 40_000 },
  staleIfErrorMs: 40_000,
}
const permission: PolicyInput = {
  stalenessBudgetMs: 5000,
  signedBy: 'Security',
  l2: { ttlMs: 30_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'fail-explicit' },
  priority: 'P0',
}

/** Asked of the database each time: thirty reads a second, which it can carry. */
const uncached: PolicyInput = { stalenessBudgetMs: 0, signedBy: 'Security', pattern: 'none', priority: 'P0' }

function through(policy: PolicyInput): PolicyInput {
  return { ...policy, l1: null, onCacheFailure: { kind: 'fall-through-then-error' }, staleIfErrorMs: 0 }
}

function answer(id: string, title: string, policies: DesignInput['policies']): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: {
      product: served,
      preferences: served,
      recommendation: { ...served, priority: 'P2' },
      ...policies,
    },
    origin: {
      breaker: QUICK_BREAKER,
      missLimit: 3,
      shedding: { normalLoadsPerSecond: 18, tripAtMultiple: 2 },
    },
    redis: { breaker: { failureShare: 0.5, minimumLoads: 20, windowMs: 1000, openMs: 1000, probes: 3 } },
    ownership: { invalidation: 'Shop team', warming: 'Web platform', pager: 'Web platform on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: { product: trap, preferences: trap, permission: trap, recommendation: trap },
    redis: { replicas: 2 },
  },
  answer('l6', 'L6 answer', { permission: uncached }),
  answer('fail-explicit', 'Permissions fail explicitly', { permission }),
  answer('stale-for-all', 'Stale for everything', {
    permission: {
      ...permission,
      l1: served.l1,
      onCacheFailure: served.onCacheFailure,
      staleIfErrorMs: 40_000,
    },
  }),
  answer('through-for-all', 'Fall through, limited', {
    permission: through(permission),
    product: through(served),
    preferences: through(served),
    recommendation: through({ ...served, priority: 'P2' }),
  }),
]

const FAILED_SHOP = failedOf({
  types: ['product', 'preferences'],
  target: 0.03,
  because:
    'A choice: while Redis is gone three readers in a hundred of what the shop lives from may see an error.',
})

export const cacheDown: ScenarioInput = {
  ...card('cache-down'),
  context:
    'A shop whose pages are made of four kinds of data, all behind one Redis. It has two replicas a shard, so nobody has ' +
    'ever asked what happens without it.',
  prompt:
    'It is a normal evening: Redis answers about ninety percent of our reads. Then it is gone, all of it, for twelve seconds. ' +
    'We serve products, user preferences, permissions and recommendations. Go through what each reader sees, and tell me who decided that.',
  questions: [
    {
      ask: 'How much more than its usual load can the database carry?',
      answer:
        'Fifteen connections, forty milliseconds a query. It is used to about thirty queries a second; two hundred is the end.',
    },
    {
      ask: 'Which of these may be old, and which must never be?',
      answer:
        'Products, preferences and recommendations may be a minute old. Permissions may not be served from the past at all.',
    },
    {
      ask: 'Which reads can we do without?',
      answer: 'Recommendations. A page without them is still a page.',
    },
    {
      ask: 'Who writes while Redis is away?',
      answer:
        'The shop changes two products a second, and Security revokes a permission every second. Their deletes fail.',
    },
  ],
  prediction: {
    ask:
      'Redis is gone, and every type falls through to the database, with loads limited to three in each of three instances. ' +
      'What share of the reads of products and preferences fails, over the whole measured time?',
    of: 'through-for-all',
    unit: 'share',
    measure: recording => FAILED_SHOP.measure(recording),
    tooLow:
      'Nine loads at a time are some hundred and forty a second; twice as many are asked for, and whoever is over the limit is refused.',
    tooHigh:
      'The database does not fall over, because the limit holds: it goes on answering as many as it can.',
  },
  ownership: {
    signs: 'A product a minute old, and a permission never: who has put a name to each?',
    invalidates: 'Deletes that failed while Redis was away: who makes up for them when it is back?',
    paged: 'The cache is down and the database at ten times its load. Who may switch recommendations off?',
  },
  pivots: [
    {
      after: where(policy => policy.onCacheFailure.kind === 'fall-through'),
      ask: '"A bit slower", you say. Nine reads of ten came from Redis: what is the database asked for now?',
      listenFor:
        'One divided by the miss rate: ten times. It was sized for the misses, so that it is gone in seconds.',
    },
    {
      after: where(policy => policy.onCacheFailure.kind === 'serve-stale'),
      ask: 'An old price is shown, somebody buys, and is charged another. Whose fault is that?',
      listenFor:
        'Types are classified before the incident; what costs money or rights is not among those that may be old.',
    },
    {
      after: where(policy => policy.onCacheFailure.kind === 'fail-explicit'),
      ask: 'Redis is back, with what it held before. Somebody lost a permission meanwhile. What does the next read find?',
      listenFor:
        'The permission, until its TTL ends: the delete failed. A repair after the outage, or no cache for this type.',
    },
    {
      after: design => design.origin.shedding !== null,
      ask: 'Who decided that recommendations go first, and how does checkout know that it is not among them?',
      listenFor:
        'Classes written down beforehand, on each request or type, and somebody who may act on them.',
    },
    {
      after: unowned,
      ask: 'It is over, and support asks what was shown to whom. Who answers?',
      listenFor: 'A name under each budget and one for the pager: the answer was decided before.',
    },
    {
      after: always,
      ask: 'And if Redis does not refuse but simply does not answer?',
      listenFor:
        'A timeout on each command and a breaker before Redis; without them every read waits as long as its client.',
    },
  ],
  critical: ['permission'],
  signals: [
    'failure-by-data-type',
    'critical-data-bypasses',
    'sheds-by-priority',
    'origin-breaker',
    'request-coalescing',
    'del-on-write',
    'cdc-backstop',
  ],
  core: ['failure-modes', 'consistency', 'ownership'],
  beyond: 'capacity-for-all-misses',
  world,
  designs,
  tracks: ['fates', 'origin', 'latency', 'hit-rate', 'staleness'],
  knobs: ['on-cache-failure', 'shedding', 'origin-breaker', 'miss-limit', 'local-ttl', 'coalescing'],
  faults: [
    cacheGone(
      'cache-down',
      'Redis down for 10 s',
      'Every node refuses every command, and comes back with what it held.',
      {
        forMs: 10_000,
      },
    ),
    cacheGone(
      'cache-hangs',
      'Redis hangs for 10 s',
      'No node answers at all: without a timeout each read waits until its client leaves.',
      { forMs: 10_000, hangs: true },
    ),
    cacheGone('cache-lost', 'Redis restarts empty', 'Down for two seconds; what it held is gone.', {
      forMs: 2000,
      loses: true,
    }),
    {
      id: 'origin-down',
      title: 'Database down for 5 s',
      effect: 'The origin refuses every query and commit.',
      at: atMs => ({ kind: 'origin-down', atMs, forMs: 5000 }),
    },
  ],
  objectives: [
    primary(
      originPeak({
        target: 15,
        because: 'The pool has 15 connections; whatever is asked beyond them waits, and so does checkout.',
      }),
    ),
    FAILED_SHOP,
    staleAge({
      type: 'permission',
      target: 5000,
      because:
        'A choice that Security would sign: whoever has lost a permission keeps it for five seconds at most.',
    }),
    worstSecond({ target: 1000, because: 'A choice: a second is what a page may take on a bad evening.' }),
  ],
  constants: {
    readers: choice(
      'Four kinds of data, each with a popularity of its own, so that Redis answers nine reads of ten.',
    ),
    writers: choice('Enough writes for some to fall into the outage, revocations above all.'),
    'client.retries': choice('A browser that asks once more: what is refused comes back.'),
    'origin.connections': choice('A pool sized for misses, with twice as much again in reserve.'),
    'origin.queries': choice('A join or two; recommendations are the dearest and the least missed.'),
    'origin.comfortable': choice('As many queries as this server has cores.'),
    warm: choice('Ages are spread: Redis has run for long.'),
    'faults.0.atMs': choice('After a baseline of some seconds.'),
    'faults.0.forMs': choice('Long enough for the pool to be gone; a real outage lasts minutes.'),
  },
  shaken: [
    { path: 'readers.products.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'readers.recommendations.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'writers.revocations.ratePerSecond', least: 0.7, most: 2 },
    { path: 'faults.0.forMs', least: 0.7, most: 1.1 },
    { path: 'origin.queries.recommendation.meanMs', least: 0.8, most: 1.2 },
  ],
  chapters: ['failure-modes', 'fault-lines', 'interview-walkthrough'],
  drills: ['cache-failure'],
  deepDives: ['black-friday-cache-failure'],
}
