import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, minute, REDIS } from './givens.ts'
import { failed, primary, staleAge, staleShare, typeP90, typeP99 } from './objectives.ts'
import { lostDeletes } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { OfferedFault, ScenarioInput } from './scenario.ts'

const keys = (type: string, count: number) =>
  ({ kind: 'zipf', type, prefix: `${type}:`, count, exponent: 1 }) as const

/** One way over the Atlantic: a question to a cache over there takes 150 ms instead of 2 ms, as in drill 7. */
const ACROSS_MS = 74

/**
 * Two regions and one database (drill 7, appendix F). Nine reads in ten are of what may be a little old; the tenth is of
 * the stock count, of which both regions sell.
 */
const world = {
  ...minute(),
  drainMs: 5000,
  regions: [
    { name: 'us', instances: 2, trafficShare: 1 },
    { name: 'eu', instances: 2, trafficShare: 1 },
  ],
  network: { ...DATA_CENTRE, crossRegionMs: ACROSS_MS },
  readers: [
    { name: 'products', ratePerSecond: 120, keys: keys('product', 400) },
    {
      name: 'profiles us',
      ratePerSecond: 20,
      keys: { ...keys('profile', 200), prefix: 'us-profile:' },
      region: 'us',
    },
    {
      name: 'profiles eu',
      ratePerSecond: 20,
      keys: { ...keys('profile', 200), prefix: 'eu-profile:' },
      region: 'eu',
    },
    { name: 'stock', ratePerSecond: 18, keys: keys('stock', 200) },
  ],
  client: { timeoutMs: 5000, retries: 0, backoffMs: 200 },
  writers: [
    { name: 'catalogue', ratePerSecond: 0.5, keys: keys('product', 400), region: 'us' },
    {
      name: 'checkout',
      ratePerSecond: 2,
      keys: keys('stock', 200),
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 20_000, factor: 4 },
          { atMs: 40_000, factor: 1 },
        ],
      },
    },
  ],
  redis: REDIS,
  origin: {
    connections: 30,
    connectTimeoutMs: 5000,
    comfortable: 10,
    slowdown: 0.03,
    queries: {
      product: { meanMs: 10, variation: 0.5 },
      profile: { meanMs: 5, variation: 0.5 },
      stock: { meanMs: 2, variation: 0.5 },
    },
  },
  changeFeed: { lagMs: 1000 },
  warm: [
    { keys: keys('product', 400) },
    { keys: { ...keys('profile', 200), prefix: 'us-profile:' } },
    { keys: { ...keys('profile', 200), prefix: 'eu-profile:' } },
    { keys: keys('stock', 200) },
  ],
  watchedKeys: ['product:1', 'stock:1'],
} satisfies WorldInput

/** Product signs half a minute; the TTL is twice that, since the change feed is there long before it. */
const catalogue: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product',
  l2: { ttlMs: 60_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 3000,
}

/** Each read of the stock count asks the database, wherever it comes from. */
const bypassed: PolicyInput = { stalenessBudgetMs: 0, signedBy: 'Inventory', pattern: 'none' }

const shared: PolicyInput = { stalenessBudgetMs: 30_000, l2: { ttlMs: 300_000, jitter: 0.1 } }

function perRegion(
  id: string,
  title: string,
  stock: PolicyInput,
  invalidation: 'bus' | 'none' = 'bus',
): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { product: catalogue, profile: catalogue, stock },
    regions: { caches: 'per-region', invalidation },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: { product: shared, profile: shared, stock: shared },
    regions: { caches: 'global' },
  },
  perRegion('l6', 'L6 answer', bypassed),
  perRegion('no-sync', 'One each, no bus', bypassed, 'none'),
  perRegion('bus-for-all', 'Bus for stock too', { ...catalogue, signedBy: 'Inventory' }),
  perRegion('stamped-stock', 'Stock by version', {
    ...catalogue,
    stalenessBudgetMs: 0,
    signedBy: 'Inventory',
    invalidation: { ...INVALIDATION, versionStamps: { lookup: 'primary' } },
  }),
  { version: 1, id: 'no-cache', title: 'No cache at all', policies: {} },
]

const cut: OfferedFault = {
  id: 'cut',
  title: 'Cut Europe off for 10 s',
  effect: 'Nothing passes between the regions. What the bus holds is delivered afterwards.',
  at: atMs => ({ kind: 'region-cut', atMs, forMs: 10_000, region: 'eu' }),
}

const feedStops: OfferedFault = {
  id: 'feed-stops',
  title: 'Change feed stands still for 10 s',
  effect: 'Writers still delete in their own region; the other one hears of it ten seconds later.',
  at: atMs => ({ kind: 'feed-paused', atMs, forMs: 10_000 }),
}

export const multiRegion: ScenarioInput = {
  ...card('multi-region'),
  context:
    'A shop with one PostgreSQL and one Redis in Virginia has opened in Dublin, where half of its readers now are. ' +
    'A round trip between the two takes 150 ms. At 12:00:20 a sale begins, and for twenty seconds stock sells four times as fast.',
  prompt:
    'We run in Virginia and, since this week, in Dublin, with half of the traffic each. The database stays in Virginia, 150 ms away. ' +
    'Readers want product pages, their own profiles, and one request in ten asks how many are left in stock; both sides sell. ' +
    'Where do you put the cache, how does the other side hear of a change, and is there anything you would not cache?',
  questions: [
    {
      ask: 'Which of these may differ between the regions, and for how long?',
      answer:
        'Products and profiles by half a minute; Product signs that. The stock count not at all: we would sell what we do not have.',
    },
    {
      ask: 'How much of the traffic needs one answer for the whole world?',
      answer: 'The stock count: about a tenth of the reads.',
    },
    {
      ask: 'Do users change regions within a session?',
      answer: 'Hardly ever. A profile is read and edited on one side of the ocean.',
    },
    {
      ask: 'How long does a message between the regions take?',
      answer:
        'The bus takes 100 to 500 ms. Before that the change feed has to notice the commit, which takes up to a second.',
    },
  ],
  prediction: {
    ask: 'One cache a region, told over a bus that takes 100 to 500 ms. How long after a change was the oldest product page still served?',
    of: 'l6',
    unit: 'ms',
    measure: ({ summary }) => summary.byType.product?.staleness.ageMsMax ?? 0,
    tooLow:
      'The bus is the second half of the way. The change feed is a second behind before it sends anything.',
    tooHigh:
      'The other region does not wait for the TTL: the message deletes the copy there within two seconds.',
  },
  ownership: {
    signs: 'A price that differs between two continents for two seconds: whose decision is that?',
    invalidates: 'Dublin did not write it. Who makes sure that its copy goes?',
    paged: 'The bus between the regions stands still. Whose phone rings, and on which side?',
  },
  pivots: [
    {
      after: design => design.regions.caches === 'global',
      ask: 'A read in Dublin takes 150 ms with your cache. How long does it take without?',
      listenFor:
        'About the same: the distance is the cost, and a miss pays for it twice, once to Redis and once to the database.',
    },
    {
      after: design => design.regions.caches === 'global',
      ask: 'There is one copy for the world. Can a reader still see a stock count from before a sale?',
      listenFor:
        'Yes: a delete from Dublin is on its way for 150 ms, and a fill that began before the sale can come after it.',
    },
    {
      after: where(policy => policy.invalidation.cdcBackstop),
      ask: 'Ireland is cut off for ten minutes. What do its readers see, and what happens when it is back?',
      listenFor:
        'Old pages until their TTL, then errors; no stock count at all. Afterwards the bus delivers what it kept.',
    },
    {
      after: design => design.regions.invalidation === 'none' && design.regions.caches === 'per-region',
      ask: 'A price changes in Virginia. When does Dublin know?',
      listenFor:
        'When the TTL ends: nobody tells it. A shorter TTL makes that shorter and never makes it go away.',
    },
    {
      after: design => Object.values(design.policies).some(({ pattern }) => pattern === 'none'),
      ask: 'The bypass costs Dublin 150 ms a read. Which product manager did you tell, and what would you do if it were half of the reads?',
      listenFor:
        'A tenth was agreed; beyond that the writes have to move: stock by region, or reserved shares, not a cleverer cache.',
    },
    {
      after: unowned,
      ask: 'Two regions sold the last item. Who had agreed that this could happen?',
      listenFor: 'A name for each budget, and Inventory, not Engineering, under that of the stock count.',
    },
    {
      after: always,
      ask: 'A third region opens in Singapore. What changes in your design, and what does not?',
      listenFor:
        'Another cache on the same bus; the bypass gets slower; nobody replicates all of one cache to the others.',
    },
  ],
  critical: ['stock'],
  signals: [
    'regional-async-invalidation',
    'global-bypass',
    'critical-data-bypasses',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['multi-tier', 'consistency', 'ownership'],
  beyond: 'cdc-lag-and-cost',
  world,
  designs,
  tracks: ['latency', 'regions', 'staleness', 'feed', 'copies'],
  knobs: ['region-caches', 'region-bus', 'redis-ttl', 'cdc-backstop', 'version-stamps', 'coalescing'],
  faults: [
    cut,
    feedStops,
    lostDeletes(10_000),
    {
      id: 'origin-down',
      title: 'Database down for 5 s',
      effect: 'It refuses every query and commit, from both sides. What goes past the cache has no answer.',
      at: atMs => ({ kind: 'origin-down', atMs, forMs: 5000 }),
    },
  ],
  objectives: [
    primary({
      ...typeP90({
        type: 'product',
        target: 50,
        because:
          'A choice between what a cache near by takes, 2 ms, and the 150 ms of drill 7: nine in ten pages of both sides.',
      }),
      // What a tier near by is for.
      shows: 'layers-with-purpose',
    }),
    staleAge({
      type: 'product',
      target: 30_000,
      because: 'The playbook has product sign 30 s for this kind of page.',
    }),
    staleShare({
      type: 'stock',
      target: 0,
      because: 'Drill 7: a stock count that is behind sells what is not there. Inventory signs none.',
    }),
    typeP99({
      type: 'stock',
      target: 400,
      because:
        'A choice: two and a half crossings. Drill 7 accepts the latency of the ocean for the stock count.',
    }),
    failed({
      target: 0.001,
      because: 'A choice: three nines of answered requests over the measured minute.',
    }),
  ],
  constants: {
    regions: source('Drill 7: one region here and one in Europe; half of the traffic each is a choice.'),
    'network.crossRegionMs': source(
      'Drill 7: a cache over there answers in about 150 ms where one near by takes 2 ms; this is one way.',
    ),
    'readers.products': choice('Most of what is read, and what may be a little old.'),
    'readers.profiles us': choice('Users stay in their region.'),
    'readers.profiles eu': choice('Users stay in their region.'),
    'readers.stock': source('Drill 7: about a tenth of the data needs one answer for the whole world.'),
    'writers.catalogue': choice('A catalogue that changes now and then.'),
    'writers.checkout': choice('Both regions sell; the sale makes it four times as much for twenty seconds.'),
    'origin.connections': choice('Far more than are needed: this lab is about distance, not about load.'),
    'origin.queries': choice('Short queries: what a reader far away waits for is the way.'),
    warm: choice('Both caches have been in use for long.'),
  },
  shaken: [
    { path: 'network.crossRegionMs', least: 0.7, most: 1.3 },
    { path: 'readers.products.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'readers.stock.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'writers.checkout.ratePerSecond', least: 0.7, most: 1.5 },
    { path: 'changeFeed.lagMs', least: 0.3, most: 1.5 },
  ],
  chapters: ['multi-region', 'fault-lines'],
  drills: ['multi-region-expansion'],
  deepDives: [],
}
