import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, REDIS } from './givens.ts'
import { costPerHour, originLoads, primary, staleAge, typeP90, unpaidMemory } from './objectives.ts'
import { cacheGone, lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PRODUCTS = { kind: 'zipf', type: 'product', prefix: 'product:', count: 3000, exponent: 0.9 } as const
const PAGES = { kind: 'zipf', type: 'page', prefix: 'page:', count: 80, exponent: 0.6 } as const
/** Every search is its own: ten minutes later hardly one has come again. */
const SEARCHES = { kind: 'zipf', type: 'search', prefix: 'search:', count: 35_000, exponent: 0 } as const
const QUOTES = { kind: 'zipf', type: 'quote', prefix: 'quote:', count: 3600, exponent: 0 } as const

/**
 * A bill that has tripled (drill 10, deep dive 5), at a thousandth of its size: a megabyte here is a gigabyte there, and
 * priced so. Two kinds of data are worth their memory; one that a team added without asking is read once, and one hits
 * three times in ten and costs 4 ms to compute. Those two hold four bytes of ten.
 */
const world = {
  version: 1,
  durationMs: 120_000,
  settleMs: 10_000,
  drainMs: 5000,
  bucketMs: 500,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'product pages', ratePerSecond: 90, keys: PRODUCTS },
    { name: 'landing pages', ratePerSecond: 5, keys: PAGES },
    { name: 'searches', ratePerSecond: 6, keys: SEARCHES },
    { name: 'delivery quotes', ratePerSecond: 3, keys: QUOTES },
  ],
  client: { timeoutMs: 5000 },
  writers: [{ name: 'catalogue', ratePerSecond: 1, keys: PRODUCTS }],
  redis: REDIS,
  origin: {
    connections: 20,
    connectTimeoutMs: 5000,
    comfortable: 10,
    slowdown: 0.03,
    queries: {
      product: { meanMs: 40, variation: 0.5 },
      page: { meanMs: 120, variation: 0.3 },
      search: { meanMs: 25, variation: 0.5 },
      quote: { meanMs: 4, variation: 0.3 },
    },
  },
  warm: [{ keys: PRODUCTS }, { keys: PAGES }, { keys: SEARCHES }, { keys: QUOTES }],
  values: {
    product: { bytes: 2000, team: 'Catalogue' },
    page: { bytes: 45_000, team: 'Marketing' },
    search: { bytes: 1500, team: 'Search' },
    quote: { bytes: 1100, team: 'Delivery' },
  },
  prices: { redisPerGbHour: 200, overflowPerGbHour: 20 },
  faults: [],
  watchedKeys: ['product:1', 'product:2000', 'page:1'],
} satisfies WorldInput

/** Everything has the same TTL: nobody chose it. */
const today: PolicyInput = { stalenessBudgetMs: 600_000, l2: { ttlMs: 600_000, jitter: 0.1 } }

/** What is kept is made known when it changes, so that it may live twice its budget, and miss less. */
const kept: PolicyInput = {
  ...today,
  signedBy: 'Product',
  l2: { ttlMs: 1_200_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
}

/** As it is now, should it be cached again. */
const removed: PolicyInput = { ...today, signedBy: 'Product', pattern: 'none' }

const COMPRESSED = { format: 'json', compression: 'fast' } as const
const COMPACT = { format: 'messagepack', compression: 'fast' } as const

/** Twelve of these are little more than half of what is held today. */
const SMALLER_NODE_BYTES = 750_000

function all(policy: PolicyInput): DesignInput['policies'] {
  return { product: policy, page: policy, search: policy, quote: policy }
}

function design(
  id: string,
  title: string,
  policies: DesignInput['policies'],
  redis: DesignInput['redis'] = {},
): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies,
    redis,
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Cache platform on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: all({ ...today, l2: { ttlMs: 120_000, jitter: 0.1 }, encoding: COMPRESSED }),
    redis: { memoryBytes: SMALLER_NODE_BYTES },
  },
  design('l6', 'L6 answer', {
    product: kept,
    page: { ...kept, encoding: COMPACT },
    search: removed,
    quote: removed,
  }),
  { version: 1, id: 'today', title: 'Today', policies: all(today) },
  design('audit', 'Removal alone', { product: kept, page: kept, search: removed, quote: removed }),
  design('compression', 'Compression alone', all({ ...kept, l2: today.l2!, encoding: COMPRESSED })),
  design('smaller', 'A smaller cluster alone', all({ ...kept, l2: today.l2! }), {
    memoryBytes: SMALLER_NODE_BYTES,
  }),
  design('tiering', 'Cold data on cheaper storage', all(kept), {
    memoryBytes: 500_000,
    overflow: { bytes: 1_330_000, delayMs: 5 },
  }),
]

export const costTripled: ScenarioInput = {
  ...card('cost-tripled'),
  context:
    'A shop whose Redis bill has tripled in half a year, at the same traffic. Four teams cache in it, all with the default TTL of ' +
    'ten minutes. Nothing is evicted: whenever it was full, somebody made it larger. Nobody knows whose keys they are. A megabyte here stands for a gigabyte there.',
  prompt:
    'Finance wants forty percent of our Redis bill back, and leadership adds: without anybody noticing. The cluster holds ' +
    'seventeen gigabytes and answers nineteen of twenty product pages. What do you do first, and what do you not touch?',
  questions: [
    {
      ask: 'Of each kind of key, how many are read a second time before they are gone?',
      answer:
        'Products and landing pages nearly always. Of the searches not one in ten; of the delivery quotes three in ten.',
    },
    {
      ask: 'What does a miss cost, for each kind?',
      answer: 'A product 40 ms, a landing page 120 ms, a search 25 ms. A delivery quote is computed in 4 ms.',
    },
    {
      ask: 'What has changed in this half year?',
      answer:
        'The search team began to cache its results. The delivery team copied that. Nobody reviewed either.',
    },
    {
      ask: 'Where do forty percent come from?',
      answer: 'A number from Finance. They will take another one that comes with figures.',
    },
    {
      ask: 'How old may a product be?',
      answer: 'Ten minutes; Product signs that. Changes of price are deleted at once in any case.',
    },
  ],
  prediction: {
    ask: 'Searches and delivery quotes hold four bytes of ten. The L6 answer caches neither. Today the database gets about 1,400 queries in the measured 110 s; how many then?',
    of: 'l6',
    unit: 'count',
    measure: ({ summary }) => summary.origin.loads,
    tooLow:
      'Every search and every quote is a query now. What is saved is memory; the few queries less come from products that may live longer.',
    tooHigh:
      'Nine of ten searches and seven of ten quotes were queries before. To stop caching what misses costs hardly a query.',
  },
  ownership: {
    signs: 'A product page may be ten minutes old: whose decision is that?',
    invalidates: 'A product lives for twenty minutes now. Who makes sure that each change deletes it?',
    paged: 'In three months a fifth team fills the cluster. Who is told, and who pays?',
  },
  pivots: [
    {
      after: ({ policies }) => Object.values(policies).every(({ pattern }) => pattern !== 'none'),
      ask: 'After all that, what is the hit rate of the keys you kept? And what share of your memory holds keys that nobody reads again?',
      listenFor:
        'A hit rate and a reuse rate for each key pattern, before any change: remove first, then shrink what is left.',
    },
    {
      after: ({ policies }) => Object.values(policies).some(({ pattern }) => pattern === 'none'),
      ask: 'The search team says that its cache saves the database. How do you answer?',
      listenFor: 'With its own figures: nine in ten miss. Its bill, by team, makes it their question.',
    },
    {
      // A cluster that is smaller and holds as much as before.
      after: ({ redis, policies }) =>
        redis.memoryBytes !== null &&
        Object.values(policies).every(({ encoding }) => encoding.compression === 'none'),
      ask: 'Your smaller cluster is full. Who decides what leaves it?',
      listenFor:
        'The eviction does, by when a key was last read: a stream of keys that are read once pushes out those that are read again.',
    },
    {
      after: unowned,
      ask: 'How do you know that we do not sit here again in half a year?',
      listenFor:
        'A review before a new kind of key ships, costs by team, an audit every quarter: a process, with an owner.',
    },
    {
      after: always,
      ask: 'Is forty percent the right number?',
      listenFor: 'An analysis may say thirty or sixty; the target is somebody’s guess until then.',
    },
  ],
  signals: [
    'usage-audit-first',
    'pushes-back-on-caching',
    'request-coalescing',
    'del-on-write',
    'cdc-backstop',
  ],
  core: ['first-move', 'ownership'],
  beyond: 'per-team-attribution',
  world,
  designs,
  tracks: ['memory', 'hit-rate', 'origin', 'latency', 'fates'],
  knobs: ['cached-kinds', 'redis-ttl', 'compression', 'redis-memory', 'ttl-jitter', 'cdc-backstop'],
  faults: [
    slowOrigin(3, ': what a miss costs when the database has a bad day'),
    lostDeletes(20_000),
    cacheGone('restart', 'Redis restarts', 'Every node is down for a second and comes back empty.', {
      forMs: 1000,
      loses: true,
    }),
  ],
  objectives: [
    primary(
      originLoads({
        target: 1900,
        because: 'Today it is 1,400 queries. A third more is what the database would carry without a word.',
      }),
    ),
    costPerHour({
      target: 2,
      because: 'Deep dive 5: forty percent less than today, which is 3.3 an hour.',
    }),
    unpaidMemory({
      target: 0.1,
      because:
        'Drill 10 asks for categories that hit less than half the time: they hold 42 % of the memory today; a tenth is a choice.',
    }),
    typeP90({
      type: 'product',
      target: 10,
      because: 'Without anybody noticing: nine product pages of ten come from the cache, as today.',
    }),
    staleAge({ target: 600_000, because: 'Product signs ten minutes for a catalogue.' }),
  ],
  constants: {
    'readers.product pages': choice('What the shop lives from.'),
    'readers.landing pages': choice('A few large documents that marketing builds.'),
    'readers.searches': source(
      'Drill 10: a third of the memory is held by keys of which less than a tenth is read again.',
    ),
    'readers.delivery quotes': source('Drill 10: a whole category that hits less than half the time.'),
    'client.timeoutMs': choice('Nobody waits longer for a page.'),
    'client.retries': choice('The database is never in trouble here, so nobody asks twice.'),
    writers: choice('A catalogue that changes now and then.'),
    'origin.connections': choice('Ample: this is about money, not about an outage.'),
    'origin.queries.quote': source('Drill 10: some things are faster to compute again than to keep.'),
    'origin.queries': choice('A look-up with joins; a page that collects a hundred of them.'),
    warm: choice('All that is read, with ages as in a cache that has run for long.'),
    values: choice('Sizes at which the four kinds share the memory as in the audit of drill 10.'),
    prices: choice(
      'A fifth of a unit for a gigabyte and hour, cheaper storage a tenth of that; times a thousand.',
    ),
    durationMs: choice('Two minutes: enough queries to tell a tenth more from chance.'),
    bucketMs: choice('Nothing here happens within a second.'),
  },
  shaken: [
    { path: 'readers.product pages.ratePerSecond', least: 0.85, most: 1.1 },
    { path: 'readers.searches.ratePerSecond', least: 0.7, most: 1.1 },
    { path: 'values.page.bytes', least: 0.8, most: 1.15 },
    { path: 'origin.queries.product.meanMs', least: 0.7, most: 1.3 },
  ],
  chapters: ['sizing', 'problem-framing'],
  drills: ['cache-cost-optimization'],
  deepDives: ['cache-cost-tripled'],
}
