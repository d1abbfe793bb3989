import type { DesignInput } from '#cache/design.ts'
import { nodeOf, slotOf } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, loadShare, ownWritesUnseen, primary, staleAge, worstSecond } from './objectives.ts'
import { lostDeletes, nodeDown, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const PROFILES = { kind: 'zipf', type: 'profile', prefix: 'profile:', count: 250, exponent: 0.8 } as const

/** Half of a rolling upgrade: one node after the other refuses commands for three seconds, and keeps what it holds. */
const UPGRADE = Array.from({ length: REDIS.nodes / 2 }, (_, node) => ({
  kind: 'node-down' as const,
  atMs: 150_000 + 40_000 * node,
  forMs: 3000,
  node,
  loses: false,
}))

/**
 * Drill 6. Its three causes are all there: deletes that never arrive, nodes that refuse them for a moment, and copies
 * inside the instances that nobody tells. Which of them a user meets depends on the instance that answers: "sometimes".
 */
const world = {
  version: 1,
  durationMs: 420_000,
  settleMs: 120_000,
  drainMs: 5000,
  bucketMs: 500,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    {
      name: 'profile pages',
      ratePerSecond: 35,
      keys: PROFILES,
      sessions: { users: 2000, writeShare: 0.02, lookAfterMs: 800 },
    },
  ],
  client: { timeoutMs: 5000 },
  redis: REDIS,
  origin: {
    connections: 20,
    connectTimeoutMs: 5000,
    comfortable: 8,
    slowdown: 0.05,
    queries: { profile: { meanMs: 20, variation: 0.5 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: PROFILES }],
  faults: [{ kind: 'invalidations-lost', atMs: 120_000, forMs: 300_000, probability: 0.1 }, ...UPGRADE],
  watchedKeys: ['profile:1', 'profile:2', 'profile:3', 'profile:10'],
} satisfies WorldInput

const before: PolicyInput = {
  stalenessBudgetMs: 30_000,
  l1: { ttlMs: 10_000, maxEntries: 1000 },
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
  loadCapMs: 2000,
}

const repaired: PolicyInput['invalidation'] = {
  deleteOnWrite: true,
  cdcBackstop: true,
  missTokens: true,
  retries: { attempts: 10, delayMs: 100, queueLimit: 1000 },
}

const signed: PolicyInput = { ...before, signedBy: 'Product' }

const staff: PolicyInput = {
  ...signed,
  invalidation: { ...INVALIDATION, ...repaired },
  readYourWritesMs: 30_000,
  staleIfErrorMs: 30_000,
}

function design(id: string, title: string, profile: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { profile },
    origin: { breaker: ORIGIN_BREAKER },
    ownership: { invalidation: 'Identity team', warming: 'Web platform', pager: 'Identity on call' },
  }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap: TTL down to 30 s',
    policies: { profile: { ...before, l2: { ttlMs: 30_000, jitter: 0.1 } } },
  },
  design('l6', 'L6 answer', staff),
  { version: 1, id: 'before', title: 'As it was: TTL of 5 min', policies: { profile: before } },
  design('repair', 'Retries and change feed', { ...signed, invalidation: repaired }),
  design('channel', 'Eviction channel for L1', {
    ...signed,
    invalidation: { deleteOnWrite: true, publishToL1: true, missTokens: true },
  }),
  design('own-writes', 'Read your writes, nothing else', { ...signed, readYourWritesMs: 30_000 }),
  design('own-writes-and-repair', 'Read your writes, and repair', {
    ...signed,
    invalidation: repaired,
    readYourWritesMs: 30_000,
  }),
]

export const staleProfile: ScenarioInput = {
  ...card('stale-profile'),
  context:
    'Members edit their profile, press Save and look at it. Four instances keep profiles for ten seconds, Redis keeps them ' +
    'for five minutes, and every save deletes the key. Support has forty tickets a day that say "my change is gone", and ' +
    'each member who tries it again in front of the support engineer sees the new value.',
  prompt:
    'Users tell us that they save their profile, look at it, and sometimes still see the old one. A colleague proposes to ' +
    'lower the TTL from five minutes to thirty seconds, so that changes arrive faster. Is that the fix? ' +
    'If it is not, show me what is, and how you would have known.',
  questions: [
    {
      ask: 'Does it happen to everybody, or only sometimes?',
      answer: 'Sometimes, and for the same person: reload, and it may be new; reload again, and it is old.',
    },
    {
      ask: 'How many of the deletes arrive?',
      answer: 'Nobody counts. Since you ask: about nine of ten. The tenth reports no error.',
    },
    {
      ask: 'Who tells the instances that a profile has changed?',
      answer: 'The one that took the save drops its own copy. The other three are told nothing.',
    },
    {
      ask: 'What were users promised?',
      answer:
        'That a change may take thirty seconds to be seen everywhere. For their own page they expect it at once.',
    },
  ],
  prediction: {
    ask: 'Failed deletes are retried, and the change feed repairs lost ones within a second. About two hundred users save and look. How many still see their old profile?',
    of: 'repair',
    unit: 'count',
    measure: ({ summary }) => summary.staleness.ownWrites,
    tooLow:
      'The feed is a second behind and users look sooner. And it deletes in Redis; the copies inside the instances live on for ten seconds.',
    tooHigh:
      'Most profiles are asked for too rarely to be in an instance just then, and nine deletes of ten arrive by themselves.',
  },
  ownership: {
    signs: 'Thirty seconds for everybody else, none for the author: who writes that down?',
    invalidates: 'One delete in ten never arrives. Whose number is that?',
    paged: 'Stale profiles raise no alarm. Who finds out first, and how?',
  },
  pivots: [
    {
      after: where(({ l2, readYourWritesMs }) => (l2?.ttlMs ?? 0) <= 30_000 && readYourWritesMs === 0),
      ask: 'The TTL is thirty seconds now. A user saves and sees the old page for twenty-eight. Is it fixed?',
      listenFor: 'No: the delete still got lost. The window is shorter, and every read pays for it.',
    },
    {
      after: where(({ readYourWritesMs, invalidation }) => readYourWritesMs > 0 && !invalidation.cdcBackstop),
      ask: 'The author sees the change. What do their friends see, and what does the author see after the thirty seconds?',
      listenFor: 'The old value, until the TTL ends: the lost delete is hidden, not repaired.',
    },
    {
      after: where(
        ({ readYourWritesMs, invalidation }) => readYourWritesMs === 0 && invalidation.cdcBackstop,
      ),
      ask: 'Your feed repairs within a second. The user reloads after eight hundred milliseconds. And now?',
      listenFor: 'Faster repair does not win a race against the author; only reading past the cache does.',
    },
    {
      after: where(({ l1, invalidation }) => l1 !== null && !invalidation.publishToL1),
      ask: 'Redis holds the new value. Why may a user still see the old one on every second reload?',
      listenFor: 'Instances with a copy of their own; which one answers is chance.',
    },
    {
      after: unowned,
      ask: 'What were users promised, by whom, and does it hold for their own page?',
      listenFor: 'A contract of thirty seconds for others, and another one for the author.',
    },
    {
      after: always,
      ask: 'How do you find out which tier holds the old value?',
      listenFor: 'Compare Redis, the instances and the database for one key, at one moment.',
    },
  ],
  signals: [
    'read-your-writes',
    'retries-invalidation',
    'cdc-backstop',
    'l1-eviction-channel',
    'del-on-write',
    'version-stamps',
  ],
  core: ['consistency', 'invalidation', 'ownership'],
  beyond: 'diagnoses-which-tier',
  world,
  designs,
  tracks: ['staleness', 'fates', 'copies', 'pager', 'origin'],
  knobs: ['redis-ttl', 'read-your-writes', 'publish-to-l1', 'cdc-backstop', 'delete-retries', 'local-ttl'],
  faults: [
    lostDeletes(20_000),
    nodeDown(
      nodeOf(slotOf('profile:1'), REDIS.nodes),
      10_000,
      'It holds the most wanted profile. Deletes there fail meanwhile, and it comes back empty.',
    ),
    {
      id: 'feed-slow',
      title: 'The change feed is 20 s late for a minute',
      effect: 'What it repairs, it repairs twenty seconds later than usual.',
      at: atMs => ({ kind: 'feed-slow', atMs, forMs: 60_000, lagMs: 20_000 }),
    },
    slowOrigin(4),
  ],
  objectives: [
    primary(
      ownWritesUnseen({
        target: 0,
        because: 'Drill 6: of their own profile users expect the change at once.',
      }),
    ),
    staleAge({
      target: 30_000,
      because: 'Drill 6: up to thirty seconds until a change is seen everywhere is the contract.',
    }),
    loadShare({
      target: 0.14,
      because: 'A choice: what freshness may cost the database, one read in seven.',
    }),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
  ],
  constants: {
    durationMs: choice('Five minutes, as long as the TTL that was there before.'),
    settleMs: choice('Two minutes in which every delete arrives.'),
    bucketMs: choice('Half a second: five minutes are long.'),
    'readers.profile pages': choice('Many profiles, some much wanted.'),
    'readers.profile pages.sessions': choice(
      'One visit in fifty is a save; the user looks at the result in less than a second.',
    ),
    'origin.connections': choice('More than are ever needed here: load is not the trouble.'),
    'origin.queries': choice('A profile with its pictures and settings.'),
    warm: choice('The cache has run for long: entries of every age.'),
    'faults.0': choice('One delete in ten is lost without an error, from the third minute on.'),
    faults: choice(
      'Six of the twelve nodes are upgraded, three seconds each; deletes there fail with an error.',
    ),
  },
  shaken: [
    { path: 'readers.profile pages.ratePerSecond', least: 0.95, most: 1.3 },
    { path: 'readers.profile pages.sessions.lookAfterMs', least: 0.5, most: 1.5 },
    { path: 'faults.0.probability', least: 0.7, most: 1.6 },
    { path: 'origin.queries.profile.meanMs', least: 0.7, most: 1.5 },
  ],
  chapters: ['fault-lines', 'invalidation-reference'],
  drills: ['stale-data-incident'],
  deepDives: [],
}
