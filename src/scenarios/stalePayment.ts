import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, objective, primary, staleAge, untold } from './objectives.ts'
import { cacheGone, deletion, lostDeletes, pausedFeed } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const keys = (type: string, count: number) =>
  ({ kind: 'zipf', type, prefix: `${type}:`, count, exponent: 0.5 }) as const

const PAYMENTS = keys('payment', 15)
const BILLING = keys('billing', 15)
const PERMISSIONS = keys('permission', 15)
const PREFERENCES = keys('preference', 60)

/** What must not be old, whatever a default says. */
const CLASSIFIED = ['payment', 'billing', 'permission']
const HOUR_MS = 3_600_000

/**
 * Deep dive 2: whoever set up the cache gave it one TTL, three hours, and nobody asked for which data. The wallet is
 * where a customer noticed. Billing addresses and permissions have the same default.
 */
const world = {
  version: 1,
  durationMs: 4 * HOUR_MS,
  settleMs: 1_200_000,
  drainMs: 5000,
  bucketMs: 10_000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'checkout', ratePerSecond: 0.05, keys: PAYMENTS },
    { name: 'invoices', ratePerSecond: 0.05, keys: BILLING },
    { name: 'access checks', ratePerSecond: 0.05, keys: PERMISSIONS },
    { name: 'pages', ratePerSecond: 1, keys: PREFERENCES },
  ],
  client: { timeoutMs: 5000 },
  writers: [
    { name: 'wallet page', ratePerSecond: 0.001, keys: PAYMENTS },
    { name: 'card updater of the bank', ratePerSecond: 0.001, keys: PAYMENTS, invalidates: false },
    { name: 'billing form', ratePerSecond: 0.001, keys: BILLING },
    { name: 'admin console', ratePerSecond: 0.001, keys: PERMISSIONS },
    { name: 'directory sync', ratePerSecond: 0.001, keys: PERMISSIONS, invalidates: false },
    { name: 'settings page', ratePerSecond: 0.005, keys: PREFERENCES },
  ],
  redis: REDIS,
  origin: {
    connections: 20,
    comfortable: 8,
    slowdown: 0.03,
    queries: {
      payment: { meanMs: 20, variation: 0.5 },
      billing: { meanMs: 20, variation: 0.5 },
      permission: { meanMs: 20, variation: 0.5 },
      preference: { meanMs: 20, variation: 0.5 },
    },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: PAYMENTS }, { keys: BILLING }, { keys: PERMISSIONS }, { keys: PREFERENCES }],
  watchedKeys: ['payment:12', 'billing:1', 'billing:2', 'permission:1', 'permission:2'],
} satisfies WorldInput

/** What everything got that somebody put into the cache. */
const byDefault: PolicyInput = {
  stalenessBudgetMs: 3 * HOUR_MS,
  l2: { ttlMs: 3 * HOUR_MS },
  invalidation: { deleteOnWrite: false },
}

const past: PolicyInput = {
  stalenessBudgetMs: 0,
  signedBy: 'Finance and Legal',
  pattern: 'none',
  priority: 'P0',
}

/** The deep dive's other answer for what may be cached at all. */
const guarded: PolicyInput = {
  stalenessBudgetMs: 60_000,
  signedBy: 'Finance and Legal',
  pattern: 'write-through',
  l2: { ttlMs: 45_000 },
  coalescing: 'instance',
  loadCapMs: 3000,
  onCacheFailure: { kind: 'fail-explicit' },
  samplingShare: 0.1,
  priority: 'P0',
}

const preference: PolicyInput = {
  stalenessBudgetMs: HOUR_MS,
  signedBy: 'Product',
  l2: { ttlMs: HOUR_MS, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 3000,
  samplingShare: 0.01,
}

function design(id: string, title: string, classified: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { payment: classified, billing: classified, permission: classified, preference },
    origin: { breaker: ORIGIN_BREAKER, missLimit: 6 },
    ownership: { invalidation: 'Payments team', warming: 'Web platform', pager: 'Payments on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: {
      payment: {
        ...byDefault,
        stalenessBudgetMs: 300_000,
        l2: { ttlMs: 300_000 },
        invalidation: { deleteOnWrite: true },
      },
      billing: byDefault,
      permission: byDefault,
      preference: byDefault,
    },
    ownership: { invalidation: 'Payments team', warming: null, pager: null },
  },
  design('l6', 'L6 answer', past),
  {
    version: 1,
    id: 'as-found',
    title: 'As it was found',
    policies: { payment: byDefault, billing: byDefault, permission: byDefault, preference: byDefault },
  },
  design('guarded', 'Write-through, 45 s, sampled, fails explicitly', guarded),
  design('cdc', 'Three hours, and the change feed', {
    ...guarded,
    pattern: 'cache-aside',
    l2: { ttlMs: 3 * HOUR_MS },
    invalidation: INVALIDATION,
    samplingShare: 0,
  }),
]

/** The oldest answer of what must not be old. */
function oldestClassified({ summary }: Recording): number {
  return Math.max(...CLASSIFIED.map(type => summary.byType[type]?.staleness.ageMsMax ?? 0))
}

export const stalePayment: ScenarioInput = {
  ...card('stale-payment'),
  context:
    'A shop keeps payment methods, billing addresses, permissions and page preferences in Redis. Its cache library has one ' +
    'default, three hours, and every team took it. Cards change in the wallet, and in a nightly file from the bank that writes the table.',
  prompt:
    'A customer replaced her card, and for three hours we charged the old one. She told us; no alert did. Payment methods ' +
    'are cached for three hours. The team wants to purge her entry, delete the key on write and set the TTL to five minutes. ' +
    'Do you sign that off, and what else do you look at before you go home?',
  questions: [
    {
      ask: 'What kind of data is this, and who approved caching it?',
      answer: 'Financial. Nobody did: it is the default of the library.',
    },
    {
      ask: 'What else was cached with that default?',
      answer: 'Everything. Billing addresses and permissions among it.',
    },
    {
      ask: 'Who writes payment methods?',
      answer: 'The wallet page, and the card updater of the bank, which does not go through our service.',
    },
    {
      ask: 'How often is one payment method read?',
      answer: 'Once in five minutes. All checkouts together are three reads a minute.',
    },
    {
      ask: 'What may a checkout do when the cache is down?',
      answer: 'Ask the database, or say that it cannot. It may not guess.',
    },
  ],
  prediction: {
    ask: 'One design keeps the three classified types in the cache for 45 s, written through. What share of payment reads does the cache still answer?',
    of: 'guarded',
    unit: 'share',
    measure: ({ summary }) => {
      const payment = summary.byType.payment
      return payment === undefined ? 0 : payment.hits.l2 / payment.requests
    },
    tooLow: 'Some checkouts follow one another within 45 s, and those are answered from the copy.',
    tooHigh:
      'A payment method is read once in five minutes: a copy that lives 45 s is mostly gone by then. The three hours made the hit rate, and the hit rate made the case for the cache.',
  },
  ownership: {
    signs: 'How old may a payment method be at checkout? Which two departments have to sign that?',
    invalidates: 'The bank writes cards at night. Who makes sure that the copies follow?',
    paged: 'A permission that was revoked is still honoured. Who is told, and by what?',
  },
  pivots: [
    {
      after: ({ policies }) =>
        CLASSIFIED.some(
          type => (policies[type]?.l2?.ttlMs ?? 0) > 300_000 && policies[type]?.pattern !== 'none',
        ),
      ask: 'Which other data has the three-hour default, and what does it decide?',
      listenFor:
        'An audit by key pattern before anything else: billing, tokens, permissions. One key was reported; a class of data is wrong.',
    },
    {
      after: where(({ l2, signedBy }) => l2 !== null && signedBy === null),
      ask: 'Suppose the TTL is five minutes from now on. What exactly did that repair?',
      listenFor:
        'The length of the harm, not its cause: nobody classified the data, and a writer outside the service still deletes nothing.',
    },
    {
      after: ({ policies }) => CLASSIFIED.some(type => policies[type]?.pattern === 'none'),
      ask: 'What did the cache save your database on payments, in queries a second?',
      listenFor: 'A number: here one in twenty seconds. It was never worth a wrong charge.',
    },
    {
      after: where(({ pattern }) => pattern === 'write-through'),
      ask: 'The bank does not write through your cache. How old does a card get, and what would your sampler say?',
      listenFor:
        'As old as the TTL, 45 s. At three reads a minute a sampler collects next to nothing: what cannot be watched should not be cached.',
    },
    {
      after: where(({ onCacheFailure }) => onCacheFailure.kind === 'fail-explicit'),
      ask: 'Redis is away for a minute. What does a customer at checkout see, and who chose that?',
      listenFor:
        'An error that says so, rather than an old card; and that reading past the cache would have had no such minute.',
    },
    {
      after: unowned,
      ask: 'Finance asks who decided on three hours. Whose name do you give?',
      listenFor: 'That a default decided, and that a classified type needs an approval with a name.',
    },
    {
      after: always,
      ask: 'A new team caches loyalty points next month. What stops the same default?',
      listenFor:
        'A classification that a review of cache settings checks, and a library without a default for classified data.',
    },
  ],
  critical: CLASSIFIED,
  signals: [
    'critical-data-bypasses',
    'correctness-sampling',
    'covers-unknown-writers',
    'del-on-write',
    'failure-by-data-type',
    'pushes-back-on-caching',
  ],
  core: ['consistency', 'ownership'],
  beyond: 'governance-for-new-caches',
  world,
  designs,
  tracks: ['staleness', 'fates', 'hit-rate', 'copies', 'pager'],
  knobs: ['redis-ttl', 'delete-on-write', 'cdc-backstop', 'pattern', 'on-cache-failure', 'sampling'],
  faults: [
    lostDeletes(600_000),
    pausedFeed(600_000),
    cacheGone(
      'cache-down',
      'Redis down for 2 min',
      'Every node refuses every command. Who fails explicitly says so; who reads past the cache does not notice.',
      { forMs: 120_000 },
    ),
    deletion(
      'payment:1',
      'Purge one customer',
      'payment:1 is deleted in every tier: the one who complained.',
    ),
  ],
  objectives: [
    primary(
      objective({
        id: 'stale-classified',
        title: 'Oldest stale payment, billing or permission',
        metric: 'byType.{payment, billing, permission}.staleness.ageMsMax',
        unit: 'ms',
        shows: 'budget-per-data-type',
        measure: oldestClassified,
        at: ({ summary }) => summary.staleness.firstStaleAtMs,
        target: 60_000,
        because:
          'Deep dive 2: payment data is not cached, or for less than 60 s. The same goes for what is like it.',
      }),
    ),
    staleAge({
      type: 'preference',
      target: HOUR_MS,
      because: 'A choice that product would sign: a theme or a language may be an hour old.',
    }),
    untold({
      olderThanMs: 60_000,
      target: 300_000,
      because: 'A choice: five minutes, not three hours and a customer.',
    }),
    loadShare({
      target: 0.25,
      because: 'A choice: preferences are most of the reads, and they are what the cache is for.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('Four hours, so that a copy of three can live to its end.'),
    settleMs: choice('Twenty minutes, so that the baseline of the origin is known.'),
    bucketMs: choice('Ten seconds: the story takes hours.'),
    readers: choice(
      'Classified data is read three times a minute, by type: checkouts, invoices, access checks of a small shop.',
    ),
    'readers.pages': choice('Preferences are read with every page.'),
    writers: source('Deep dive 2: a payment method was updated, and nothing told the cache.'),
    'writers.settings page': choice('Preferences change a little more often.'),
    'origin.connections': choice('More than are ever needed: nothing here is about load.'),
    'origin.queries': choice('A look-up by key with a join or two.'),
    warm: choice('Everything is in the cache, as after months.'),
  },
  shaken: [
    { path: 'readers.pages.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'readers.invoices.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'writers.billing form.ratePerSecond', least: 1, most: 2 },
    { path: 'writers.admin console.ratePerSecond', least: 1, most: 2 },
  ],
  chapters: ['fault-lines', 'problem-framing', 'controversial-opinions'],
  drills: [],
  deepDives: ['stale-payment-data'],
}
