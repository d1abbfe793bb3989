import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, minute, REDIS } from './givens.ts'
import { costPerHour, failed, originPeak, primary, staleAge, staleShare, typeMean } from './objectives.ts'
import { cacheGone, lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const keys = (type: string, count: number, exponent: number) =>
  ({ kind: 'zipf', type, prefix: `${type}:`, count, exponent }) as const

const PRODUCTS = keys('product', 500, 0.9)
const LOCATIONS = keys('location', 150, 0)
const SEARCHES = keys('search', 40_000, 0)
const RATES = keys('rate', 40, 1)
const PERMISSIONS = keys('permission', 300, 0.7)

/**
 * Five kinds of data, of which one repays a cache (2.1, 10.3): the others are written more often than read, hardly read
 * twice, answered by the database from its own memory, or must never be old and are written by somebody who does not
 * know the cache. A megabyte here stands for a gigabyte.
 */
const world = {
  ...minute(),
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'products', ratePerSecond: 60, keys: PRODUCTS },
    { name: 'locations', ratePerSecond: 20, keys: LOCATIONS },
    { name: 'searches', ratePerSecond: 50, keys: SEARCHES },
    { name: 'rates', ratePerSecond: 40, keys: RATES },
    { name: 'permissions', ratePerSecond: 30, keys: PERMISSIONS },
  ],
  client: { timeoutMs: 5000, retries: 0 },
  writers: [
    { name: 'editors', ratePerSecond: 0.5, keys: PRODUCTS },
    { name: 'couriers', ratePerSecond: 60, keys: LOCATIONS },
    { name: 'bank', ratePerSecond: 1, keys: RATES },
    { name: 'identity sync', ratePerSecond: 0.5, keys: PERMISSIONS, invalidates: false },
  ],
  redis: REDIS,
  origin: {
    connections: 30,
    connectTimeoutMs: 5000,
    comfortable: 12,
    slowdown: 0.05,
    queries: {
      product: { meanMs: 40, variation: 0.5 },
      location: { meanMs: 1, variation: 0.3 },
      search: { meanMs: 25, variation: 0.5 },
      rate: { meanMs: 0.2, variation: 0.3 },
      permission: { meanMs: 0.5, variation: 0.3 },
    },
  },
  warm: [{ keys: PRODUCTS }, { keys: LOCATIONS }, { keys: RATES }, { keys: PERMISSIONS }],
  values: {
    product: { bytes: 8000, team: 'Catalogue' },
    location: { bytes: 200, team: 'Dispatch' },
    search: { bytes: 20_000, team: 'Search' },
    rate: { bytes: 200, team: 'Payments' },
    permission: { bytes: 500, team: 'Security' },
  },
  prices: { redisPerGbHour: 1000, overflowPerGbHour: 100 },
  watchedKeys: ['product:1', 'location:1', 'permission:1'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 60_000, l2: { ttlMs: 300_000, jitter: 0.1 } }

const repaid: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product',
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 3000,
}

const uncached = (signedBy: string): PolicyInput => ({ stalenessBudgetMs: 0, signedBy, pattern: 'none' })

const PAST_THE_CACHE = {
  rate: uncached('Payments'),
  location: uncached('Dispatch'),
  permission: uncached('Security'),
  search: uncached('Search'),
}

/** In the order of what it is worth to cache them. */
function everything(policy: PolicyInput) {
  return { product: policy, rate: policy, location: policy, permission: policy, search: policy }
}

function owned(
  id: string,
  title: string,
  policies: DesignInput['policies'],
  memoryBytes: number | null,
): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies,
    redis: { memoryBytes },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' },
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: everything(trap), redis: { memoryBytes: 1_000_000 } },
  owned('l6', 'L6 answer', { product: repaid, ...PAST_THE_CACHE }, 500_000),
  owned(
    'rates-too',
    'Exchange rates too',
    { product: repaid, ...PAST_THE_CACHE, rate: { ...repaid, signedBy: 'Payments' } },
    500_000,
  ),
  {
    version: 1,
    id: 'more-memory',
    title: 'More memory',
    policies: everything(trap),
    redis: { memoryBytes: 8_000_000 },
  },
  owned('careful', 'Everything, with care', everything(repaid), 1_000_000),
  owned('no-cache', 'No cache at all', { product: uncached('Product'), ...PAST_THE_CACHE }, null),
]

export const whenNotToCache: ScenarioInput = {
  ...card('when-not-to-cache'),
  context:
    'A delivery shop reads five kinds of data from one PostgreSQL: product pages, where couriers are, search results, exchange rates and permissions. ' +
    'The database has room to spare. Product pages are slow, so somebody put Redis in front of everything.',
  prompt:
    'We want to be faster, so we are adding Redis. Product pages take the database 40 ms. Search results take 25, and almost no search is asked twice. ' +
    'Couriers send their location sixty times a second, and it is read twenty times. Exchange rates are forty rows that the database has in memory. ' +
    'Permissions are changed by a job of the identity team. Which of these do you cache, and what do you say about the rest?',
  questions: [
    {
      ask: 'What is each of these read for each time it is written?',
      answer:
        'A product 120 times, a location a third of a time, a search never, an exchange rate 40 times, a permission 60 times.',
    },
    {
      ask: 'How long does the database take for each?',
      answer:
        'Products 40 ms, searches 25, locations one, permissions half of one, rates a fifth of one. The way there is another millisecond.',
    },
    {
      ask: 'Can the database carry all of it?',
      answer:
        'Yes: about ten of its thirty connections at the most. This is about latency, not about protecting it.',
    },
    {
      ask: 'Who writes permissions, and may a revoked one still work?',
      answer: 'A job of the identity team, which has never heard of our cache. And no: not for a second.',
    },
    {
      ask: 'What may the cache cost?',
      answer: 'Ten an hour. Redis is paid for by the megabyte it is given.',
    },
  ],
  prediction: {
    ask: 'A location is written sixty times a second and read twenty times, of 150 couriers alike. Every write deletes the entry. What share of these reads finds one, however much memory there is?',
    of: 'more-memory',
    unit: 'share',
    measure: ({ summary }) => {
      const { hits, requests } = summary.byType.location ?? { hits: { l2: 0 }, requests: 1 }
      return hits.l2 / requests
    },
    tooLow: 'A read is a hit when the last thing that happened to its key was another read: one in four.',
    tooHigh: 'A read hits only when no write came since the last one, and three of four events are writes.',
  },
  ownership: {
    signs: 'Not caching is a decision as well. Who agrees that searches take 25 ms?',
    invalidates: 'The identity team writes permissions. Who would have told them about your cache?',
    paged: 'Hit rate 56 %, no alert. Who would have noticed that one kind of data never hits at all?',
  },
  pivots: [
    {
      after: where(({ invalidation }) => invalidation.deleteOnWrite && !invalidation.cdcBackstop),
      ask: 'Your hit rate is 56 %. Of which of the five is that the hit rate?',
      listenFor:
        'Of none: rates and products hit, searches never, locations one in four. Of what hits, rates gain nothing and permissions may not be old: one of five is worth its cache.',
    },
    {
      after: design =>
        Object.keys(design.policies).length > 0 &&
        Object.values(design.policies).every(({ pattern }) => pattern !== 'none'),
      ask: 'A location costs 1 ms in the database. What does your cache save on a hit, and what does it cost on a miss and on each write?',
      listenFor:
        'A hit saves the query; a miss adds a round trip; a write adds a DEL. It pays above a hit rate of trip over query: here above one half, and it is at a quarter.',
    },
    {
      after: design => Object.values(design.policies).some(({ pattern }) => pattern === 'none'),
      ask: 'The database goes down for five seconds. Would you not have been glad of these copies?',
      listenFor:
        'For searches perhaps; for permissions never. Availability is a reason of its own, and then somebody signs the age.',
    },
    {
      after: design => (design.redis.memoryBytes ?? 0) > 1_000_000,
      ask: 'With eight times the memory products are fast again. What did you buy?',
      listenFor:
        'Room for searches that nobody asks for again. The cold data no longer pushes out the hot data, at eight times the price.',
    },
    {
      after: unowned,
      ask: 'Two years from now somebody wants to remove this cache. Whom do they ask whether it still helps?',
      listenFor: 'An owner for each kind of data, who knows its hit rate and the age that was agreed.',
    },
    {
      after: always,
      ask: 'What would have to change for you to cache locations after all?',
      listenFor:
        'Ten readers for each write, or a query of 50 ms, or a database that cannot carry it: a number, not a feeling.',
    },
  ],
  critical: ['permission'],
  signals: [
    'pushes-back-on-caching',
    'usage-audit-first',
    'critical-data-bypasses',
    'covers-unknown-writers',
    'del-on-write',
  ],
  core: ['first-move', 'consistency', 'ownership'],
  beyond: 'asks-read-write-ratio',
  world,
  designs,
  tracks: ['hit-rate', 'latency', 'memory', 'staleness', 'origin'],
  knobs: ['cached-kinds', 'redis-memory', 'redis-eviction', 'redis-ttl', 'cdc-backstop', 'coalescing'],
  faults: [
    slowOrigin(4),
    {
      id: 'origin-down',
      title: 'Database down for 5 s',
      effect: 'It refuses every query and commit. What is not cached has no answer.',
      at: atMs => ({ kind: 'origin-down', atMs, forMs: 5000 }),
    },
    cacheGone(
      'cache-down',
      'Redis down for 10 s',
      'Every command is refused; it comes back with what it held.',
      {
        forMs: 10_000,
      },
    ),
    lostDeletes(20_000),
  ],
  objectives: [
    primary(
      typeMean({
        type: 'product',
        target: 6,
        because:
          'A choice: a page that takes the database 40 ms is to take a seventh of that. It is why there is a cache.',
      }),
    ),
    staleShare({
      type: 'permission',
      target: 0,
      because: '2.1: permissions are critical, and an old one is an incident. Security signs none.',
    }),
    staleAge({
      target: 30_000,
      because: 'The playbook has product sign 30 s for a page; nothing else may be older.',
    }),
    costPerHour({ target: 10, because: 'A choice: ten megabytes at a price of one.' }),
    originPeak({
      target: 30,
      because: 'The pool has 30 connections: what is not cached must not wait for one.',
    }),
    failed({
      target: 0.001,
      because: 'A choice: three nines of answered requests over the measured minute.',
    }),
  ],
  constants: {
    'readers.products': choice('Often read, seldom written, expensive: what a cache is for.'),
    'readers.locations': source(
      '2.1, 10.3: written at least as often as read. Three times as often is a choice.',
    ),
    'readers.searches': source('2.1: each key is read about once.'),
    'readers.rates': source('2.1: so few rows that the database has them in its own memory.'),
    'readers.permissions': source('2.1: a path on which an old answer is an incident.'),
    'writers.editors': choice('A catalogue that changes now and then.'),
    'writers.couriers': source('2.1, 10.3: as many writes as reads, or more.'),
    'writers.bank': choice('Rates that move.'),
    'writers.identity sync': source('2.1: nobody who knows the cache decides when it is invalid.'),
    'origin.connections': choice(
      'Room for every read without a cache: one of the signs in 10.3 that it can go.',
    ),
    'origin.queries': choice('A join, a small update, a full-text search, and two look-ups in memory.'),
    values: choice('A page, a position, a page of results, a number, a list of roles.'),
    prices: choice('One for a megabyte and hour; a megabyte here stands for a gigabyte.'),
    warm: choice('The cache has been in use for long. Of searches nothing is worth warming.'),
  },
  shaken: [
    { path: 'readers.searches.ratePerSecond', least: 0.9, most: 1.4 },
    { path: 'readers.products.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'writers.couriers.ratePerSecond', least: 0.7, most: 1.5 },
    { path: 'origin.queries.product.meanMs', least: 0.9, most: 1.2 },
  ],
  chapters: ['problem-framing', 'controversial-opinions'],
  drills: ['cache-cost-optimization'],
  deepDives: [],
}
