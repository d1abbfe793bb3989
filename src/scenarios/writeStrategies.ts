import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, minute, REDIS } from './givens.ts'
import {
  failed,
  failedWrites,
  lostWrites,
  originLoads,
  primary,
  staleAge,
  worstSecond,
} from './objectives.ts'
import { cacheGone, lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const ORDERS = { kind: 'zipf', type: 'order', prefix: 'order:', count: 1500, exponent: 0.9 } as const

/**
 * One type that is read by many and written by two, and a cache that fails twice (3.2, appendix A): it crashes and comes
 * back empty, and later it cannot be reached and comes back as it was. Each pattern pays for one of the two, or for both.
 */
const world = {
  ...minute(),
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'customers', ratePerSecond: 180, keys: ORDERS },
    {
      name: 'staff',
      ratePerSecond: 10,
      keys: ORDERS,
      sessions: { users: 50, writeShare: 0.5, lookAfterMs: 200 },
    },
  ],
  client: { timeoutMs: 5000, retries: 1, backoffMs: 200 },
  writers: [{ name: 'warehouse', ratePerSecond: 10, keys: ORDERS }],
  redis: REDIS,
  origin: {
    connections: 20,
    connectTimeoutMs: 5000,
    comfortable: 8,
    slowdown: 0.05,
    queries: { order: { meanMs: 10, variation: 0.5 } },
  },
  warm: [{ keys: ORDERS }],
  faults: [
    { kind: 'cache-down', atMs: 21_700, forMs: 6000, loses: true },
    { kind: 'cache-down', atMs: 40_000, forMs: 4000, loses: false },
  ],
  watchedKeys: ['order:1', 'order:10', 'order:100'],
} satisfies WorldInput

/** What the writes of the last two seconds wait in, where they wait. */
const BUFFER = { flushMs: 2000, bufferLimit: 1000 } as const

const trap: PolicyInput = {
  stalenessBudgetMs: 10_000,
  pattern: 'write-through',
  l2: { ttlMs: 300_000, jitter: 0.1 },
}

const staff: PolicyInput = {
  stalenessBudgetMs: 10_000,
  signedBy: 'Operations',
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { ...INVALIDATION, retries: { attempts: 20, delayMs: 50, queueLimit: 1000 } },
  coalescing: 'instance',
  loadCapMs: 2000,
}

function owned(id: string, title: string, order: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { order },
    origin: { missLimit: 5 },
    ownership: { invalidation: 'Orders team', warming: 'Orders team', pager: 'Orders team on call' },
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { order: trap } },
  owned('l6', 'L6 answer', staff),
  owned('retried', 'Aside, DEL retried', {
    ...staff,
    invalidation: { ...staff.invalidation, cdcBackstop: false },
  }),
  owned('aside', 'Aside, DEL alone', {
    ...staff,
    invalidation: { ...staff.invalidation, cdcBackstop: false, retries: null },
  }),
  owned('read-through', 'Read-through', { ...staff, pattern: 'read-through' }),
  owned('write-behind', 'Write-behind', { ...staff, pattern: 'write-behind', writeBehind: BUFFER }),
  owned('no-cache', 'No cache', { stalenessBudgetMs: 0, signedBy: 'Operations', pattern: 'none' }),
]

export const writeStrategies: ScenarioInput = {
  ...card('write-strategies'),
  context:
    'A warehouse changes the state of orders fifteen times a second; customers look them up 180 times a second, and staff look at what they have just saved. ' +
    'Today Redis fails twice: at 21.7 s all of it crashes and comes back after six seconds, empty; at 40 s nobody can reach it for four seconds, and it comes back with what it held.',
  prompt:
    'Orders live in PostgreSQL, behind Redis. The warehouse writes fifteen changes a second, customers read. ' +
    'I would like you to choose how a write gets into both: cache-aside, read-through, write-through or write-behind. ' +
    'Then Redis crashes, and twenty seconds later it is unreachable for a moment. For each of the four: which reads fail, which writes are refused, and which are gone?',
  questions: [
    {
      ask: 'May a change that we have acknowledged be lost?',
      answer: 'No. A parcel that was marked as sent and is not would be sent again.',
    },
    {
      ask: 'May a change be refused while the cache is away?',
      answer: 'The warehouse does not stop because a cache does. One in a hundred, not more.',
    },
    {
      ask: 'How old may the state of an order be?',
      answer: 'Ten seconds. Operations signs that.',
    },
    {
      ask: 'Can the database carry all reads for a few seconds?',
      answer:
        'Yes: 190 short queries a second are well within its twenty connections. Not for ever, and not next year.',
    },
    {
      ask: 'Are there writes of which some may be lost?',
      answer: 'Not here. Counts of page views would be such, and those nobody wants from this database.',
    },
  ],
  prediction: {
    ask: 'Write-behind writes to the database every two seconds. Redis crashes 1.7 seconds after such a moment. Of fifteen writes a second, how many acknowledged ones are gone?',
    of: 'write-behind',
    unit: 'count',
    measure: ({ summary }) => summary.writes.lost,
    tooLow: 'Acknowledged means that the memory of the cache has it, and that memory is what crashed.',
    tooHigh:
      'What had been written to the database before is safe, and writes during the outage were refused, not lost.',
  },
  ownership: {
    signs: 'Ten seconds of an old order, no lost change: whose decision is that?',
    invalidates: 'Who makes sure that each new service that changes an order deletes its key?',
    paged: 'Deletes fail and wait to be tried again. Whose phone rings?',
  },
  pivots: [
    {
      after: where(({ pattern }) => pattern === 'write-through'),
      ask: 'Redis is down for six seconds and the database is well. Why can nobody save an order?',
      listenFor:
        'Because writes depend on both now: the availability of the pair is the product of the two, for consistency that DEL and a backstop come close to.',
    },
    {
      after: where(({ pattern }) => pattern === 'write-behind'),
      ask: 'You told the warehouse that it was saved. Where was it?',
      listenFor:
        'In the memory of one process. It is for counters and analytics, with a number of lost writes that somebody signed.',
    },
    {
      after: where(({ pattern }) => pattern === 'read-through'),
      ask: 'Writes still work while Redis is away. What do customers see?',
      listenFor: 'Errors: whoever lets the cache load for them has no way around it.',
    },
    {
      after: where(({ pattern }) => pattern === 'cache-aside'),
      ask: 'The DEL could not be sent: Redis was unreachable, and comes back with all it held. Who deletes that key?',
      listenFor:
        'A queue of retries for as long as the process lives, and the change feed for the rest; without them the TTL.',
    },
    {
      after: where(({ invalidation }) => invalidation.cdcBackstop),
      ask: 'Every write is now deleted twice, by the writer and a second later by the feed. What does that cost?',
      listenFor: 'A second miss for what was read in between, and a pipeline that somebody runs at night.',
    },
    {
      after: unowned,
      ask: 'An order shows yesterday’s state. Which team looks into it?',
      listenFor: 'A name for invalidation and for the pager, and who signed the ten seconds.',
    },
    {
      after: always,
      ask: 'Next year there are ten times as many reads. Does the database still carry them for six seconds?',
      listenFor: 'No: then the miss path needs limits and copies in the process, whichever way writes go.',
    },
  ],
  signals: [
    'writes-survive-cache',
    'delete-not-update',
    'del-on-write',
    'retries-invalidation',
    'cdc-backstop',
    'version-stamps',
    'request-coalescing',
  ],
  core: ['failure-modes', 'invalidation', 'ownership'],
  beyond: 'covers-unknown-writers',
  world,
  designs,
  tracks: ['fates', 'hit-rate', 'origin', 'staleness', 'feed'],
  knobs: ['pattern', 'delete-retries', 'cdc-backstop', 'miss-tokens', 'coalescing', 'redis-ttl'],
  faults: [
    cacheGone('crash', 'Redis crashes', 'Every node is down for three seconds and comes back empty.', {
      forMs: 3000,
      loses: true,
    }),
    cacheGone(
      'cut',
      'Redis unreachable for 5 s',
      'Every command is refused; it comes back with what it held.',
      {
        forMs: 5000,
      },
    ),
    slowOrigin(4, '; so do commits'),
    {
      id: 'origin-down',
      title: 'Database down for 3 s',
      effect: 'It refuses every query and commit. Only what waits in a buffer is not refused.',
      at: atMs => ({ kind: 'origin-down', atMs, forMs: 3000 }),
    },
    lostDeletes(10_000),
  ],
  objectives: [
    primary({
      ...failedWrites({
        target: 0.01,
        because:
          'A choice: one change in a hundred may be refused over a minute with two outages of the cache.',
      }),
      shows: 'writes-survive-cache',
    }),
    {
      ...lostWrites({
        target: 0,
        because: 'Appendix A.4: not for authoritative data, and an order is such.',
      }),
      shows: 'writes-survive-cache',
    },
    failed({
      target: 0.01,
      because: 'A choice: one reader in a hundred over a minute with two outages of the cache.',
    }),
    staleAge({ target: 10_000, because: 'A choice that Operations signs: ten seconds of an old state.' }),
    originLoads({
      target: 6000,
      because:
        'A choice: a third of the reads at least stay off the database, the ten seconds without a cache included.',
    }),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice.',
    }),
  ],
  constants: {
    'readers.customers': choice(
      'Most of what is read; few enough that the database carries them while the cache is away.',
    ),
    'readers.staff': choice('Half of them save something and look at it 200 ms later.'),
    writers: choice('With what staff save, fifteen writes a second.'),
    origin: choice('It is not the subject: short queries, and room for all reads while the cache is away.'),
    'faults.0': source(
      '3.2: the cache fails before what was written behind has reached the database. 1.7 s after a flush, and for six seconds, are choices.',
    ),
    'faults.1': source(
      '3.2: while the cache cannot be reached writes succeed or fail, by the pattern. Its length is a choice.',
    ),
    warm: choice('The cache has been in use for long.'),
  },
  shaken: [
    { path: 'readers.customers.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'writers.warehouse.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'faults.0.atMs', least: 0.95, most: 1.1 },
    { path: 'faults.0.forMs', least: 0.7, most: 1.2 },
    { path: 'faults.1.forMs', least: 0.8, most: 1.2 },
  ],
  chapters: ['fault-lines', 'patterns'],
  drills: ['invalidation-strategy'],
  deepDives: [],
}
