import type { DesignInput, RedisSettings } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, REDIS } from './givens.ts'
import { costPerHour, failed, loadShare, primary, staleAge, typeMean } from './objectives.ts'
import { cacheGone, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PROFILES = { kind: 'zipf', type: 'profile', prefix: 'user:', count: 6000, exponent: 0.9 } as const

/**
 * The working set of appendix C, one user in 167 of it: 6,000 profiles of 2 kB are 12 MB of values. A megabyte here
 * stands for a sixth of a gigabyte there. What share of it fits decides how many reads reach the database.
 */
const world = {
  version: 1,
  durationMs: 60_000,
  // Until what is in memory is what the policy chose, and not what the run began with.
  settleMs: 25_000,
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'visitors', ratePerSecond: 300, keys: PROFILES }],
  client: { timeoutMs: 5000, retries: 0 },
  writers: [{ name: 'users', ratePerSecond: 1, keys: PROFILES }],
  redis: REDIS,
  origin: {
    connections: 20,
    connectTimeoutMs: 5000,
    comfortable: 8,
    slowdown: 0.05,
    queries: { profile: { meanMs: 20, variation: 0.5 } },
  },
  warm: [{ keys: PROFILES }],
  values: { profile: { bytes: 2000, team: 'Accounts' } },
  prices: { redisPerGbHour: 1000, overflowPerGbHour: 100 },
  watchedKeys: ['user:1', 'user:600', 'user:3000'],
} satisfies WorldInput

/** What Redis needs for one profile: the value, its name, and a hundred bytes of its own. */
const ENTRY_BYTES = 2109

/** Memory of each node for this share of all profiles. */
function holding(share: number): number {
  return Math.round((share * PROFILES.count * ENTRY_BYTES) / REDIS.nodes)
}

/** Appendix C: 2 kB a user, times 1.5 for Redis's own needs, times 1.2 for headroom. */
const BY_FORMULA_BYTES = (PROFILES.count * 2000 * 1.5 * 1.2) / REDIS.nodes

const trap: PolicyInput = { stalenessBudgetMs: 30_000, l2: { ttlMs: 3_600_000, jitter: 0.1 } }

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 3000,
}

/**
 * A miss leaves a token where its entry will be, and the fill then counts as one access more: to LFU whatever is new
 * looks as if it had been read twice, which costs it the advantage that it is here to show.
 */
const untokened: PolicyInput = { ...staff, invalidation: { ...INVALIDATION, missTokens: false } }

function owned(
  id: string,
  title: string,
  memoryBytes: number,
  eviction: RedisSettings['eviction'] = 'allkeys-lru',
  profile: PolicyInput = staff,
): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { profile },
    redis: { memoryBytes, eviction },
    ownership: { invalidation: 'Accounts team', warming: 'Web platform', pager: 'Web platform on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: { profile: trap },
    redis: { memoryBytes: holding(0.2) },
  },
  owned('l6', 'L6 answer', holding(0.6)),
  owned('ten', '10 %', holding(0.1)),
  owned('ten-lfu', '10 %, LFU', holding(0.1), 'allkeys-lfu', untokened),
  owned('twenty-lfu', '20 %, LFU', holding(0.2), 'allkeys-lfu', untokened),
  owned('doubled', '40 %', holding(0.4)),
  owned('half', '50 %', holding(0.5)),
  owned('half-lfu', '50 %, LFU', holding(0.5), 'allkeys-lfu', untokened),
  owned('all', 'All, by the formula', BY_FORMULA_BYTES),
  owned('compressed', '30 %, compressed', holding(0.3), 'allkeys-lru', {
    ...staff,
    encoding: { compression: 'fast' },
  }),
]

const restart = cacheGone(
  'restart',
  'Redis restarts empty',
  'Down for a second. Then memory fills again, as fast as readers miss.',
  { forMs: 1000, loses: true },
)

export const sizing: ScenarioInput = {
  ...card('sizing'),
  context:
    'User profiles, two kilobytes each, read 300 times a second. This is one user in 167 of a million: what takes 3.6 GB there takes 21.6 MB here. ' +
    'The readers have a skew, but not that of a text book: the most popular fifth of the users gets three reads in four.',
  prompt:
    'A million profiles of two kilobytes are to go into Redis; look at a sample of 6,000 of them. The database can take 19 reads in a hundred, and memory costs money. ' +
    'A colleague says that a fifth of the working set gives a hit rate of 85 %, it always does. How much memory do you ask for, and how do you know?',
  questions: [
    {
      ask: 'What hit rate do we need, and why that one?',
      answer:
        'The database takes 19 reads in a hundred at most. So 81 %; everything above is bought for latency.',
    },
    {
      ask: 'How skewed are the reads?',
      answer:
        'Measured over a week: the most popular tenth of the users gets two thirds of the reads, a fifth gets three quarters. Nobody had asked.',
    },
    {
      ask: 'What does a miss cost, and what a megabyte?',
      answer: 'A miss is a query of 20 ms. A megabyte is one an hour, and eleven is what Finance has signed.',
    },
    {
      ask: 'How fast does the working set grow?',
      answer: 'A tenth a year. Who sizes for today sizes again soon.',
    },
  ],
  prediction: {
    ask: 'A fifth of the working set gives a hit rate of 66 % here. What does it become when you double the memory?',
    of: 'doubled',
    unit: 'share',
    measure: ({ summary }) => summary.hits.l2 / Math.max(1, summary.requests),
    tooLow:
      'The curve is flatter than at the beginning and not flat: the tail of this skew is long, and it is read.',
    tooHigh:
      'What is added is asked for less often than what was there: the second fifth brings thirteen points, not sixty.',
  },
  ownership: {
    signs: 'Eleven an hour, and 19 reads in a hundred on the database: who agreed to both?',
    invalidates: 'Who deletes a profile from the cache when a user changes it?',
    paged: 'The working set grows by a tenth a year. Who notices that the hit rate follows?',
  },
  pivots: [
    {
      after: design =>
        (design.redis.memoryBytes ?? 0) < holding(0.35) &&
        design.policies.profile?.encoding.compression !== 'fast',
      ask: 'A fifth of the users gets 75 % of the reads. You hold a fifth of the users, and hit 66 %. Where are the other nine points?',
      listenFor:
        'LRU does not hold the most popular fifth but the latest one: every rare profile that is read once pushes something out on its way through.',
    },
    {
      after: where(({ encoding }) => encoding.compression !== 'none'),
      ask: 'You compress. What did that cost, and who pays for it?',
      listenFor:
        'Time of a processor for each read and write, in every instance; worth it while memory is dearer.',
    },
    {
      after: design => design.redis.eviction === 'allkeys-lfu',
      ask: 'LFU gives you three points at a fifth of the set, and none at a half. What would you lose with it?',
      listenFor:
        'What has just become popular starts with a low count; what was popular last week leaves slowly.',
    },
    {
      after: design => (design.redis.memoryBytes ?? 0) >= holding(0.5),
      ask: 'The last sixteen points of hit rate cost as much again as the first 84. Would you buy them?',
      listenFor:
        'Only with a number for what a miss costs: the database can take them, so latency has to pay for it.',
    },
    {
      after: unowned,
      ask: 'In a year the hit rate is at 78 %, and nothing has broken. Who decides whether to buy memory?',
      listenFor: 'An owner with the target written down, and an alert below it.',
    },
    {
      after: always,
      ask: 'How would you get your own curve before you buy anything?',
      listenFor:
        'A trace of keys replayed at several sizes, or ghost entries; not a table from somebody else’s readers.',
    },
  ],
  signals: ['del-on-write', 'cdc-backstop', 'version-stamps', 'request-coalescing'],
  core: ['first-move', 'ownership'],
  beyond: 'capacity-for-all-misses',
  world,
  designs,
  tracks: ['hit-rate', 'memory', 'origin', 'latency', 'copies'],
  knobs: ['redis-memory', 'redis-eviction', 'compression', 'redis-ttl', 'coalescing', 'local-ttl'],
  faults: [
    restart,
    slowOrigin(2),
    cacheGone(
      'cache-down',
      'Redis down for 5 s',
      'Every command is refused; it comes back with what it held.',
      {
        forMs: 5000,
      },
    ),
  ],
  objectives: [
    primary({
      ...loadShare({
        type: 'profile',
        target: 0.19,
        because:
          'A choice: what the database is asked for beside its other work. The rule of thumb promises 15 %.',
      }),
      shows: 'commits-to-intent',
    }),
    costPerHour({
      target: 11,
      because: 'A choice: half of what the formula of appendix C asks for to hold everything.',
    }),
    typeMean({ type: 'profile', target: 7, because: 'A choice: a third of a query.' }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of data.' }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests over the measured time.' }),
  ],
  constants: {
    durationMs: choice('Long enough for thousands of evictions.'),
    settleMs: choice('Until memory holds what the policy has chosen, and not what the run began with.'),
    'readers.visitors': source(
      'Appendix C: a million users, of which these are one in 167. Their rate and skew are choices: 0.9, where a fifth of the keys gets 75 % of the reads.',
    ),
    writers: choice('A profile is changed now and then.'),
    'origin.connections': choice('More than are needed: misses are counted, not queued for.'),
    'origin.queries': choice('A profile with what belongs to it.'),
    values: source('Appendix C: two kilobytes for each profile.'),
    prices: choice('One for a megabyte and hour.'),
    warm: choice('All of it has been read before; what does not fit has been evicted.'),
  },
  shaken: [
    { path: 'readers.visitors.ratePerSecond', least: 0.85, most: 1.2 },
    { path: 'readers.visitors.keys.exponent', least: 0.97, most: 1.05 },
    { path: 'origin.queries.profile.meanMs', least: 0.8, most: 1.2 },
  ],
  chapters: ['sizing'],
  drills: ['cache-cost-optimization'],
  deepDives: [],
}
