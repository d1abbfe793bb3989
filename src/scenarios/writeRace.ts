import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice } from './constants.ts'
import { DATA_CENTRE, REDIS } from './givens.ts'
import { originPeak, primary, staleAge, typeP99 } from './objectives.ts'
import { lostDeletes, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PRICES = { kind: 'zipf', type: 'price', prefix: 'price:', count: 100, exponent: 0 } as const

/**
 * The race of D.1 as it really goes: a reader misses and reads the old row, the writer commits and deletes, and then the
 * reader fills. A refill between commit and delete, as the playbook tells it, is harmless: the delete removes it.
 */
const world = {
  version: 1,
  durationMs: 60_000,
  settleMs: 5000,
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'product pages', ratePerSecond: 300, keys: PRICES }],
  client: { timeoutMs: 5000 },
  writers: [
    {
      // A repricing: for ten seconds every price changes about five times, and then none does.
      name: 'repricing',
      ratePerSecond: 50,
      keys: PRICES,
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 0, factor: 0 },
          { atMs: 15_000, factor: 1 },
          { atMs: 25_000, factor: 0 },
        ],
      },
    },
  ],
  redis: REDIS,
  origin: {
    connections: 60,
    comfortable: 20,
    slowdown: 0.03,
    // A join over discounts. The playbook's window of under a millisecond is that of the DEL; this is that of the load.
    queries: { price: { meanMs: 200, variation: 0.3 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: PRICES }],
  // The room there is for those that lose a race at the first seeds: of a hundred, eight or so do in a run.
  watchedKeys: [57, 5, 6, 21, 27, 28, 19, 20, 40, 2, 15, 38].map(rank => `price:${rank}`),
} satisfies WorldInput

const trap: PolicyInput = {
  stalenessBudgetMs: 5000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
}

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product and Finance',
  invalidation: { deleteOnWrite: true, cdcBackstop: true, missTokens: true },
  loadCapMs: 2000,
}

const design = oneType(
  'price',
  { invalidation: 'Pricing team', warming: 'Web platform', pager: 'Pricing on call' },
  { origin: { missLimit: 10 } },
)

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { price: trap } },
  design('l6', 'L6 answer', staff),
  design('tokens', 'Miss tokens alone', {
    ...staff,
    invalidation: { deleteOnWrite: true, missTokens: true },
  }),
  design('cdc', 'Change feed alone', { ...staff, invalidation: { deleteOnWrite: true, cdcBackstop: true } }),
  design('stamps', 'Version stamps', {
    ...staff,
    invalidation: { deleteOnWrite: true, versionStamps: { lookup: 'primary' } },
  }),
  design('short-ttl', 'A TTL of five seconds', {
    ...staff,
    l2: { ttlMs: 5000 },
    invalidation: { deleteOnWrite: true },
  }),
]

export const writeRace: ScenarioInput = {
  ...card('write-race'),
  context:
    'A shop that changes a hundred prices at noon, several times within seconds until all discounts are in. Every writer ' +
    'was taught to delete the key after the commit, and the log of deletes has no gap.',
  prompt:
    'All our writers delete the cache key after they commit, and no delete was lost. Yet after the repricing at noon some ' +
    'products showed the old price until their TTL ran out. Draw me the order of events, and then take it out of the design.',
  questions: [
    {
      ask: 'How long does a load take, from its question to Redis until it fills?',
      answer: 'About two hundred milliseconds: the price joins discounts and taxes.',
    },
    { ask: 'How often is one price written?', answer: 'Hardly ever, and then several times within seconds.' },
    {
      ask: 'How old may a price be on a page?',
      answer: 'Five seconds. Product and Finance would sign that; nobody has asked them.',
    },
    {
      ask: 'Is there a change feed of the database, and how far behind is it?',
      answer: 'There is one, for the search index. It is a second behind.',
    },
  ],
  prediction: {
    ask:
      'Nothing but a change feed is added, a second behind the commits; it deletes each changed key once more. ' +
      'How old is the oldest wrong price that a reader is shown?',
    of: 'cdc',
    unit: 'ms',
    measure: ({ summary }) => summary.staleness.ageMsMax,
    tooLow: 'The feed does not prevent the race. It repairs what came of it, when it arrives.',
    tooHigh: 'A fill that lost the race is over within a load, and the delete of the feed comes after it.',
  },
  ownership: {
    signs: 'Five seconds of an old price: Product alone, or Finance too?',
    invalidates: 'The delete was sent and it worked. Whose mistake is the old price then?',
    paged: 'No error, no lost message, a wrong price. Which number would ring a phone?',
  },
  pivots: [
    {
      after: where(
        ({ invalidation }) =>
          !invalidation.missTokens && !invalidation.cdcBackstop && invalidation.versionStamps === null,
      ),
      ask: 'A reader asks the database at 12:00:00.0, you commit and delete at .1, and it fills at .2. What is in the cache now?',
      listenFor: 'The old price for a whole TTL: the delete came before there was anything to delete.',
    },
    {
      after: where(policy => policy.invalidation.missTokens),
      ask: 'Your delete arrives while the key is absent. How does it stop a fill that is still on its way?',
      listenFor: 'It destroys what the miss took with it; a fill that cannot show it is refused.',
    },
    {
      after: where(policy => policy.invalidation.cdcBackstop),
      ask: 'The feed stands still for a quarter of an hour. What have you promised meanwhile?',
      listenFor: 'The TTL is what is left then. An alert on the lag, and a TTL that somebody could bear.',
    },
    {
      after: where(policy => policy.invalidation.versionStamps !== null),
      ask: 'Every read asks for a version. Where is that answered, and what if that copy is behind?',
      listenFor:
        'By the primary, a short query for each read; from a copy that lags, the new key is filled with the old price.',
    },
    {
      after: where(policy => (policy.l2?.ttlMs ?? Number.POSITIVE_INFINITY) <= 5000),
      ask: 'You made the TTL shorter. Is the race gone, and what does the database say?',
      listenFor:
        'It is as frequent as before and ends sooner, for more than twice the loads, every day of the year.',
    },
    {
      after: unowned,
      ask: 'A customer paid the old price. Who had agreed to how long it could be shown?',
      listenFor: 'Product and Finance, in writing, by type of data.',
    },
    {
      after: always,
      ask: 'Why not write the new price into the cache, instead of deleting the key?',
      listenFor:
        'Two writers can overtake each other, and the reader that fills with what it read before is still there.',
    },
  ],
  signals: [
    'version-stamps',
    'cdc-backstop',
    'del-on-write',
    'covers-unknown-writers',
    'request-coalescing',
    'origin-breaker',
  ],
  core: ['invalidation', 'consistency', 'ownership'],
  beyond: 'correctness-sampling',
  world,
  designs,
  tracks: ['copies', 'staleness', 'fates', 'feed', 'origin'],
  knobs: ['miss-tokens', 'cdc-backstop', 'version-stamps', 'redis-ttl', 'delete-on-write', 'sampling'],
  faults: [
    slowOrigin(4, ', and so does the window in which a write overtakes them'),
    {
      id: 'feed-paused',
      title: 'The change feed stands still for 15 s',
      effect: 'What it would have deleted is deleted late.',
      at: atMs => ({ kind: 'feed-paused', atMs, forMs: 15_000 }),
    },
    lostDeletes(10_000),
  ],
  objectives: [
    primary(
      staleAge({ target: 5000, because: 'What Product and Finance would sign for a price on a page.' }),
    ),
    typeP99({
      type: 'price',
      target: 450,
      because:
        'A choice: twice a load, and a little. Who asks the database about each read does not get better than it is.',
    }),
    originPeak({
      target: 60,
      because: 'The pool has 60 connections, and repricing must not fill it.',
    }),
  ],
  constants: {
    readers: choice('A hundred prices, each read three times a second: somebody is always about to fill.'),
    writers: choice('A repricing: ten seconds in which each price changes about five times.'),
    'client.timeoutMs': choice('Five seconds, as for any page of the shop.'),
    'origin.connections': choice('Large enough for a repricing, so that this lab is about order alone.'),
    'origin.queries': choice(
      'A join over discounts. The window of under a millisecond in D.1 is that of the DEL; the one that matters is the load.',
    ),
    warm: choice('All prices are cached, at ages spread over their TTL.'),
  },
  shaken: [
    { path: 'readers.product pages.ratePerSecond', least: 0.85, most: 1.3 },
    { path: 'writers.repricing.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'origin.queries.price.meanMs', least: 0.85, most: 1.15 },
    { path: 'changeFeed.lagMs', least: 0.5, most: 1.5 },
  ],
  chapters: ['invalidation-reference', 'failure-modes', 'patterns'],
  drills: ['invalidation-strategy'],
  deepDives: [],
}
