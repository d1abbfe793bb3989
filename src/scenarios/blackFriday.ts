import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, QUICK_BREAKER, REDIS } from './givens.ts'
import { failedOf, originPeak, primary, staleAge, typeP99 } from './objectives.ts'
import { cacheGone, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PEAK_AT_MS = 20_000
const DURATION_MS = 75_000

const PRODUCTS = { kind: 'zipf', type: 'product', prefix: 'product:', count: 1500, exponent: 1 } as const
const USUAL = { kind: 'zipf', type: 'recommendation', prefix: 'similar:', count: 900, exponent: 0.5 } as const
/** A list for every visitor, read once and kept for five minutes. */
const DEALS = { kind: 'zipf', type: 'recommendation', prefix: 'deals:', count: 8000, exponent: 0 } as const
const CARTS = { kind: 'zipf', type: 'cart', prefix: 'cart:', count: 2000, exponent: 0 } as const

/** All day a node needs half a millisecond for a command: the round trip of 1 ms is 1.5 ms. */
const SLOW_REDIS = { ...REDIS, commandMs: 0.5 } as const

/**
 * Black Friday (deep dive 1). At the peak a third of the recommendations becomes "deals for you", which nobody reads
 * twice. They push products out of a memory that was sized for November, and the hit rate falls from 95 to about 70. At
 * the same traffic that is six times the misses, not five as the playbook rounds it: from 5 in a hundred to 30. Carts go
 * past the cache; they die all the same, in the line before the database. That Redis is half a millisecond slower hurts
 * nobody, and is what everybody looks at.
 */
const world = {
  version: 1,
  durationMs: DURATION_MS,
  settleMs: 10_000,
  drainMs: 4000,
  bucketMs: 200,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'product pages', ratePerSecond: 100, keys: PRODUCTS },
    {
      name: 'recommendations',
      ratePerSecond: 60,
      keys: USUAL,
      profile: { kind: 'steps', steps: [{ atMs: PEAK_AT_MS, factor: 0.6 }] },
    },
    {
      name: 'deals for you',
      ratePerSecond: 24,
      keys: DEALS,
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 0, factor: 0 },
          { atMs: PEAK_AT_MS, factor: 1 },
        ],
      },
    },
    { name: 'carts', ratePerSecond: 6, keys: CARTS },
  ],
  client: { timeoutMs: 4000, retries: 1, backoffMs: 200 },
  writers: [{ name: 'catalogue', ratePerSecond: 1, keys: PRODUCTS }],
  redis: SLOW_REDIS,
  origin: {
    connections: 6,
    lineLimit: 2000,
    connectTimeoutMs: 10_000,
    comfortable: 4,
    slowdown: 0.1,
    queries: {
      product: { meanMs: 80, variation: 0.5 },
      recommendation: { meanMs: 130, variation: 0.5 },
      cart: { meanMs: 40, variation: 0.5 },
    },
  },
  warm: [{ keys: PRODUCTS }, { keys: USUAL }],
  values: {
    product: { bytes: 1000, team: 'Catalogue' },
    recommendation: { bytes: 6000, team: 'Recommendations' },
    cart: { bytes: 500, team: 'Checkout' },
  },
  faults: [],
  watchedKeys: ['product:1', 'product:800', 'similar:1'],
} satisfies WorldInput

/** What was bought for an ordinary November. */
const NODE_BYTES = 600_000

const trap: PolicyInput = { stalenessBudgetMs: 60_000, l2: { ttlMs: 300_000, jitter: 0.1 } }

/** Money: read where it is written. */
const cart: PolicyInput = { stalenessBudgetMs: 0, signedBy: 'Checkout', pattern: 'none', priority: 'P0' }

const product: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  priority: 'P1',
}
const recommendation: PolicyInput = { ...product, priority: 'P2' }

/** On an ordinary day an instance asks the database three to four times a second; the playbook sheds from twice that on. */
const SHEDDING = { normalLoadsPerSecond: 4, tripAtMultiple: 2 }

const LOCAL = { ttlMs: 10_000, maxEntries: 500 }

function design(id: string, title: string, more: Partial<DesignInput>): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { product, recommendation, cart },
    redis: { memoryBytes: NODE_BYTES },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' },
    ...more,
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: {
      product: trap,
      recommendation: trap,
      cart: { ...cart, signedBy: null, priority: 'P1' },
    },
    redis: { memoryBytes: NODE_BYTES, replicas: 2 },
  },
  design('l6', 'L6 answer', { origin: { breaker: QUICK_BREAKER, shedding: SHEDDING } }),
  design('memory', 'Twice the memory, bought before', { redis: { memoryBytes: 2 * NODE_BYTES } }),
  design('no-recommendations', 'Products alone in the cache', {
    policies: { product, recommendation: { ...recommendation, pattern: 'none' }, cart },
    origin: { breaker: QUICK_BREAKER, shedding: SHEDDING },
  }),
  design('local', 'Copies in the processes', {
    policies: {
      product: { ...product, l1: LOCAL },
      recommendation: { ...recommendation, l1: LOCAL },
      cart,
    },
  }),
  design('breaker', 'A breaker without classes', { origin: { breaker: QUICK_BREAKER } }),
  design('coalescing', 'Coalescing alone', {}),
]

/** Look-ups a second that found nothing, in this stretch. */
function missesPerSecond({ series, bucketMs }: Recording, fromMs: number, toMs: number): number {
  const missed = series.lookupMisses.slice(fromMs / bucketMs, toMs / bucketMs)
  return missed.reduce((sum, value) => sum + value, 0) / ((toMs - fromMs) / 1000)
}

export const blackFriday: ScenarioInput = {
  ...card('black-friday'),
  context:
    'A shop on the day of the year. Redis was sized for November. Product pages matter (P1), recommendations are nice to have (P2), ' +
    'carts are money (P0) and are read past the cache. At the peak the home page begins to show each visitor deals of their own.',
  prompt:
    'It is Black Friday. Redis has been fifty percent slower than usual since the morning. At 20 s the hit rate drops from 95 to 70. You are the ' +
    'escalation. What do you look at in the first five minutes, what do you switch off, and what should have been decided in October?',
  questions: [
    {
      ask: 'How is the database?',
      answer: 'Its six connections are all busy, and the line is growing. It was a fifth busy an hour ago.',
    },
    {
      ask: 'Has the traffic grown, is one key hot, or is something being evicted?',
      answer:
        'The total is what it was, and so is the busiest key. Evictions have gone from none to dozens a second.',
    },
    {
      ask: 'What changed at the peak?',
      answer:
        'Recommendations for each visitor went live. They are six kilobytes each, and cached like everything else.',
    },
    {
      ask: 'Which reads can we do without?',
      answer: 'Recommendations. Marketing agreed in writing, for this day.',
    },
    {
      ask: 'Can we have more memory?',
      answer: 'Not today. It takes a day, and moving the slots costs hits of its own.',
    },
  ],
  prediction: {
    ask: 'At the same traffic the hit rate falls from 95 to about 70 %. How many times as many look-ups find nothing at the peak?',
    of: 'l6',
    unit: 'count',
    measure: recording =>
      missesPerSecond(recording, PEAK_AT_MS + 10_000, PEAK_AT_MS + 50_000) /
      missesPerSecond(recording, PEAK_AT_MS - 10_000, PEAK_AT_MS),
    tooLow:
      'Twenty-five points sound like a quarter. The database sees the misses: from five in a hundred to some thirty.',
    tooHigh:
      'The traffic is the same: thirty in a hundred instead of five, and some tries again of what was refused.',
  },
  ownership: {
    signs: 'A product page may be a minute old: whose decision is that?',
    invalidates: 'Who makes sure that a changed price deletes its product, today of all days?',
    paged: 'Who may switch recommendations off without asking anybody, and is it written down?',
  },
  pivots: [
    {
      after: ({ origin }) => origin.shedding === null,
      ask: 'The database can serve two thirds of what is asked. Which third goes without, and who chose it?',
      listenFor: 'Classes agreed beforehand: carts always, products next, recommendations last.',
    },
    {
      after: ({ origin }) => origin.shedding !== null,
      ask: 'You refuse a third of the recommendations. When do you stop, and how do you know?',
      listenFor: 'Only the excess is refused, by what the database is asked for; it ends of itself.',
    },
    {
      after: where(policy => policy.l1 !== null),
      ask: 'You keep hot keys in the processes. Which key is hot today?',
      listenFor:
        'None: evictions rise, no shard stands out. That remedy is for another cause; triage comes before remedies.',
    },
    {
      after: ({ redis }) => redis.memoryBytes !== null && redis.memoryBytes > NODE_BYTES,
      ask: 'You bought the memory in October. What told you to?',
      listenFor: 'A load test with the day’s mix of reads and an emptier cache, two weeks before.',
    },
    {
      after: unowned,
      ask: 'It is four in the morning. Who may turn the recommendations off?',
      listenFor: 'A runbook with steps approved beforehand, and a name.',
    },
    {
      after: always,
      ask: 'What do you write into the post-mortem, besides the memory?',
      listenFor:
        'That nobody planned capacity for this mix; that a new kind of key shipped without a review; a test of both.',
    },
  ],
  signals: [
    'sheds-by-priority',
    'origin-breaker',
    'request-coalescing',
    'early-expiry-or-jitter',
    'del-on-write',
    'cdc-backstop',
  ],
  critical: ['cart'],
  core: ['failure-modes', 'ownership'],
  beyond: 'origin-health-first',
  world,
  designs,
  tracks: ['origin', 'fates', 'hit-rate', 'memory', 'latency'],
  knobs: ['shedding', 'origin-breaker', 'miss-limit', 'coalescing', 'redis-memory', 'local-ttl'],
  faults: [
    slowOrigin(2, ': half of what is left'),
    cacheGone(
      'failover',
      'Redis is away for 5 s',
      'Every node refuses, and comes back with what it held: a failover at the worst hour.',
      { forMs: 5000 },
    ),
    cacheGone('flush', 'Somebody restarts Redis', 'Down for a second, and empty: the remedy that is none.', {
      forMs: 1000,
      loses: true,
    }),
  ],
  objectives: [
    primary(
      failedOf({
        types: ['cart'],
        target: 0.01,
        because: 'A choice: carts are money, and hardly any load; one in a hundred at most.',
      }),
    ),
    failedOf({
      types: ['product'],
      target: 0.02,
      because: 'A choice: product pages are what people came for; one in fifty on the worst day.',
    }),
    failedOf({
      types: ['recommendation'],
      target: 0.5,
      because: 'The playbook sheds them first; a choice that half of them should still be shown.',
    }),
    typeP99({
      type: 'cart',
      target: 500,
      because: 'A choice: nobody waits half a second for the cart, whatever else is going on.',
    }),
    originPeak({
      target: 30,
      because: 'Six connections, and a line of half a second; beyond it readers begin to give up.',
    }),
    staleAge({ target: 60_000, because: 'Product signs a minute for a product page.' }),
  ],
  constants: {
    'readers.product pages': choice('What the shop lives from; a Zipf law over its catalogue.'),
    'readers.recommendations': choice('Four reads in ten; the profile keeps the total the same at the peak.'),
    'readers.deals for you': choice(
      'As many as take the hit rate to about 70 % with what they evict; deep dive 1 names that rate.',
    ),
    'readers.carts': choice('Hardly any load: not they are the trouble.'),
    client: choice('Four seconds, and once more after a refusal.'),
    writers: choice('Few changes: on this day prices are frozen.'),
    'origin.connections': choice(
      'A fifth busy on an ordinary day, as databases behind a cache are: four times that, and it is full.',
    ),
    'origin.lineLimit': choice('Never full within this run, so that waiting can be seen.'),
    'origin.queries': choice('A cart by its key, a product with joins, a list that is computed.'),
    warm: choice('What is read on an ordinary day; the hit rate is then the 95 % of deep dive 1.'),
    values: choice('A list of recommendations is six times as large as a product.'),
    'redis.commandMs': source('Deep dive 1: Redis is 50 % slower than normal; its cause is not the trouble.'),
    durationMs: choice('Almost a minute of the peak.'),
    bucketMs: choice('A fifth of a second: some thirty requests.'),
  },
  shaken: [
    { path: 'readers.product pages.ratePerSecond', least: 0.9, most: 1.15 },
    { path: 'readers.deals for you.ratePerSecond', least: 0.9, most: 1.2 },
    { path: 'readers.carts.ratePerSecond', least: 0.7, most: 1.2 },
    { path: 'origin.queries.product.meanMs', least: 0.9, most: 1.1 },
  ],
  chapters: ['failure-modes'],
  drills: ['cache-failure'],
  deepDives: ['black-friday-cache-failure'],
}
