import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originLoads, primary, staleAge, typeP99, untold } from './objectives.ts'
import { deletion, lostDeletes, pausedFeed, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const SELLERS = { kind: 'zipf', type: 'seller', prefix: 'seller:', count: 40, exponent: 0.8 } as const
/** Who changes an address is anybody, not whoever is read most. */
const ANY_SELLER = { ...SELLERS, exponent: 0 } as const

/**
 * The playbook's invisible failure (4.4, probe A): the commit succeeds, the DEL vanishes without an error, and the old
 * address stays for what is left of the TTL. Writes fail one by one in the source; here every DEL of three minutes is
 * lost, so that many keys are stale at once and a sampler has something to find.
 */
const world = {
  version: 1,
  durationMs: 720_000,
  settleMs: 120_000,
  drainMs: 5000,
  bucketMs: 1000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'product pages', ratePerSecond: 30, keys: SELLERS }],
  client: { timeoutMs: 5000 },
  writers: [{ name: 'seller form', ratePerSecond: 0.1, keys: ANY_SELLER }],
  redis: REDIS,
  origin: {
    connections: 20,
    comfortable: 8,
    slowdown: 0.03,
    queries: { seller: { meanMs: 20, variation: 0.5 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: SELLERS }],
  faults: [{ kind: 'invalidations-lost', atMs: 150_000, forMs: 180_000, probability: 1 }],
  watchedKeys: ['seller:1', 'seller:2', 'seller:3', 'seller:4', 'seller:5', 'seller:6'],
} satisfies WorldInput

const LOST = world.faults[0]!

const trap: PolicyInput = {
  stalenessBudgetMs: 300_000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
}

/** What every remedy shares: the same signed budget, and loads that cannot pile up. */
const signed: PolicyInput = {
  ...trap,
  stalenessBudgetMs: 30_000,
  signedBy: 'Product',
  loadCapMs: 3000,
}

const staff: PolicyInput = {
  ...signed,
  l2: { ttlMs: 60_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  samplingShare: 0.01,
}

const design = oneType(
  'seller',
  { invalidation: 'Sellers team', warming: 'Web platform', pager: 'Sellers on call' },
  { origin: { breaker: ORIGIN_BREAKER, missLimit: 6 } },
)

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { seller: trap } },
  design('l6', 'L6 answer', staff),
  design('ttl-only', 'TTL alone', { ...signed, invalidation: { deleteOnWrite: false } }),
  design('short-ttl', 'DEL, and a TTL of 30 s', { ...signed, l2: { ttlMs: 30_000, jitter: 0.1 } }),
  design('cdc', 'DEL and change feed, TTL of 5 min', { ...signed, invalidation: INVALIDATION }),
  design('sampling', 'DEL, TTL and 0.1 % sampling', { ...signed, samplingShare: 0.001 }),
  design('more-samples', 'DEL, TTL and 1 % sampling', { ...signed, samplingShare: 0.01 }),
  design('stamps', 'Version stamps', {
    ...signed,
    invalidation: { deleteOnWrite: true, versionStamps: { lookup: 'primary' } },
  }),
]

export const silentStaleness: ScenarioInput = {
  ...card('silent-staleness'),
  context:
    'A marketplace with four instances, twelve Redis shards and one PostgreSQL. Forty sellers; every product page shows the name and address of one of them. Whoever saves the seller form commits ' +
    'a row and deletes one key. For three minutes this morning those deletes time out, and the client library swallows it.',
  prompt:
    'A seller changed her address, the save succeeded, and for five minutes every page showed the old one. We looked at ' +
    'error rate, latency, hit rate and database load: all flat. Nobody but her noticed. ' +
    'What happened, how many others were there, and what would have told us?',
  questions: [
    {
      ask: 'How old may an address on a page be, and who has agreed to that?',
      answer: 'Nobody was asked. Thirty seconds would be fine with Product.',
    },
    {
      ask: 'What happens to a delete that gets no answer?',
      answer: 'Nothing. The write has committed, so the request succeeds, and no error is counted.',
    },
    {
      ask: 'How many reads a second are there, and how many writes?',
      answer: 'Thirty reads a second, and a write every ten seconds, of any of the forty.',
    },
    {
      ask: 'Does anybody compare what the cache says with the database?',
      answer: 'No. We measure the hit rate.',
    },
    {
      ask: 'Is there a change feed of the database?',
      answer: 'Yes, about a second behind. Reporting uses it; the cache does not.',
    },
  ],
  prediction: {
    ask: 'The design with 1 % sampling compares one cached answer in a hundred. How long after the first lost delete does it page somebody?',
    of: 'more-samples',
    unit: 'ms',
    measure: ({ summary, durationMs }) => (summary.staleness.detectedAtMs ?? durationMs) - LOST.atMs,
    tooLow:
      'One comparison in about three seconds, and at first hardly any copy is old: it takes a while to meet one, and one divergent sample is no rate.',
    tooHigh:
      'Hours are for teams that compare nothing. Old copies pile up while deletes are lost, so the odds of meeting two grow with every write.',
  },
  ownership: {
    signs: 'How long may a page show the old address? Who puts a name under that?',
    invalidates: 'A delete is lost on the way. Whose delete was it?',
    paged: 'Two of ninety sampled answers differ from the database. Who gets up?',
  },
  pivots: [
    {
      after: where(({ invalidation }) => !invalidation.cdcBackstop && invalidation.versionStamps === null),
      ask: 'The writer believes that it has deleted the key. What in your design does not depend on that belief?',
      listenFor:
        'Something fed by the commit itself: a change feed with its lag, or a version that each read looks up. A retry needs an error, and there is none.',
    },
    {
      after: where(({ samplingShare }) => samplingShare > 0),
      ask: 'You compare one answer in a thousand. At thirty reads a second, how many is that in five minutes, and what can you conclude from it?',
      listenFor:
        'Nine. The sampling rate follows from the time in which you want to know, not from a playbook; and sampling repairs nothing.',
    },
    {
      after: where(({ invalidation }) => invalidation.cdcBackstop),
      ask: 'The feed stands still while deletes are lost. Who notices, and how old does an answer get?',
      listenFor:
        'The TTL is the third layer: it caps the age. The lag of the feed is measured by itself, and has an owner.',
    },
    {
      after: where(({ invalidation }) => invalidation.versionStamps !== null),
      ask: 'Every read now asks the database for a version. What did the cache save you?',
      listenFor: 'The dear query, not the round trip; and what a look-up on a lagging replica would do.',
    },
    {
      after: unowned,
      ask: 'Her complaint arrives at the help desk. Whose bug is it?',
      listenFor: 'A name for the staleness budget, one for invalidation, one for the page.',
    },
    {
      after: always,
      ask: 'When was the last time before today that this happened?',
      listenFor: 'That nobody can know without having compared: silence is not evidence.',
    },
  ],
  signals: [
    'cdc-backstop',
    'del-on-write',
    'correctness-sampling',
    'covers-unknown-writers',
    'version-stamps',
  ],
  core: ['invalidation', 'consistency', 'ownership'],
  beyond: 'cdc-lag-and-cost',
  world,
  designs,
  tracks: ['staleness', 'fates', 'hit-rate', 'copies', 'pager'],
  knobs: ['cdc-backstop', 'redis-ttl', 'sampling', 'version-stamps', 'delete-on-write', 'delete-retries'],
  faults: [
    lostDeletes(60_000),
    pausedFeed(120_000),
    deletion(
      'seller:1',
      'Support deletes her key',
      'seller:1 is deleted in every tier: what a purge by hand does.',
    ),
    slowOrigin(4),
  ],
  objectives: [
    primary(
      staleAge({
        target: 30_000,
        because: 'Drill 6: product says that a changed profile is everywhere after 30 s.',
      }),
    ),
    untold({
      olderThanMs: 30_000,
      target: 60_000,
      because: 'A choice: once the promise is broken, somebody should know within a minute.',
    }),
    originLoads({
      target: 1800,
      because: 'A choice: of some eighteen thousand reads the database is to be asked about a tenth.',
    }),
    typeP99({ type: 'seller', target: 100, because: 'A choice: five times a query, on any page.' }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: source(
      '4.4: the old value stays for five minutes, the TTL; that has to run out after the last lost delete.',
    ),
    settleMs: choice('Two minutes, so that the baseline of the origin is known to a few percent.'),
    bucketMs: choice('A second: the story takes minutes.'),
    'readers.product pages': choice(
      'A small service: 0.1 % of its reads are nine comparisons in five minutes, too few to judge by.',
    ),
    'writers.seller form': choice(
      'A write every ten seconds, of any seller: about eighteen are made while deletes are lost.',
    ),
    'origin.connections': choice('More than are ever needed: nothing here is about load.'),
    'origin.queries.seller': choice('A look-up by key with a join or two.'),
    warm: choice('The same forty, in steady state.'),
    'faults.0': choice(
      'Three minutes: shorter than the TTL, and long enough for a sampler to meet old copies.',
    ),
  },
  shaken: [
    { path: 'readers.product pages.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'writers.seller form.ratePerSecond', least: 0.7, most: 1.5 },
    { path: 'faults.0.forMs', least: 0.7, most: 1.4 },
    { path: 'origin.queries.seller.meanMs', least: 0.7, most: 1.4 },
  ],
  chapters: ['failure-modes', 'invalidation-reference', 'observability', 'controversial-opinions'],
  drills: ['invalidation-strategy', 'stale-data-incident'],
  deepDives: [],
}
