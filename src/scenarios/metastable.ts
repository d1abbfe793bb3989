import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { failedBetween, recovery, stillFailing } from './aftermath.ts'
import { card } from './cards.ts'
import { choice, measured } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, QUICK_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone, nodeDown, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const SCORES = { kind: 'zipf', type: 'score', prefix: 'match:', count: 120, exponent: 0.8 } as const
const LOST_AT_MS = 15_000
const LOST_FOR_MS = 10_000
const BACK_AT_MS = LOST_AT_MS + LOST_FOR_MS

/**
 * Beyond the playbook: a state that keeps itself up. Sixty reads a second, of which a full cache leaves the database some
 * ten; alone it could answer forty. Ten seconds without Redis fill the line before its pool. From then on every query is
 * answered after its reader has gone; he asks again; and what it fills is older than its TTL, because an entry ages from
 * the moment its load began. So the cache stays empty at the load under which it was full.
 */
const world = {
  version: 1,
  durationMs: 65_000,
  settleMs: 10_000,
  drainMs: 5000,
  bucketMs: 200,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'app', ratePerSecond: 42, keys: SCORES },
    { name: 'widgets', ratePerSecond: 18, keys: SCORES, priority: 'P2' },
  ],
  client: {
    timeoutMs: 5000,
    attemptTimeoutMs: 1000,
    retries: 2,
    backoffMs: 100,
    backoffFactor: 2,
    backoffJitter: 0.5,
  },
  writers: [{ name: 'results', ratePerSecond: 1, keys: SCORES }],
  redis: REDIS,
  origin: {
    connections: 4,
    lineLimit: 1200,
    connectTimeoutMs: 30_000,
    comfortable: 4,
    slowdown: 0,
    queries: { score: { meanMs: 100, variation: 0.5 } },
  },
  warm: [{ keys: SCORES }],
  faults: [{ kind: 'cache-down', atMs: LOST_AT_MS, forMs: LOST_FOR_MS, loses: true, hangs: false }],
  watchedKeys: ['match:1', 'match:30'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 10_000, l2: { ttlMs: 10_000, jitter: 0.2 } }

/** More jitter: what is filled in the first seconds after the restart would otherwise end together, ten seconds later. */
const plain: PolicyInput = { ...trap, signedBy: 'Product', l2: { ttlMs: 10_000, jitter: 0.5 } }

const staff: PolicyInput = {
  ...plain,
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 1000,
}

/** On an ordinary day an instance asks the database two to three times a second. */
const SHEDDING = { normalLoadsPerSecond: 3, tripAtMultiple: 2 }

const design = oneType('score', {
  invalidation: 'Results team',
  warming: 'Web platform',
  pager: 'Web platform on call',
})

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { score: trap }, redis: { replicas: 2 } },
  // The limit keeps the line short, so the shedder may wait for more, and nothing fails that a breaker could see.
  design('l6', 'L6 answer', staff, {
    origin: { missLimit: 3, shedding: { ...SHEDDING, tripAtMultiple: 3 } },
  }),
  design('limit', 'A limit on misses alone', plain, { origin: { missLimit: 3 } }),
  design('shedding', 'Shedding alone', plain, { origin: { shedding: SHEDDING } }),
  design('breaker', 'A breaker alone', { ...plain, loadCapMs: 1000 }, { origin: { breaker: QUICK_BREAKER } }),
  design('coalescing', 'Coalescing alone', { ...plain, coalescing: 'instance', loadCapMs: 1000 }, {}),
  design(
    'old-scores',
    'Old scores rather than none',
    {
      ...plain,
      l1: { ttlMs: 5000, maxEntries: 1000 },
      onCacheFailure: { kind: 'serve-stale', maxAgeMs: 30_000 },
      staleIfErrorMs: 30_000,
    },
    {},
  ),
]

export const metastable: ScenarioInput = {
  ...card('metastable'),
  context:
    'A live-score service: four instances, twelve Redis shards, one database that is a quarter busy. Apps and partners’ widgets ' +
    'ask for sixty scores a second. Clients try three times, a second each, with back-off and jitter, as the guidelines say.',
  prompt:
    'Scores are cached for ten seconds; the database sees ten of sixty reads a second and could answer forty. At 15 s Redis is ' +
    'restarted and comes back empty, ten seconds later. It is healthy, the traffic is what it always was, and nobody has changed ' +
    'anything since. The site is still down. Why, and what would you have built so that it comes back by itself?',
  questions: [
    {
      ask: 'How many queries can the database answer, and how many would it get without any cache?',
      answer:
        'Forty a second, from four connections. Readers ask for sixty, three times each if they have to.',
    },
    {
      ask: 'What happens to a query whose reader has left?',
      answer: 'It stays in line for a connection, up to thirty seconds, and runs. Nobody cancels it.',
    },
    {
      ask: 'Do clients have a budget for retries?',
      answer: 'No: up to two more tries each. The apps are in the stores; changing them takes weeks.',
    },
    {
      ask: 'How old may a score be?',
      answer: 'Ten seconds. Product signs that; nothing older.',
    },
    {
      ask: 'Which reads can we do without?',
      answer: 'The widgets on partners’ pages, three reads in ten.',
    },
  ],
  prediction: {
    ask: 'Redis is gone for ten seconds, and the database can answer forty of sixty reads a second. With the L6 answer, which share of the reads in these ten seconds fails?',
    of: 'l6',
    unit: 'share',
    measure: recording => failedBetween(recording, LOST_AT_MS, BACK_AT_MS),
    tooLow:
      'Forty of sixty is what the database can do, and reads that are refused come back twice. To refuse is the remedy: it costs what it costs.',
    tooHigh:
      'What is refused is refused at once, so the others are answered in time. The line stays short, and the database does as much work as it can.',
  },
  ownership: {
    signs: 'Ten seconds of an old score: whose decision is that?',
    invalidates: 'A goal is scored. Who makes sure that whoever writes it deletes the key?',
    paged: 'Redis is healthy again, and readers still fail. Whose phone rings, and what may they switch off?',
  },
  pivots: [
    {
      after: ({ origin }) => origin.missLimit === null && origin.shedding === null && origin.breaker === null,
      ask: 'The cause is gone. Which arrow in your diagram makes it better now, and which one makes it worse?',
      listenFor:
        'The loop: a long line, readers who leave and ask again, fills that are too old to use. Only less load breaks it.',
    },
    {
      after: where(policy => policy.coalescing !== 'none'),
      ask: 'A load takes thirty seconds because it waits in line, and your flights end after one. How many loads of one key are there?',
      listenFor: 'Thirty an instance: a cap that is shorter than the line undoes coalescing.',
    },
    {
      after: ({ origin }) => origin.missLimit !== null || origin.shedding !== null,
      ask: 'Who chose the number above which you refuse, and when does somebody look at it again?',
      listenFor:
        'From what the database can answer in the time a reader waits; owned, tested under load, not found in an incident.',
    },
    {
      after: where(policy => policy.staleIfErrorMs > 0),
      ask: 'You stayed up with scores of half a minute ago. Who agreed to that?',
      listenFor: 'Availability bought with a budget that somebody else signed; ask before, not after.',
    },
    {
      after: unowned,
      ask: 'It is down, and the only cure is to turn readers away. Who may do that at night?',
      listenFor: 'A name, agreed beforehand, and which readers go first.',
    },
    {
      after: always,
      ask: 'Your clients retry three times. What would you change there, if you could?',
      listenFor:
        'A budget: retries as a share of first tries. It caps what failure adds, whatever the cause.',
    },
  ],
  signals: [
    'origin-breaker',
    'sheds-by-priority',
    'request-coalescing',
    'early-expiry-or-jitter',
    'del-on-write',
    'cdc-backstop',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'capacity-for-all-misses',
  world,
  designs,
  tracks: ['fates', 'origin', 'hit-rate', 'latency', 'pager'],
  knobs: ['miss-limit', 'shedding', 'origin-breaker', 'coalescing', 'redis-ttl', 'ttl-jitter'],
  faults: [
    cacheGone(
      'restart',
      'Redis restarts',
      'Every node is down for two seconds and comes back empty: a smaller push than the one before.',
      { forMs: 2000, loses: true },
    ),
    slowOrigin(10, ': another push, into the same state'),
    nodeDown(0, 5000, 'Node 1 is down for five seconds and comes back empty: a twelfth of the scores.'),
  ],
  objectives: [
    primary(
      stillFailing({
        lastMs: 20_000,
        target: 0.01,
        because: 'A choice: twenty seconds after its cause has gone an outage should be over.',
      }),
    ),
    recovery({
      target: 6000,
      because: 'A choice: the database can fill the hundred and twenty keys in three seconds; twice that.',
    }),
    originPeak({
      target: 40,
      because: 'Forty queries are a second of its work; whoever waits longer has asked again.',
    }),
    failed({
      target: 0.12,
      because:
        'Ten of the 55 s are without Redis, and the database can answer two reads in three: 6 %, doubled.',
    }),
    worstSecond({
      target: 1500,
      because: 'A choice: who gets an answer at all gets it at the first try, or soon after.',
    }),
    staleAge({
      target: 10_000,
      because: 'A choice that Product has signed: a score is ten seconds old at most.',
    }),
  ],
  constants: {
    'readers.app': choice('Together with the widgets half as much again as the database can answer.'),
    'readers.widgets': choice('Three reads in ten that nobody would miss.'),
    'readers.app.keys': choice('As many matches as are played at once on a busy day, some more popular.'),
    'readers.widgets.keys': choice('The same matches.'),
    client: choice('Three tries of a second, with back-off and jitter: what guidelines advise.'),
    writers: choice('A score changes about once a second somewhere.'),
    'origin.connections': choice('A small pool; with 100 ms a query it answers forty a second.'),
    'origin.lineLimit': choice('Thirty seconds of work: the line ends where the pool gives up.'),
    'origin.connectTimeoutMs': measured('The default of a widespread connection pool (HikariCP).'),
    'origin.comfortable': choice('All connections: the database itself is not the trouble.'),
    'origin.queries': choice('A score with its events, from a few tables.'),
    warm: choice('The matches that are read, with ages as in a cache that has run for long.'),
    faults: choice('Long enough to fill the line; then it is over.'),
    durationMs: choice('Forty seconds after the cause has gone: four times as long as it lasted.'),
    bucketMs: choice('A fifth of a second: about a dozen requests.'),
  },
  shaken: [
    { path: 'readers.app.ratePerSecond', least: 0.95, most: 1.15 },
    { path: 'readers.widgets.ratePerSecond', least: 0.9, most: 1.2 },
    { path: 'origin.queries.score.meanMs', least: 0.9, most: 1.1 },
    { path: 'faults.0.forMs', least: 0.9, most: 1.1 },
  ],
  chapters: ['failure-modes'],
  drills: ['cache-failure'],
  deepDives: [],
}
