import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, INVALIDATION, minute, QUICK_BREAKER, REDIS } from './givens.ts'
import { failedOf, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone } from './offeredFaults.ts'
import type { ScenarioInput } from './scenario.ts'

const keys = (type: string, count: number) =>
  ({ kind: 'zipf', type, prefix: `${type}:`, count, exponent: 1 }) as const

/**
 * Redis answers nine of ten reads, and is gone (probe C, 3.3, drill 4): the origin is asked for ten times what it is
 * used to, by four kinds of data that deserve four answers.
 */
const world = {
  ...minute(),
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'products', ratePerSecond: 160, keys: keys('product', 4000) },
    { name: 'preferences', ratePerSecond: 80, keys: keys('preferences', 4000) },
    { name: 'permissions', ratePerSecond: 40, keys: keys('permission', 1000) },
    { name: 'recommendations', ratePerSecond: 120, keys: keys('recommendation', 4000) },
  ],
  client: { timeoutMs: 5000, retries: 1, backoffMs: 200 },
  writers: [
    { name: 'shop', ratePerSecond: 2, keys: keys('product', 4000) },
    { name: 'revocations', ratePerSecond: 1, keys: keys('permission', 1000) },
  ],
  redis: REDIS,
  origin: {
    connections: 16,
    lineLimit: 10_000,
    connectTimeoutMs: 5000,
    comfortable: 6,
    slowdown: 0.05,
    queries: {
      product: { meanMs: 40, variation: 0.5 },
      preferences: { meanMs: 40, variation: 0.5 },
      permission: { meanMs: 40, variation: 0.5 },
      recommendation: { meanMs: 80, variation: 0.5 },
    },
  },
  warm: [
    { keys: keys('product', 4000) },
    { keys: keys('preferences', 4000) },
    { keys: keys('permission', 1000) },
    { keys: keys('recommendation', 4000) },
  ],
  faults: [{ kind: 'cache-down', atMs: 20_000, forMs: 20_000, loses: false, hangs: false }],
  watchedKeys: ['product:1', 'permission:1', 'recommendation:1'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 60_000, l2: { ttlMs: 300_000, jitter: 0.1 } }

const served: PolicyInput = {
  stalenessBudgetMs: 60_000,
  signedBy: 'Product',
  l1: { ttlMs: 10_000, maxEntries: 5000 },
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

/** Asked of the database each time: forty reads a second, which it can carry. */
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
      shedding: { normalLoadsPerSecond: 20, tripAtMultiple: 2 },
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

export const cacheDown: ScenarioInput = {
  id: 'cache-down',
  title: 'Cache down',
  tagline: 'Redis answered nine reads in ten. Now the database is asked for ten times its usual load.',
  prompt:
    'It is a normal evening: Redis answers about ninety percent of our reads. Then it is gone, all of it, for twenty seconds. ' +
    'We serve products, user preferences, permissions and recommendations. Go through what each reader sees, and tell me who decided that.',
  questions: [
    {
      ask: 'How much more than its usual load can the database carry?',
      answer:
        'Sixteen connections, forty milliseconds a query. It is used to about forty queries a second; three hundred is the end.',
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
  ],
  minutes: 8,
  dimensions: ['failure-modes', 'consistency', 'invalidation', 'ownership'],
  core: ['failure-modes', 'ownership'],
  beyond: 'sheds-by-priority',
  world,
  designs,
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
        target: 16,
        because: 'The pool has 16 connections; whatever is asked beyond them waits, and so does checkout.',
      }),
    ),
    failedOf({
      types: ['product', 'preferences'],
      target: 0.02,
      because:
        'A choice: while Redis is gone one reader in fifty of what the shop lives from may see an error.',
    }),
    staleAge({
      type: 'permission',
      target: 5000,
      because:
        'A choice that Security would sign: whoever has lost a permission keeps it for five seconds at most.',
    }),
    worstSecond({ target: 1000, because: 'A choice: a second is what a page may take on a bad evening.' }),
  ],
  chapter: 'failure-modes',
  drill: 'cache-failure',
}
