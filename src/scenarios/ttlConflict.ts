import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, primary, staleAge, staleShare, typeP99 } from './objectives.ts'
import { lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const keys = (type: string, prefix: string, count: number, exponent = 0) =>
  ({ kind: 'zipf', type, prefix, count, exponent }) as const

const PREFERENCES = keys('preferences', 'user:', 170, 0.3)
const PRICES = keys('price', 'price:', 4)
const STOCK = keys('inventory', 'stock:', 4)

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * Drill 8 and 3.1. Ninety minutes, so that a TTL of an hour can show what it does, at a rate at which the times between
 * two reads of a key matter: what a TTL saves depends on how many reads fall into it.
 */
const world = {
  version: 1,
  durationMs: 90 * MINUTE_MS,
  settleMs: 10 * MINUTE_MS,
  drainMs: 5000,
  bucketMs: 10_000,
  instances: 3,
  network: DATA_CENTRE,
  readers: [
    { name: 'preferences', ratePerSecond: 0.8, keys: PREFERENCES },
    { name: 'prices', ratePerSecond: 0.4, keys: PRICES },
    { name: 'stock', ratePerSecond: 0.1, keys: STOCK },
  ],
  client: { timeoutMs: 5000 },
  writers: [
    { name: 'users', ratePerSecond: 0.01, keys: PREFERENCES },
    { name: 'pricing', ratePerSecond: 0.01, keys: PRICES },
    // Loads a list into the table, past the service that knows of the cache.
    { name: 'supplier import', ratePerSecond: 0.005, keys: PRICES, invalidates: false },
    { name: 'orders', ratePerSecond: 0.03, keys: STOCK, invalidates: false },
  ],
  redis: REDIS,
  origin: {
    connections: 10,
    connectTimeoutMs: 5000,
    comfortable: 4,
    slowdown: 0.05,
    queries: {
      preferences: { meanMs: 80, variation: 0.4 },
      price: { meanMs: 10, variation: 0.4 },
      inventory: { meanMs: 5, variation: 0.4 },
    },
  },
  warm: [{ keys: PREFERENCES }, { keys: PRICES }, { keys: STOCK }],
  watchedKeys: ['price:1', 'price:2', 'price:3', 'stock:1', 'user:1'],
} satisfies WorldInput

/** What is argued about is one number; nobody speaks of deleting. */
const byTtl = (ttlMs: number): PolicyInput => ({
  stalenessBudgetMs: ttlMs,
  l2: { ttlMs },
  invalidation: { deleteOnWrite: false },
  coalescing: 'instance',
})

function one(id: string, title: string, policy: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { preferences: policy, price: policy, inventory: policy },
  }
}

const preferences: PolicyInput = {
  stalenessBudgetMs: HOUR_MS,
  signedBy: 'Product',
  l2: { ttlMs: HOUR_MS, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  staleIfErrorMs: 5 * MINUTE_MS,
}

const price: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product and Finance',
  l2: { ttlMs: 30_000 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'fall-through-then-error' },
}

const inventory: PolicyInput = {
  stalenessBudgetMs: 0,
  signedBy: 'Product and Fulfilment',
  pattern: 'none',
}

function classified(id: string, title: string, of: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { preferences, price: of, inventory },
    origin: { breaker: ORIGIN_BREAKER },
    ownership: { invalidation: 'Catalogue team', warming: 'Infrastructure', pager: 'Catalogue on call' },
  }
}

const designs: readonly DesignInput[] = [
  one('l5', 'L5 trap: fifteen minutes', byTtl(15 * MINUTE_MS)),
  classified('l6', 'L6 answer', price),
  one('hour', 'One hour, as Product says', byTtl(HOUR_MS)),
  one('five-minutes', 'Five minutes, as Infra says', byTtl(5 * MINUTE_MS)),
  one('half-minute', 'Thirty seconds for everything', byTtl(30_000)),
  one('hour-and-delete', 'One hour, and DEL on write', {
    ...byTtl(HOUR_MS),
    invalidation: { deleteOnWrite: true, missTokens: true },
  }),
  classified('no-feed', 'By type, without a change feed', {
    ...price,
    invalidation: { ...INVALIDATION, cdcBackstop: false },
  }),
]

export const ttlConflict: ScenarioInput = {
  ...card('ttl-conflict'),
  context:
    'A shop caches three kinds of data by one rule: the preferences of its users, the prices of four plans, and the stock ' +
    'of four products. Product wants pages to be fast, Infrastructure does not want to explain old prices, and neither ' +
    'has ever been asked which data it means.',
  prompt:
    'Product wants a cache TTL of one hour. Infrastructure wants five minutes. They have argued for three weeks, and the ' +
    'suggestion on the table is fifteen. It holds for preferences, prices and stock alike. ' +
    'You are in the room. What do you propose, and who has to sign it?',
  questions: [
    {
      ask: 'Which data is this about?',
      answer:
        'Whatever is in the cache: a theme and a language for each user, the prices of the plans, and stock counts.',
    },
    {
      ask: 'What is the worst that an hour-old value does, type by type?',
      answer:
        'A wrong theme: a shrug. A wrong price: somebody pays it. A wrong stock count: an order that cannot be filled.',
    },
    {
      ask: 'Why does Product want an hour?',
      answer:
        'A page that has to load preferences is eighty milliseconds slower, and each user comes back every few minutes.',
    },
    {
      ask: 'Who writes prices?',
      answer:
        'The pricing service, and now and then an import of a supplier’s list, straight into the table.',
    },
  ],
  prediction: {
    ask: 'Five minutes for everything, and a user comes back every three and a half minutes. Which share of preference reads has to ask the database?',
    of: 'five-minutes',
    unit: 'share',
    measure: ({ summary }) => {
      const of = summary.byType.preferences
      return of === undefined ? 0 : of.misses / of.requests
    },
    tooLow:
      'Five minutes sound long, but one or two reads fall into them. With r reads in a TTL, 1 / (1 + r) of all reads miss.',
    tooHigh: 'Each load still serves the reads of the next five minutes, and there is more than one of them.',
  },
  ownership: {
    signs: 'Thirty seconds for a price, an hour for a theme: whose names are under these two lines?',
    invalidates:
      'An import writes prices past the pricing service. Who sees to it that the cache hears of it?',
    paged: 'A customer reports an old price. Which team is called, and what does it look at first?',
  },
  pivots: [
    {
      after: where(({ l2 }) => l2?.ttlMs === 15 * MINUTE_MS),
      ask: 'A wrong price stays for twelve minutes, because the entry lives for fifteen. Who is accountable?',
      listenFor: 'Nobody, because nobody agreed to anything. That is the finding, not the number.',
    },
    {
      after: where(({ invalidation }) => !invalidation.deleteOnWrite),
      ask: 'You are choosing how long a change stays unseen. Why does a change wait for a TTL at all?',
      listenFor: 'Whoever writes deletes; the TTL is for the writes that nobody told the cache of.',
    },
    {
      after: where(({ l2, stalenessBudgetMs }) => (l2?.ttlMs ?? 0) <= 30_000 && stalenessBudgetMs <= 30_000),
      ask: 'Preferences, too, or only prices? What do thirty seconds cost for data that hardly changes?',
      listenFor: 'A load for nearly every read of a key that is read every few minutes.',
    },
    {
      after: where(({ invalidation }) => invalidation.deleteOnWrite && !invalidation.cdcBackstop),
      ask: 'The supplier’s import writes a price at ten past. When does a reader see it?',
      listenFor: 'When the TTL ends: thirty seconds, or an hour.',
    },
    {
      after: unowned,
      ask: 'Where is it written that this number is the right one?',
      listenFor: 'A table with a row for each type: budget, mechanism, who approved it.',
    },
    {
      after: always,
      ask: 'Next month a team caches invoices. How do they find out which TTL to take?',
      listenFor: 'They look up the class of the data. A class has a budget, a mechanism and an owner.',
    },
  ],
  critical: ['inventory'],
  signals: [
    'critical-data-bypasses',
    'del-on-write',
    'cdc-backstop',
    'covers-unknown-writers',
    'failure-by-data-type',
    'pushes-back-on-caching',
  ],
  core: ['ownership', 'consistency'],
  beyond: 'org-wide-classification',
  world,
  designs,
  tracks: ['staleness', 'fates', 'hit-rate', 'origin', 'copies'],
  knobs: ['redis-ttl', 'delete-on-write', 'cdc-backstop', 'miss-tokens', 'ttl-jitter', 'version-stamps'],
  faults: [
    lostDeletes(10 * MINUTE_MS),
    {
      id: 'feed-paused',
      title: 'The change feed stands still for 15 min',
      effect: 'What nobody else deletes stays until its TTL ends, or until the feed goes on.',
      at: atMs => ({ kind: 'feed-paused', atMs, forMs: 15 * MINUTE_MS }),
    },
    slowOrigin(4),
  ],
  objectives: [
    primary(
      staleAge({
        type: 'price',
        target: 30_000,
        because: 'Drill 8: thirty seconds for a price, approved by Product and Finance.',
      }),
    ),
    loadShare({
      type: 'preferences',
      target: 0.1,
      because: 'A choice for what Product wants with its hour: nine preference reads in ten do not wait.',
    }),
    staleShare({
      type: 'inventory',
      target: 0.005,
      because: 'A choice: one wrong stock count in two hundred.',
    }),
    typeP99({
      type: 'price',
      target: 50,
      because: 'A choice: freshness must not make the price the slowest part of a page.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: source('Drill 8: one of the two TTLs is an hour; the run has to be longer.'),
    settleMs: choice('Ten minutes of an ordinary day.'),
    bucketMs: choice('Ten seconds: ninety minutes are long.'),
    'readers.preferences': choice('Each of 170 users comes every three or four minutes.'),
    'readers.prices': choice('Each of four plans is looked at every ten seconds.'),
    'readers.stock': choice('Each of four products is looked at every forty seconds.'),
    'writers.users': choice('A user changes a preference every few hours.'),
    'writers.pricing': choice('A price changes every hundred seconds, somewhere.'),
    'writers.supplier import': choice('A third of the price changes come past the service.'),
    'writers.orders': choice('Each product is ordered every two minutes.'),
    'origin.connections': choice('A small database: nobody is short of connections here.'),
    'origin.queries.preferences': choice('Several tables: what makes Product want an hour.'),
    'origin.queries.price': choice('A row and its discounts.'),
    'origin.queries.inventory': choice('One row by its primary key.'),
    warm: choice('The cache has run for long: entries of every age.'),
  },
  shaken: [
    { path: 'readers.preferences.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'readers.prices.ratePerSecond', least: 0.7, most: 1.4 },
    { path: 'writers.orders.ratePerSecond', least: 0.7, most: 1.4 },
    { path: 'writers.supplier import.ratePerSecond', least: 0.8, most: 1.5 },
  ],
  chapters: ['fault-lines', 'invalidation-reference'],
  drills: ['ttl-ownership-conflict'],
  deepDives: [],
}
