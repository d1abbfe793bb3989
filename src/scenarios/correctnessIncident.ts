import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, objective, primary, staleAge, untold } from './objectives.ts'
import { deletion, expiry, pausedFeed, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PRICES = { kind: 'zipf', type: 'price', prefix: 'price:', count: 8, exponent: 0.8 } as const
/** A job goes through the table; it does not ask what is popular. */
const ALL_PRICES = { ...PRICES, exponent: 0 } as const

const IMPORT_MS = 180_000
const REPAIR_MS = 480_000
const JOB_MS = 20_000
const REPAIRED_MS = REPAIR_MS + JOB_MS

/** A job that runs once, straight on the table, and writes each price about fifteen times. */
function job(name: string, atMs: number) {
  return {
    name,
    ratePerSecond: 6,
    keys: ALL_PRICES,
    invalidates: false,
    profile: {
      kind: 'steps' as const,
      steps: [
        { atMs: 0, factor: 0 },
        { atMs, factor: 1 },
        { atMs: atMs + JOB_MS, factor: 0 },
      ],
    },
  }
}

/**
 * Drill 9 and 10.2 in one run: an import with a bug writes every price wrong, five minutes later a script repairs them,
 * and neither knows the cache. The drill tells how the cache hides the wrong rows, the opinion how it keeps them alive:
 * both happen, one after the other.
 */
const world = {
  version: 1,
  durationMs: 840_000,
  settleMs: 120_000,
  drainMs: 5000,
  bucketMs: 1000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'product pages', ratePerSecond: 16, keys: PRICES }],
  client: { timeoutMs: 5000 },
  writers: [
    { ...job('price import', IMPORT_MS), wrong: [{ fromMs: 0, toMs: REPAIR_MS }] },
    job('repair script', REPAIR_MS),
  ],
  redis: REDIS,
  origin: {
    connections: 20,
    comfortable: 8,
    slowdown: 0.03,
    queries: { price: { meanMs: 20, variation: 0.5 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: PRICES }],
  watchedKeys: ['price:1', 'price:2', 'price:3', 'price:4', 'price:5', 'price:6'],
} satisfies WorldInput

const trap: PolicyInput = {
  stalenessBudgetMs: 300_000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
}

const signed: PolicyInput = {
  ...trap,
  stalenessBudgetMs: 30_000,
  signedBy: 'Product and Finance',
  loadCapMs: 3000,
  onCacheFailure: { kind: 'fall-through-then-error' },
}

const staff: PolicyInput = {
  ...signed,
  l2: { ttlMs: 60_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  samplingShare: 0.01,
}

const design = oneType(
  'price',
  { invalidation: 'Pricing team', warming: 'Web platform', pager: 'Pricing on call' },
  { origin: { breaker: ORIGIN_BREAKER, missLimit: 6 } },
)

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { price: trap } },
  design('l6', 'L6 answer', staff),
  design('uncached', 'No cache', { ...signed, stalenessBudgetMs: 0, pattern: 'none' }),
  design('sampling', 'DEL, TTL and 1 % sampling', { ...signed, samplingShare: 0.01 }),
  design('write-through', 'Write-through', { ...signed, pattern: 'write-through' }),
  design('short-ttl', 'DEL, and a TTL of 30 s', { ...signed, l2: { ttlMs: 30_000, jitter: 0.1 } }),
]

/** How long after the repair a wrong price was still served. */
function wrongAfterRepair({ series, bucketMs }: Recording): number {
  const last = series.wrong.findLastIndex(count => count > 0)
  return Math.max(0, (last + 1) * bucketMs - REPAIRED_MS)
}

export const correctnessIncident: ScenarioInput = {
  ...card('correctness-incident'),
  context:
    'The eight offers on the front page, sixteen reads a second, a hit rate above 99 %. At three minutes an import with a bug ' +
    'writes all eight prices wrong, straight to the table. Five minutes later somebody notices, and a script repairs them, by the same way.',
  prompt:
    'An import wrote wrong prices into the database. QA had looked at the site and found every price right. Five minutes later ' +
    'we repaired the rows, and customers kept paying the wrong price. Through all of it the hit rate was above 99 % and nothing alerted. ' +
    'Explain both halves to me, and tell me what would have noticed which of them.',
  questions: [
    {
      ask: 'Did QA look at the site, or at the database?',
      answer: 'At the site, so at the cache. The rows were wrong already; the copies were from before.',
    },
    {
      ask: 'Does the import delete the keys it changes? Does the repair?',
      answer: 'Neither does. Both are scripts of people who do not own the cache.',
    },
    {
      ask: 'How long may a price on the page be wrong once the row is right?',
      answer: 'Thirty seconds, say Product and Finance when you ask them.',
    },
    {
      ask: 'What do we compare with what?',
      answer: 'Nothing with anything. We know the hit rate.',
    },
    {
      ask: 'Is there a second source for a price: a price list, a rule of what is plausible?',
      answer: 'Not in this design. It is the only thing that could find a row that is wrong in the database.',
    },
  ],
  prediction: {
    ask: 'The L6 answer keeps cache and database a second apart at most. How many of its readers see a wrong price?',
    of: 'l6',
    unit: 'count',
    measure: ({ summary }) => summary.wrong,
    tooLow:
      'Nothing between the row and its reader knows what the price should be. From the import to the repair every answer is wrong, with a good cache and without one.',
    tooHigh:
      'Once the rows are right the feed deletes the copies within a second, though the script knows of no cache. The repair ends it.',
  },
  ownership: {
    signs: 'How long may a wrong price outlive its repair? Who has signed that?',
    invalidates: 'A script repairs rows at night. Who makes sure that the copies follow?',
    paged: 'The sampler says that cache and database disagree. Who looks at both, and knows which is right?',
  },
  pivots: [
    {
      after: where(({ invalidation }) => !invalidation.cdcBackstop),
      ask: 'The rows are right since eight minutes past. Why does a reader still pay the wrong price at ten past?',
      listenFor:
        'The copy was loaded while the row was wrong, and the repair told nobody. For the reader the incident ends with the last copy, not with the last row.',
    },
    {
      after: where(({ samplingShare }) => samplingShare > 0),
      ask: 'Your sampler compares the cache with the database. What does it say while both hold the wrong price?',
      listenFor:
        'Nothing. It finds disagreement: while old copies hide new rows, and while wrong copies outlive the repair. A row that is wrong for itself needs a check against something else.',
    },
    {
      after: where(({ samplingShare }) => samplingShare === 0),
      ask: 'Next quarter the same happens to stock counts. Does the test that QA has just added catch it?',
      listenFor:
        'No: a test covers what somebody thought of. A comparison that runs all the time covers what nobody did, as far as the two sides differ.',
    },
    {
      after: ({ policies }) => Object.values(policies).some(({ pattern }) => pattern === 'none'),
      ask: 'Without a cache, what share of readers sees the wrong row, and from when on?',
      listenFor:
        'All of them, at once. That one percent of the reads misses is a figure of the cache; it hides the bug and prolongs it, but does not multiply it.',
    },
    {
      after: where(({ pattern }) => pattern === 'write-through'),
      ask: 'Prices are written through the cache. How did the import get past it?',
      listenFor: 'By SQL. A pattern binds who uses it; the log of the database binds everybody.',
    },
    {
      after: unowned,
      ask: 'QA is asked why it did not find this. What do you say in that meeting?',
      listenFor: 'That it is a gap in monitoring with no owner, not a test that somebody forgot.',
    },
    {
      after: always,
      ask: 'Your hit rate was above 99 % from beginning to end. What does that number tell a customer?',
      listenFor: 'Nothing: it counts where an answer came from, not whether it was right.',
    },
  ],
  signals: [
    'correctness-sampling',
    'cdc-backstop',
    'covers-unknown-writers',
    'del-on-write',
    'version-stamps',
  ],
  core: ['consistency', 'invalidation', 'ownership'],
  beyond: 'systemic-over-local-fix',
  world,
  designs,
  tracks: ['staleness', 'fates', 'hit-rate', 'copies', 'pager'],
  knobs: ['cdc-backstop', 'sampling', 'redis-ttl', 'version-stamps', 'pattern', 'delete-on-write'],
  faults: [
    pausedFeed(60_000),
    expiry('price:1', 'first price'),
    deletion(
      'price:1',
      'Somebody deletes one key',
      'price:1 is deleted in every tier: a purge by hand, one key of eight.',
    ),
    slowOrigin(4),
  ],
  objectives: [
    primary(
      objective({
        id: 'wrong-after-repair',
        title: 'Wrong price after the repair',
        metric: 'last wrong answer, from the end of the repair',
        unit: 'ms',
        shows: 'correctness-over-hit-rate',
        measure: wrongAfterRepair,
        at: recording => (wrongAfterRepair(recording) === 0 ? null : REPAIRED_MS),
        target: 30_000,
        because: 'Drill 9: for prices a write is to be seen within 30 s, and a repair is a write.',
      }),
    ),
    staleAge({
      target: 30_000,
      because: 'The same 30 s for every write: an old price hides a new row, right or wrong.',
    }),
    untold({
      olderThanMs: 30_000,
      target: 60_000,
      because: 'A choice: cache and database may not disagree for longer without somebody being told.',
    }),
    loadShare({
      target: 0.1,
      because: 'A choice: the cache is there so that the database answers one read in ten at most.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('Five minutes of hiding, and five in which wrong copies outlive the repair.'),
    settleMs: choice('Two minutes, so that the baseline of the origin is known.'),
    bucketMs: choice('A second: the story takes minutes.'),
    'readers.product pages': choice(
      'Eight offers and sixteen reads a second: a TTL of five minutes hits above 99 %, as in 10.2.',
    ),
    writers: choice(
      'A job of twenty seconds that writes every price about fifteen times, so that none is left out.',
    ),
    'writers.repair script': source('10.2: the wrong rows stand for the five minutes of a TTL.'),
    'origin.connections': choice('More than are ever needed: nothing here is about load.'),
    'origin.queries.price': choice('A look-up by key with a join or two.'),
    warm: choice('The same prices, in steady state.'),
  },
  shaken: [
    { path: 'readers.product pages.ratePerSecond', least: 0.8, most: 1.4 },
    { path: 'writers.price import.ratePerSecond', least: 0.9, most: 1.5 },
    { path: 'origin.queries.price.meanMs', least: 0.7, most: 1.4 },
  ],
  chapters: ['failure-modes', 'observability', 'controversial-opinions'],
  drills: ['cache-correctness-incident'],
  deepDives: [],
}
