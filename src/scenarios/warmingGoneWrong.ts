import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { recovery } from './aftermath.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, QUICK_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone, lostDeletes, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const ITEMS = { kind: 'zipf', type: 'item', prefix: 'item:', count: 800, exponent: 0.65 } as const
const REPLACED_AT_MS = 15_000

/**
 * A new cluster, and a job that was to fill it (deep dive 3). A second here is two minutes there: the job was to take 5 s
 * (ten minutes) and would take 60 s (two hours); the old cluster is switched off after 10 s (twenty minutes), whatever
 * the new one holds. The job is slow by itself: it loads one key after the other, at 75 ms each, though it may do 160 a
 * second. The playbook's site is slow for the two hours of the job. Here it is not: readers fill what they ask for, and
 * faster than the job does, so the worst is over in a third of that time, and the job with it.
 */
const world = {
  version: 1,
  durationMs: 60_000,
  settleMs: 10_000,
  drainMs: 4000,
  bucketMs: 200,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'item pages', ratePerSecond: 250, keys: ITEMS }],
  client: { timeoutMs: 4000, retries: 1, backoffMs: 200, attemptTimeoutMs: 2000 },
  writers: [{ name: 'catalogue', ratePerSecond: 0.5, keys: ITEMS }],
  redis: REDIS,
  origin: {
    connections: 8,
    lineLimit: 2000,
    connectTimeoutMs: 4000,
    comfortable: 6,
    slowdown: 0.15,
    queries: { item: { meanMs: 72, variation: 0.4 } },
  },
  warm: [{ keys: ITEMS }],
  faults: [{ kind: 'cache-replaced', atMs: REPLACED_AT_MS, oldOffAfterMs: 10_000 }],
  watchedKeys: ['item:1', 'item:400'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 60_000, l2: { ttlMs: 600_000, jitter: 0.1 } }
const plain: PolicyInput = { ...trap, signedBy: 'Product', invalidation: INVALIDATION }
const staff: PolicyInput = { ...plain, coalescing: 'instance', loadCapMs: 1000 }

/** Written when a query took 6 ms: one at a time was enough for 160 a second. */
const SLOW = { mostKeys: ITEMS.count, ratePerSecond: 160, concurrency: 1 }
/** Six of the eight connections, at a rate that leaves the readers theirs. */
const PARALLEL = { mostKeys: ITEMS.count, ratePerSecond: 80, concurrency: 6 }
/** The playbook's 80 %; then the traffic moves over in two of its minutes. */
const GATE = { hitRateGate: 0.8, shiftMs: 1000 }

const design = oneType('item', {
  invalidation: 'Catalogue team',
  warming: 'Web platform',
  pager: 'Web platform on call',
})

const LIMITED = { breaker: QUICK_BREAKER, missLimit: 3 }

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { item: trap }, warming: SLOW },
  design('l6', 'L6 answer', staff, { warming: { ...PARALLEL, ...GATE }, origin: LIMITED }),
  design('gate', 'A gate, and the timer all the same', plain, { warming: { ...SLOW, ...GATE } }),
  design('gate-parallel', 'A gate and a faster job', plain, { warming: { ...PARALLEL, ...GATE } }),
  design('parallel', 'A faster job alone', plain, { warming: PARALLEL }),
  design('gradual', 'A gradual shift alone', plain, { warming: { ...SLOW, shiftMs: 10_000 } }),
  design('limit', 'Coalescing and a limit alone', staff, { warming: SLOW, origin: LIMITED }),
]

export const warmingGoneWrong: ScenarioInput = {
  ...card('warming-gone-wrong'),
  context:
    'A shop moves to a new Redis cluster with every large release. A job fills it, the traffic moves, the old one is switched off. ' +
    'It went well eleven times. Since then the catalogue has grown and its queries have become slow. A second here stands for two minutes.',
  prompt:
    'At 15 s the release points all reads at a new cluster. The warming job fills it in the background: five seconds, says the ' +
    'runbook. Ten seconds later a timer switches the old cluster off. Today the job would need sixty. Tell me what readers see, ' +
    'what should have asked whom before it went on, and what you change so that the next one cannot happen.',
  questions: [
    {
      ask: 'Why does the job take twelve times as long?',
      answer:
        'It loads one key after the other. A query took 6 ms when it was written; it takes 75 ms now. Nobody looked at its duration.',
    },
    {
      ask: 'How much can the database carry beside its ordinary work?',
      answer: 'Eight connections, about a hundred queries a second. On an ordinary day it gets one or two.',
    },
    {
      ask: 'Can the switch-off wait?',
      answer: 'Not today: the timer belongs to another team. You have ten seconds from the release on.',
    },
    {
      ask: 'Which share of the keys do eight reads of ten ask for?',
      answer: 'Somewhat more than half of them, the most popular ones, and the job begins with those.',
    },
    {
      ask: 'How old may an item be?',
      answer: 'A minute; Product signs that.',
    },
  ],
  prediction: {
    ask: 'The job of the L6 answer loads 80 keys a second of 800, the most popular first. How long after the release has the new cluster four of five reads, as the gate measures it?',
    of: 'l6',
    unit: 'ms',
    measure: ({ events }) =>
      (events.find(({ text }) => text.startsWith('The gate opens'))?.atMs ?? REPLACED_AT_MS) - REPLACED_AT_MS,
    tooLow:
      'Eight reads of ten need more than half of the keys, not a tenth: popularity is not that uneven. And the gate looks at the last 500 reads, which are two seconds old.',
    tooHigh:
      'It need not wait for the last key. The most popular come first, and eight reads of ten are content long before the end.',
  },
  ownership: {
    signs: 'An item may be a minute old: whose decision is that?',
    invalidates: 'There are two clusters for a while. Who makes sure that a write deletes its key in both?',
    paged: 'The job takes twice as long as last month. Who hears of it, and who may stop the release?',
  },
  pivots: [
    {
      after: ({ warming }) => warming !== null && warming.hitRateGate === null,
      ask: 'What did your release know about the new cluster when it sent it the traffic?',
      listenFor: 'That a clock had run. A gate asks for the hit rate its readers would have.',
    },
    {
      after: ({ warming }) => warming?.hitRateGate != null,
      ask: 'Your gate waits. The timer of the other team does not. Who wins?',
      listenFor:
        'The timer. The switch-off has to ask the gate, or the release is rolled back at twice the expected time.',
    },
    {
      after: ({ warming }) => warming !== null && warming.concurrency > 1,
      ask: 'You warm six keys at a time. Who pays for that, and how did you choose the number?',
      listenFor: 'The database, and so the readers: a rate below what it can spare, watched while it runs.',
    },
    {
      after: unowned,
      ask: 'The job has become slower with every release. Whose graph was that on?',
      listenFor:
        'Duration of warming as a capacity figure, with an alert at half as much again, and an owner.',
    },
    {
      after: always,
      ask: 'The job has had its five seconds, the gate is at 40 % and moves slowly. When do you roll back, and who decides?',
      listenFor: 'A criterion written down before: twice the expected duration, without a discussion.',
    },
  ],
  signals: [
    'warming-gate',
    'request-coalescing',
    'origin-breaker',
    'early-expiry-or-jitter',
    'del-on-write',
    'cdc-backstop',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'capacity-for-all-misses',
  world,
  designs,
  tracks: ['origin', 'hit-rate', 'fates', 'latency', 'pager'],
  knobs: ['warming-gate', 'warming-parallel', 'warming-shift', 'miss-limit', 'coalescing', 'origin-breaker'],
  faults: [
    {
      id: 'replace',
      title: 'Another new cluster',
      effect: 'An empty cluster takes the place of the one in use, which is switched off after 20 s.',
      at: atMs => ({ kind: 'cache-replaced', atMs, oldOffAfterMs: 20_000 }),
    },
    slowOrigin(2, ': the job slows down as well'),
    cacheGone('restart', 'Redis restarts', 'Every node is down for a second and comes back empty.', {
      forMs: 1000,
      loses: true,
    }),
    lostDeletes(20_000),
  ],
  objectives: [
    primary(
      originPeak({
        target: 24,
        because: 'Eight connections, and a line in which nobody waits for more than a sixth of a second.',
      }),
    ),
    failed({ target: 0.01, because: 'A choice: a release is no incident; one reader in a hundred.' }),
    worstSecond({ target: 1000, because: 'A choice: a second is what a page may take on a bad evening.' }),
    recovery({
      target: 2000,
      because:
        'A choice: when the old cluster is off it should be over; a second or two for what was under way.',
    }),
    staleAge({ target: 60_000, because: 'Product signs a minute for an item.' }),
  ],
  constants: {
    readers: choice('Some two and a half times what the database could answer without a cache.'),
    client: choice('Two tries of two seconds: clients that give up and ask again.'),
    writers: choice('A catalogue that changes now and then.'),
    'origin.connections': choice('With 75 ms a query about a hundred a second.'),
    'origin.lineLimit': choice('Never full, so that waiting can be seen.'),
    'origin.queries': choice('With its way there and back 75 ms: twelve times what the job was written for.'),
    warm: choice('The old cluster is full.'),
    faults: source(
      'Deep dive 3: ten minutes expected, two hours taken. When the old one goes it does not say; here at twice what was expected.',
    ),
    durationMs: choice('As long as the job would take alone, less what readers fill.'),
    bucketMs: choice('A fifth of a second: some fifty requests.'),
  },
  shaken: [
    { path: 'readers.item pages.ratePerSecond', least: 0.9, most: 1.15 },
    { path: 'origin.queries.item.meanMs', least: 0.9, most: 1.1 },
    { path: 'faults.0.oldOffAfterMs', least: 1, most: 1.4 },
  ],
  chapters: ['failure-modes'],
  drills: ['cache-failure'],
  deepDives: ['cache-warming-gone-wrong'],
}
