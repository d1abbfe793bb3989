import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, primary, staleAge, staleShare, untold } from './objectives.ts'
import { lostDeletes, pausedFeed, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const CUSTOMERS = { kind: 'zipf', type: 'customer', prefix: 'customer:', count: 40, exponent: 0.8 } as const
/** Who is written is anybody. */
const ANY_CUSTOMER = { ...CUSTOMERS, exponent: 0 } as const

/** Seven endpoints of two services, which were there when the cache was built and delete the key. */
const KNOWN = [
  'accounts: sign-up',
  'accounts: address form',
  'accounts: e-mail form',
  'accounts: close account',
  'orders: delivery address',
  'orders: invoice details',
  'orders: merge guests',
]
const GOES_LIVE_MS = 180_000

/**
 * Drill 2: eight endpoints in three services write one entity, and the eighth came three months ago, with a service
 * whose authors never heard of the cache. Here it goes live three minutes into the run.
 */
const world = {
  version: 1,
  durationMs: 780_000,
  settleMs: 120_000,
  drainMs: 5000,
  bucketMs: 1000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'order pages', ratePerSecond: 30, keys: CUSTOMERS }],
  client: { timeoutMs: 5000 },
  writers: [
    ...KNOWN.map(name => ({ name, ratePerSecond: 0.01, keys: ANY_CUSTOMER })),
    {
      name: 'loyalty: import contacts',
      ratePerSecond: 0.05,
      keys: ANY_CUSTOMER,
      invalidates: false,
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 0, factor: 0 },
          { atMs: GOES_LIVE_MS, factor: 1 },
        ],
      },
    },
  ],
  redis: REDIS,
  origin: {
    connections: 20,
    comfortable: 8,
    slowdown: 0.03,
    queries: { customer: { meanMs: 20, variation: 0.5 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: CUSTOMERS }],
  watchedKeys: ['customer:1', 'customer:2', 'customer:3', 'customer:4', 'customer:5', 'customer:6'],
} satisfies WorldInput

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

const ttlMs = (ms: number) => ({ ttlMs: ms, jitter: 0.1 })

const staff: PolicyInput = {
  ...signed,
  l2: ttlMs(60_000),
  invalidation: INVALIDATION,
  samplingShare: 0.01,
}

const design = oneType(
  'customer',
  { invalidation: 'Accounts team', warming: 'Web platform', pager: 'Accounts on call' },
  { origin: { breaker: ORIGIN_BREAKER, missLimit: 6 } },
)

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { customer: trap } },
  design('l6', 'L6 answer', staff),
  design('ttl-only', 'TTL alone', { ...signed, invalidation: { deleteOnWrite: false } }),
  design('ttl-double', 'DEL, and a TTL of twice the budget', { ...signed, l2: ttlMs(60_000) }),
  design('ttl-budget', 'DEL, and a TTL of the budget', { ...signed, l2: ttlMs(30_000) }),
  design('cdc', 'Change feed alone', {
    ...signed,
    invalidation: { deleteOnWrite: false, cdcBackstop: true, missTokens: true },
  }),
  design('stamps', 'Version stamps', {
    ...signed,
    invalidation: { deleteOnWrite: true, versionStamps: { lookup: 'primary' } },
  }),
]

export const newWritePath: ScenarioInput = {
  ...card('new-write-path'),
  context:
    'Customers are read on every order page, from four instances, twelve Redis shards and one PostgreSQL. Two services write ' +
    'them through seven endpoints, and all seven delete the key. Then Loyalty ships an import that writes the same table.',
  prompt:
    'Eight endpoints in three services write our customers. Seven were there when we built the cache, and each deletes the ' +
    'key after it commits. Three months ago Loyalty added the eighth, straight to the table. Nobody told them about a cache. ' +
    'How long have we been serving old data, who found out, and what keeps the ninth endpoint from doing it again?',
  questions: [
    {
      ask: 'Who writes this table, all of them?',
      answer:
        'Accounts with four endpoints, Orders with three, and since then Loyalty with an import. The list is on no page.',
    },
    {
      ask: 'How old may a customer record be on an order page?',
      answer: 'Thirty seconds, if you ask Product. Nobody has asked.',
    },
    {
      ask: 'Is there a change feed of the database, and how far behind is it?',
      answer: 'Yes, about a second. It sees every commit, whoever makes it.',
    },
    {
      ask: 'Who reviews a service that begins to write a table it does not own?',
      answer: 'Its own team.',
    },
  ],
  prediction: {
    ask: 'Product signed thirty seconds, and one design keeps DEL on write with a TTL of twice that. How old is its oldest stale answer?',
    of: 'ttl-double',
    unit: 'ms',
    measure: ({ summary }) => summary.staleness.ageMsMax,
    tooLow:
      'Nothing deletes what Loyalty writes, so the TTL is all there is, and it is twice what was signed: the rule needs something faster before it.',
    tooHigh: 'Every copy still ends with its TTL, whoever wrote the row.',
  },
  ownership: {
    signs: 'Thirty seconds of an old delivery address: who says so, and where is it written?',
    invalidates: 'Three services write customers. Who makes sure that a fourth cannot break the cache?',
    paged: 'Sampled customers differ from the database. Which of the three teams gets up?',
  },
  pivots: [
    {
      after: where(({ invalidation }) => !invalidation.cdcBackstop && invalidation.versionStamps === null),
      ask: 'Next month a fifth team writes this table from a script. What happens to your cache?',
      listenFor:
        'That a rule which every writer must know is broken by the first who does not: invalidation has to follow from the commit.',
    },
    {
      after: where(({ invalidation }) => invalidation.cdcBackstop),
      ask: 'Now somebody loads a table by swapping it in, past the log that your feed reads. Then what?',
      listenFor:
        'The feed is a contract too: who owns it, what it covers, what its lag alerts on; the TTL and sampling stand behind it.',
    },
    {
      after: where(({ invalidation }) => invalidation.versionStamps !== null),
      ask: 'Who increments the version when Loyalty writes?',
      listenFor: 'The database, by itself. If the application does it, the eighth endpoint forgets that too.',
    },
    {
      after: where(({ l2, stalenessBudgetMs }) => (l2?.ttlMs ?? 0) > stalenessBudgetMs),
      ask: 'Your TTL is longer than the budget. In which failures is the promise broken, and by how much?',
      listenFor:
        'Whenever everything before the TTL fails at once; twice the budget is defensible only behind something that takes a second.',
    },
    {
      after: unowned,
      ask: 'Whose name is on the cache contract of this table?',
      listenFor: 'One owner of invalidation for all writers, not one delete for each endpoint.',
    },
    {
      after: always,
      ask: 'You have fixed this table. Which other tables have writers that you do not know?',
      listenFor: 'An audit of write paths, and a backstop that is there before the next one.',
    },
  ],
  signals: [
    'covers-unknown-writers',
    'cdc-backstop',
    'del-on-write',
    'correctness-sampling',
    'version-stamps',
  ],
  core: ['invalidation', 'ownership'],
  beyond: 'governance-for-new-caches',
  world,
  designs,
  tracks: ['staleness', 'fates', 'copies', 'feed', 'pager'],
  knobs: ['cdc-backstop', 'redis-ttl', 'delete-on-write', 'version-stamps', 'sampling', 'miss-tokens'],
  faults: [lostDeletes(60_000), pausedFeed(120_000), slowOrigin(4)],
  objectives: [
    primary(
      staleAge({ target: 30_000, because: 'Drill 1 and 5.2: product signs 30 s, whoever makes the write.' }),
    ),
    staleShare({
      target: 0.02,
      because: 'A choice: of fifty answers one may be old, within the time that was signed.',
    }),
    untold({
      olderThanMs: 30_000,
      target: 60_000,
      because: 'A choice: once the promise is broken, somebody should know within a minute.',
    }),
    loadShare({
      target: 0.1,
      because: 'A choice: the cache is there so that the database answers one read in ten at most.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('Twice the TTL of the trap after the new service goes live: three months, in short.'),
    settleMs: choice('Two minutes, so that the baseline of the origin is known to a few percent.'),
    bucketMs: choice('A second: the story takes minutes.'),
    'readers.order pages': choice('A small service, so that a quarter of an hour can be looked at.'),
    writers: source('Drill 2: eight endpoints in three services, seven of which delete the key.'),
    'writers.loyalty: import contacts': choice(
      'As many writes as five of the others; it goes live after a minute in which all is well.',
    ),
    'origin.connections': choice('More than are ever needed: nothing here is about load.'),
    'origin.queries.customer': choice('A look-up by key with a join or two.'),
    warm: choice('The same customers, in steady state.'),
  },
  shaken: [
    { path: 'readers.order pages.ratePerSecond', least: 0.8, most: 1.3 },
    { path: 'writers.loyalty: import contacts.ratePerSecond', least: 0.7, most: 1.5 },
    { path: 'origin.queries.customer.meanMs', least: 0.7, most: 1.4 },
  ],
  chapters: ['fault-lines', 'invalidation-reference', 'interview-flow', 'controversial-opinions'],
  drills: ['invalidation-strategy'],
  deepDives: [],
}
