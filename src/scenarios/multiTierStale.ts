import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { peakAtMs } from '#recording/moments.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice } from './constants.ts'
import { DATA_CENTRE, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, objective, primary, staleAge, staleShare, worstSecond } from './objectives.ts'
import { lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const DESCRIPTIONS = { kind: 'zipf', type: 'description', prefix: 'desc:', count: 12, exponent: 1 } as const
const PRICES = { kind: 'zipf', type: 'price', prefix: 'price:', count: 12, exponent: 1 } as const

/**
 * Deep dive 4: ten seconds in the instances, five minutes in Redis, and a DEL that only Redis hears. Long enough for an
 * entry in Redis to end as well, for whoever loses a DEL and wants to see both times added up.
 */
const world = {
  version: 1,
  durationMs: 400_000,
  settleMs: 30_000,
  drainMs: 5000,
  bucketMs: 500,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'descriptions', ratePerSecond: 18, keys: DESCRIPTIONS },
    { name: 'prices', ratePerSecond: 18, keys: PRICES },
  ],
  client: { timeoutMs: 5000 },
  writers: [
    { name: 'editors', ratePerSecond: 0.02, keys: DESCRIPTIONS },
    { name: 'pricing', ratePerSecond: 0.08, keys: PRICES },
  ],
  redis: REDIS,
  origin: {
    connections: 20,
    connectTimeoutMs: 5000,
    comfortable: 8,
    slowdown: 0.05,
    queries: { description: { meanMs: 20, variation: 0.5 }, price: { meanMs: 15, variation: 0.5 } },
  },
  warm: [{ keys: DESCRIPTIONS }, { keys: PRICES }],
  // Messages between instances are not delivered for certain; who sends none does not notice.
  faults: [{ kind: 'bus-faulty', atMs: 30_000, forMs: 370_000, drops: 0.2 }],
  watchedKeys: ['price:1', 'price:2', 'price:3', 'desc:1'],
} satisfies WorldInput

const l1 = (ttlMs: number) => ({ ttlMs, maxEntries: 1000 })

const silent: PolicyInput = {
  // What the TTL in the process suggests; nobody was asked.
  stalenessBudgetMs: 10_000,
  l1: l1(10_000),
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
  loadCapMs: 2000,
}

const description: PolicyInput = {
  ...silent,
  stalenessBudgetMs: 15_000,
  signedBy: 'Product',
  invalidation: { deleteOnWrite: true, cdcBackstop: true, missTokens: true },
}

const price: PolicyInput = {
  ...silent,
  stalenessBudgetMs: 5000,
  signedBy: 'Product and Finance',
  invalidation: { deleteOnWrite: true, cdcBackstop: true, missTokens: true },
}

const heard = (policy: PolicyInput): PolicyInput => ({
  ...policy,
  invalidation: { ...policy.invalidation, publishToL1: true },
})

/** The channel alone: with a change feed each message would be sent a second time, a second later. */
const told = (policy: PolicyInput): PolicyInput => ({
  ...policy,
  invalidation: { deleteOnWrite: true, missTokens: true, publishToL1: true },
})

function design(id: string, title: string, policies: DesignInput['policies']): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies,
    origin: { breaker: ORIGIN_BREAKER },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Catalogue on call' },
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { price: silent, description: silent } },
  design('l6', 'L6 answer', { price: heard({ ...price, l1: l1(3000) }), description }),
  design('accept', 'Ten seconds, accepted for both', {
    price: { ...price, stalenessBudgetMs: 15_000 },
    description,
  }),
  design('channel', 'Eviction channel, L1 10 s', { price: told(price), description: told(description) }),
  design('short-l1', 'L1 of 2 s, no channel', {
    price: { ...price, l1: l1(2000) },
    description: { ...description, l1: l1(2000) },
  }),
  design('no-l1', 'No L1', { price: { ...price, l1: null }, description: { ...description, l1: null } }),
  {
    version: 1,
    id: 'outlives',
    title: 'L1 that outlives its entry',
    policies: {
      price: { ...silent, l1: { ...l1(10_000), outlivesEntry: true } },
      description: { ...silent, l1: { ...l1(10_000), outlivesEntry: true } },
    },
  },
]

export const multiTierStale: ScenarioInput = {
  ...card('multi-tier-stale'),
  context:
    'A shop keeps descriptions and prices in two tiers: ten seconds inside each of its four instances, five minutes in ' +
    'Redis. Every writer deletes the key in Redis after its commit, and these deletes arrive. Between the instances there ' +
    'is a bus that nobody uses yet, and that loses one message in five.',
  prompt:
    'We get reports of stale data that come and go: a customer reloads and sees the new price, reloads again and sees the ' +
    'old one. We cache for ten seconds in process and for five minutes in Redis, and a write deletes the key in Redis. ' +
    'Tell me what is going on, how old an answer can be at worst, and what you would do about it.',
  questions: [
    {
      ask: 'Is everybody stale after a write, or only some?',
      answer: 'Some. It depends on the instance that answers, and never for long.',
    },
    {
      ask: 'Does a write reach the copies inside the instances?',
      answer: 'The instance that takes the write drops its own copy. The other three are not told.',
    },
    {
      ask: 'How old may a description be, and how old a price?',
      answer:
        'A description a quarter of a minute; Product would sign that. A price five seconds, says Finance.',
    },
    {
      ask: 'Can instances be told, and how surely?',
      answer: 'There is pub/sub in Redis. Whoever is not connected at that moment misses the message.',
    },
  ],
  prediction: {
    ask: 'A channel tells instances of every write, and the bus loses one message in five. L1 keeps copies for ten seconds. How old is the oldest stale price?',
    of: 'channel',
    unit: 'ms',
    measure: ({ summary }) => summary.byType.price?.staleness.ageMsMax ?? 0,
    tooLow:
      'Four messages in five arrive within milliseconds. The fifth does not, and its copy stays until its own TTL ends.',
    tooHigh:
      'The times do not add up. A copy goes with the message or with its TTL, whichever comes first, and Redis has been told.',
  },
  ownership: {
    signs: 'Ten seconds of instances that disagree: who has agreed to that, and for which data?',
    invalidates: 'Two tiers have to hear of a write. Who makes sure that a new service tells both?',
    paged: 'Messages between the instances get lost. Who notices, and by which number?',
  },
  pivots: [
    {
      after: where(({ l1, invalidation }) => l1 !== null && !invalidation.publishToL1),
      ask: 'Which instances serve the old value, all of them or some, and what does that tell you?',
      listenFor: 'All: the DEL in Redis fails. Some: copies inside instances. Compare one key across them.',
    },
    {
      after: where(({ l1, invalidation }) => l1 !== null && invalidation.publishToL1),
      ask: 'An instance reconnects to the bus and has missed a message. How long is it wrong?',
      listenFor: 'Until the TTL of its copy ends: the larger of bus delay and L1 TTL, not their sum.',
    },
    {
      after: where(({ l1 }) => l1 === null),
      ask: 'A product is on television tonight. Where do its reads go now?',
      listenFor: 'All to one shard. The copies inside the instances were what took that load.',
    },
    {
      after: where(({ l1 }) => l1?.outlivesEntry === true),
      ask: 'A DEL is lost, and an instance fills its copy from an entry with a second left. How old can that get?',
      listenFor: 'Five minutes and ten seconds: here the two TTLs do add up.',
    },
    {
      after: unowned,
      ask: 'Where is it written that ten seconds are fine?',
      listenFor: 'A line with the data type, the seconds, a date and a name.',
    },
    {
      after: always,
      ask: 'Your design document says "L1 plus L2". Is it a sum?',
      listenFor: 'Only if a copy may live on after its entry has ended, and the DEL was lost as well.',
    },
  ],
  signals: [
    'l1-eviction-channel',
    'aggregate-staleness-math',
    'layers-with-purpose',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['multi-tier', 'consistency', 'ownership'],
  beyond: 'diagnoses-which-tier',
  world,
  designs,
  tracks: ['staleness', 'copies', 'hit-rate', 'fates', 'feed'],
  knobs: ['local-ttl', 'publish-to-l1', 'redis-ttl', 'cdc-backstop', 'delete-on-write', 'version-stamps'],
  faults: [
    lostDeletes(20_000),
    {
      id: 'bus-silent',
      title: 'The bus loses everything for 60 s',
      effect: 'No instance hears of a write. What remains are deletes in Redis, and TTLs.',
      at: atMs => ({ kind: 'bus-faulty', atMs, forMs: 60_000, drops: 1, repeats: 0, holdsBackMs: 0 }),
    },
    {
      id: 'restart',
      title: 'All instances restart, one after the other',
      effect: 'Their copies are gone, the old ones, too.',
      at: atMs => ({
        kind: 'instances-restart',
        atMs,
        first: 0,
        count: world.instances,
        downMs: 2000,
        everyMs: 5000,
      }),
    },
    slowOrigin(4),
  ],
  objectives: [
    primary(
      staleAge({
        type: 'price',
        target: 5000,
        because: '3.1 has prices below ten seconds; five are what Finance would sign here.',
      }),
    ),
    staleAge({
      type: 'description',
      target: 15_000,
      because: 'A choice: a quarter of a minute is what Product would sign for a text.',
    }),
    staleShare({
      type: 'price',
      target: 0.015,
      because: 'A choice: three prices in two hundred may be on their way out.',
    }),
    objective({
      id: 'redis-share',
      title: 'Reads that go to Redis',
      metric: '(hits.l2 + misses) / requests',
      unit: 'share',
      target: 0.7,
      because: 'A choice: what the tier inside the instances is there for; without it all of them go.',
      shows: 'layers-with-purpose',
      measure: ({ summary }) => (summary.hits.l2 + summary.misses) / summary.requests,
      at: recording => peakAtMs(recording, recording.series.hitsL2),
    }),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('Longer than both TTLs together.'),
    settleMs: choice('Half a minute of an ordinary day.'),
    bucketMs: choice('Half a second: the run is long.'),
    'readers.descriptions': choice('Twelve pages that are read often enough to be in every instance.'),
    'readers.prices': choice('As often as descriptions.'),
    'writers.editors': choice('A description changes every fifty seconds, somewhere.'),
    'writers.pricing': choice('A price changes every twelve seconds, somewhere.'),
    'origin.connections': choice('More than are ever needed here: load is not the trouble.'),
    'origin.queries': choice('A row and what belongs to it.'),
    warm: choice('The cache has run for long: entries of every age.'),
    'faults.0': choice('Pub/sub delivers at most once; one message in five is a bad day, so that it shows.'),
  },
  shaken: [
    { path: 'readers.prices.ratePerSecond', least: 0.9, most: 1.3 },
    { path: 'readers.descriptions.ratePerSecond', least: 0.9, most: 1.3 },
    { path: 'writers.pricing.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'faults.0.drops', least: 0.7, most: 1.2 },
  ],
  chapters: ['fault-lines', 'invalidation-reference'],
  drills: [],
  deepDives: ['multi-tier-intermittent-stale'],
}
