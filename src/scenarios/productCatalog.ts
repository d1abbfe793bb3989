import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, primary, staleAge, staleShare, worstSecond } from './objectives.ts'
import { expiry, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const products = (type: string, prefix: string, groups = 0) =>
  ({ kind: 'zipf', type, prefix, count: 200, exponent: 1, groups }) as const

const DESCRIPTIONS = products('description', 'desc:')
/** One group: a statement of the sale changes every price. */
const PRICES = products('price', 'price:', 1)
const STOCK = products('inventory', 'stock:')

/** Noon is at 60 s; until 12:01 three times as many people look. */
const NOON_MS = 60_000
const RUSH: WorldInput['readers'][number]['profile'] = {
  kind: 'spikes',
  spikes: [{ atMs: NOON_MS, forMs: 60_000, factor: 3 }],
}

/**
 * Drill 1. Where every writer deletes what it changes, no price could be old until 12:05; the drill's own trap
 * invalidates on update, and so the sale here is a job that writes the table and knows no cache. The one object of the
 * trap is three entries with one policy: what makes a price old is the TTL they share. That each sold item would throw
 * the description away, too, this does not show.
 */
const world = {
  version: 1,
  durationMs: 420_000,
  settleMs: 30_000,
  drainMs: 5000,
  bucketMs: 500,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'descriptions', ratePerSecond: 12, keys: DESCRIPTIONS, profile: RUSH },
    { name: 'prices', ratePerSecond: 12, keys: PRICES, profile: RUSH },
    { name: 'stock', ratePerSecond: 12, keys: STOCK, profile: RUSH },
  ],
  client: { timeoutMs: 5000 },
  writers: [
    { name: 'editors', ratePerSecond: 0.05, keys: DESCRIPTIONS },
    { name: 'pricing', ratePerSecond: 0.1, keys: PRICES },
    {
      // Half price, and then what marketing corrects: a few statements within three seconds, each over all prices.
      name: 'flash sale',
      ratePerSecond: 4,
      keys: PRICES,
      wholeGroups: true,
      invalidates: false,
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 0, factor: 0 },
          { atMs: NOON_MS, factor: 1 },
          { atMs: NOON_MS + 3000, factor: 0 },
        ],
      },
    },
    { name: 'orders', ratePerSecond: 1, keys: STOCK, invalidates: false, profile: RUSH },
  ],
  redis: REDIS,
  origin: {
    connections: 40,
    connectTimeoutMs: 5000,
    comfortable: 16,
    slowdown: 0.05,
    queries: {
      description: { meanMs: 20, variation: 0.5 },
      price: { meanMs: 15, variation: 0.5 },
      inventory: { meanMs: 5, variation: 0.5 },
    },
  },
  warm: [{ keys: DESCRIPTIONS }, { keys: PRICES }, { keys: STOCK }],
  watchedKeys: ['price:1', 'price:2', 'price:20', 'price:100', 'stock:1', 'desc:1'],
} satisfies WorldInput

const oneObject: PolicyInput = {
  stalenessBudgetMs: 300_000,
  l2: { ttlMs: 300_000 },
  invalidation: { deleteOnWrite: true },
}

const description: PolicyInput = {
  stalenessBudgetMs: 300_000,
  signedBy: 'Product',
  l1: { ttlMs: 10_000, maxEntries: 1000 },
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  staleIfErrorMs: 60_000,
}

const price: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product and Finance',
  l2: { ttlMs: 30_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true, cdcBackstop: true, missTokens: true },
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'fall-through-then-error' },
  priority: 'P0',
}

const WITHOUT_FEED = { deleteOnWrite: true, missTokens: true }

const inventory: PolicyInput = {
  stalenessBudgetMs: 0,
  signedBy: 'Product and Fulfilment',
  pattern: 'none',
  priority: 'P0',
}

function byField(id: string, title: string, of: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { price: of, description, inventory },
    origin: { breaker: ORIGIN_BREAKER, missLimit: 10 },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Catalogue on call' },
  }
}

function forAll(id: string, title: string, policy: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { price: policy, description: policy, inventory: policy },
  }
}

const designs: readonly DesignInput[] = [
  forAll('l5', 'L5 trap', oneObject),
  byField('l6', 'L6 answer', price),
  byField('at-budget', 'By field, price 30 s, no change feed', {
    ...price,
    l2: { ttlMs: 30_000, jitter: 0.1 },
    invalidation: WITHOUT_FEED,
  }),
  byField('twice-budget', 'By field, price 60 s, no change feed', {
    ...price,
    l2: { ttlMs: 60_000, jitter: 0.1 },
    invalidation: WITHOUT_FEED,
  }),
  byField('twice-with-feed', 'By field, price 60 s, change feed', {
    ...price,
    l2: { ttlMs: 60_000, jitter: 0.1 },
  }),
  forAll('short-for-all', 'One object, 10 s', {
    ...oneObject,
    stalenessBudgetMs: 10_000,
    l2: { ttlMs: 10_000 },
    coalescing: 'instance',
  }),
]

export const productCatalog: ScenarioInput = {
  ...card('product-catalog'),
  context:
    'A shop with two hundred products in its flash sale. Nineteen reads in twenty of the catalogue are answered without ' +
    'thinking about it. The catalogue service deletes what it changes; the campaign job and the order service write the ' +
    'same database and have never heard of the cache.',
  prompt:
    'A product page needs a description, a price and a stock count. We would like to cache the product as one object for ' +
    'five minutes, and invalidate it on update. At noon a campaign job halves all two hundred prices. ' +
    'Who sees which price until 12:05, who buys what is no longer there, and what would you cache instead?',
  questions: [
    {
      ask: 'How old may each field be?',
      answer:
        'A description five minutes. A price thirty seconds, and Finance wants to be asked. A stock count should be true.',
    },
    {
      ask: 'Who writes the catalogue?',
      answer:
        'Three services: the catalogue itself, the campaign job of marketing, and orders. Only the first one knows the cache.',
    },
    {
      ask: 'How many reads are there for a write?',
      answer: 'On an ordinary day more than thirty. At noon everything is written at once.',
    },
    {
      ask: 'Can the database answer every question about stock?',
      answer: 'Yes: a row by its primary key, five milliseconds, and a few dozen a second at noon.',
    },
  ],
  prediction: {
    ask: 'Prices are kept for 60 s, twice the budget, and there is no change feed. How long after noon is the last old price seen?',
    of: 'twice-budget',
    unit: 'ms',
    measure: ({ summary }) => summary.byType.price?.staleness.ageMsMax ?? 0,
    tooLow:
      'Thirty seconds is what was signed, not what ends the copy. Nobody deletes it, so the TTL does, and that is sixty.',
    tooHigh: 'Five minutes belong to the description now. The price has a TTL of its own.',
  },
  ownership: {
    signs: 'How old a price may be is money: who puts a name under thirty seconds?',
    invalidates: 'Marketing writes prices with a job of its own. Who makes the cache hear of it?',
    paged: 'Half an hour into the sale the database has twice its usual load. Who is called?',
  },
  pivots: [
    {
      after: where(({ l2 }) => (l2?.ttlMs ?? 0) >= 300_000),
      ask: 'Somebody looks at 12:04. Which price do they see, what do they pay, and who agreed to that?',
      listenFor:
        'The price is as old as the entry; checkout asks the database. Two prices in one purchase, and no signature.',
    },
    {
      after: where(({ l2 }) => l2 !== null && (l2.ttlMs ?? 0) < 30_000),
      ask: 'You shortened the TTL of everything. Who pays for the descriptions that have not changed since spring?',
      listenFor: 'The database. And the stock count is still wrong for as long as the TTL.',
    },
    {
      after: where(({ l2, stalenessBudgetMs, invalidation }) => {
        return l2 !== null && (l2.ttlMs ?? 0) > stalenessBudgetMs && !invalidation.cdcBackstop
      }),
      ask: 'Thirty seconds are signed and the TTL is sixty. Which of the two is the promise?',
      listenFor:
        'The TTL is what holds when nobody deletes. Twice the budget needs something faster before it.',
    },
    {
      after: where(({ invalidation }) => invalidation.cdcBackstop),
      ask: 'The change feed stands still from 11:59 to 12:02. What do your readers see?',
      listenFor: 'Whatever the TTL allows. At the budget the promise holds; at twice the budget it does not.',
    },
    {
      after: unowned,
      ask: 'A customer has a screenshot of the old price. Whose decision was that?',
      listenFor: 'A budget for each field, with the names of Product and Finance.',
    },
    {
      after: always,
      ask: 'The sale sells out in a minute. What does a reader of a cached stock count do next?',
      listenFor: 'Orders what is not there. Stock is read where it is written.',
    },
  ],
  critical: ['inventory'],
  signals: [
    'critical-data-bypasses',
    'del-on-write',
    'cdc-backstop',
    'covers-unknown-writers',
    'request-coalescing',
    'failure-by-data-type',
    'pushes-back-on-caching',
  ],
  core: ['consistency', 'ownership'],
  beyond: 'consistency-tiers-as-policy',
  world,
  designs,
  tracks: ['staleness', 'fates', 'copies', 'origin', 'feed'],
  knobs: ['redis-ttl', 'cdc-backstop', 'delete-on-write', 'miss-tokens', 'version-stamps', 'coalescing'],
  faults: [
    {
      id: 'feed-paused',
      title: 'The change feed stands still for 90 s',
      effect: 'What it would have deleted is deleted when it goes on. Until then only TTLs end a copy.',
      at: atMs => ({ kind: 'feed-paused', atMs, forMs: 90_000 }),
    },
    {
      id: 'origin-down',
      title: 'Database down for 10 s',
      effect: 'The origin refuses every query and commit. Who has an old copy may serve it, if it may.',
      at: atMs => ({ kind: 'origin-down', atMs, forMs: 10_000 }),
    },
    slowOrigin(4),
    expiry('price:1', 'most wanted price'),
  ],
  objectives: [
    primary(
      staleAge({
        type: 'price',
        target: 30_000,
        because: 'Drill 1: a price may be thirty seconds old.',
      }),
    ),
    staleShare({
      type: 'inventory',
      target: 0.005,
      because: 'A choice: one wrong stock count in two hundred is what customer service can put right.',
    }),
    loadShare({
      target: 0.65,
      because:
        'A choice: with a third of all reads past the cache on purpose, at least half of the others should hit.',
    }),
    worstSecond({ target: 250, because: 'A choice: a quarter of a second, also in the rush after noon.' }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('A minute before noon, and the five minutes after it for which the trap lasts.'),
    bucketMs: choice('Half a second: seven minutes are long.'),
    settleMs: choice('Half a minute of an ordinary morning.'),
    'readers.descriptions': choice('A page needs all three fields; twelve pages a second.'),
    'readers.prices': choice('As often as descriptions.'),
    'readers.stock': choice('As often as descriptions.'),
    'readers.prices.keys': choice(
      'The products of the sale; of a hundred thousand in drill 1 the others stay as they are.',
    ),
    warm: choice('The same products; their entries are of every age.'),
    'readers.descriptions.profile': choice('Three times the readers for the first minute of the sale.'),
    'readers.prices.profile': choice('Three times the readers for the first minute of the sale.'),
    'readers.stock.profile': choice('Three times the readers for the first minute of the sale.'),
    'writers.editors': choice('Drill 1: at least 95 % of all requests are reads.'),
    'writers.pricing': choice('A few prices change on any day, and these writers delete.'),
    'writers.flash sale': source('Drill 1: at noon every price of the sale changes at once.'),
    'writers.orders': choice('Each order takes from the stock; the rush orders more.'),
    'origin.connections': choice('Enough for every miss of an ordinary second.'),
    'origin.queries.description': choice('A long text with its attributes.'),
    'origin.queries.price': choice('A row and its discounts.'),
    'origin.queries.inventory': choice('One row by its primary key.'),
  },
  shaken: [
    { path: 'readers.prices.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'readers.stock.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'writers.orders.ratePerSecond', least: 0.7, most: 1.5 },
    { path: 'origin.queries.price.meanMs', least: 0.7, most: 1.5 },
  ],
  chapters: ['fault-lines', 'invalidation-reference'],
  drills: ['product-catalog'],
  deepDives: [],
}
