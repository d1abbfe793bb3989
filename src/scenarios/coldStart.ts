import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, QUICK_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone, nodeDown, slowOrigin } from './offeredFaults.ts'
import { oneType } from './oneType.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const ITEMS = { kind: 'zipf', type: 'item', prefix: 'item:', count: 2000, exponent: 0.8 } as const

/**
 * Redis restarts empty (4.3): every read is a miss, and the load is at its peak at once, not after half a minute as the
 * playbook's clock has it.
 */
const world = {
  version: 1,
  durationMs: 46_000,
  settleMs: 6000,
  drainMs: 4000,
  instances: 6,
  network: DATA_CENTRE,
  readers: [{ name: 'item pages', ratePerSecond: 320, keys: ITEMS }],
  client: { timeoutMs: 4000, retries: 1, backoffMs: 200 },
  writers: [{ name: 'catalogue', ratePerSecond: 1, keys: ITEMS }],
  redis: REDIS,
  origin: {
    connections: 18,
    lineLimit: 10_000,
    connectTimeoutMs: 4000,
    comfortable: 10,
    slowdown: 0.15,
    queries: { item: { meanMs: 65, variation: 0.5 } },
  },
  warm: [{ keys: ITEMS }],
  faults: [{ kind: 'cache-down', atMs: 10_000, forMs: 1000, loses: true, hangs: false }],
  watchedKeys: ['item:1', 'item:100', 'item:1500'],
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 30_000, l2: { ttlMs: 600_000, jitter: 0.1 } }

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  l1: { ttlMs: 10_000, maxEntries: 2000 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  loadCapMs: 2000,
  onCacheFailure: { kind: 'serve-stale', maxAgeMs: 20_000 },
  staleIfErrorMs: 20_000,
}

const design = oneType('item', {
  invalidation: 'Catalogue team',
  warming: 'Web platform',
  pager: 'Cache platform on call',
})

const limited = { breaker: QUICK_BREAKER, missLimit: 2 }

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { item: trap }, redis: { replicas: 2 } },
  design('l6', 'L6 answer', staff, { origin: limited }),
  design('snapshots', 'Snapshots besides', staff, { origin: limited, redis: { snapshotEveryMs: 5000 } }),
  // A job of its own fills what was lost, the most popular first, beside the readers.
  design('refilled', 'Filled again by a job', staff, {
    origin: limited,
    warming: { mostKeys: 1000, ratePerSecond: 60, concurrency: 4 },
  }),
  design(
    'coalescing',
    'Coalescing alone',
    { ...staff, l1: null, onCacheFailure: { kind: 'fall-through' } },
    {},
  ),
]

export const coldStart: ScenarioInput = {
  ...card('cold-start'),
  context:
    'A catalogue behind a Redis cluster with two replicas a shard, which has not been down for a year. The database was ' +
    'made smaller in spring, since it had so little to do.',
  prompt:
    'Somebody restarted the whole Redis cluster during an upgrade. It was gone for a second and came back empty; ' +
    'it has two replicas a shard, which were restarted with it. The database serves two percent of our reads on a good day. ' +
    'What does the next minute look like, and what would you have had in place?',
  questions: [
    {
      ask: 'How far is the database from its limit on an ordinary day?',
      answer:
        'It has 18 connections and hardly ever uses more than one. All reads together would want 21, and more when they slow each other down.',
    },
    {
      ask: 'Is anything of the cache on disk?',
      answer:
        'Not today. Redis can write a snapshot every few seconds; what is written after the last one would be lost, deletes too.',
    },
    {
      ask: 'How long do readers wait, and do they try again?',
      answer: 'Four seconds, and once after a refusal.',
    },
    {
      ask: 'How old may an item be?',
      answer: 'Thirty seconds; Product signs that.',
    },
  ],
  prediction: {
    ask:
      'Six instances keep copies of their own for ten seconds, coalesce, and have two loads under way each. ' +
      'How many queries does the database have at once after the restart, at most?',
    of: 'l6',
    unit: 'count',
    measure: ({ summary }) => summary.origin.peakDemand,
    tooLow: 'The cache is empty and thousands miss: the limit is what holds, and it is reached at once.',
    tooHigh: 'A limit of two in each of six instances is twelve for all of them, whoever asks for what.',
  },
  ownership: {
    signs: 'Readers are refused for half a minute so that the database lives. Who agreed to that?',
    invalidates: 'A snapshot brings deleted entries back. Whose job is it to delete them a second time?',
    paged: 'An upgrade of Redis is planned. Who has to say that the database can carry it?',
  },
  pivots: [
    {
      after: design => design.redis.replicas > 0 && design.origin.missLimit === null,
      ask: 'Your replicas were restarted with their primaries. What did they help against?',
      listenFor:
        'One node that dies. Against an empty cache: nothing; that takes a bound on misses, and a way to fill it.',
    },
    {
      after: design => design.redis.snapshotEveryMs !== null,
      ask: 'The snapshot is five seconds old. Which reader sees what was deleted in those five seconds, and for how long?',
      listenFor:
        'Everybody, until the TTL ends: nothing deletes it again. Replay the change feed from before the snapshot.',
    },
    {
      after: design => design.warming !== null,
      ask: 'Your job competes with readers for the same database. Who may be slowed down by whom?',
      listenFor:
        'A rate and a concurrency of its own, inside what the database has left; the most popular keys first.',
    },
    {
      after: where(policy => policy.coalescing !== 'none'),
      ask: 'Coalescing makes a thousand misses of one key one. How many different keys are missing here?',
      listenFor:
        'Two thousand: it bounds the load of a key, not that of an empty cache. A limit on all loads does.',
    },
    {
      after: unowned,
      ask: 'The upgrade was announced three weeks ago. Who should have asked what happens to the database?',
      listenFor: 'A named owner of warming, whose word such a change needs.',
    },
    {
      after: always,
      ask: 'Could your database carry all reads for a minute? When did you last find out?',
      listenFor:
        'A number, and the date of a test; headroom for that costs money every day, and somebody decided against it.',
    },
  ],
  signals: [
    'request-coalescing',
    'origin-breaker',
    'early-expiry-or-jitter',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'warming-gate',
  world,
  designs,
  tracks: ['hit-rate', 'origin', 'fates', 'latency', 'staleness'],
  knobs: ['miss-limit', 'local-ttl', 'on-cache-failure', 'redis-snapshots', 'coalescing', 'origin-breaker'],
  faults: [
    cacheGone(
      'restart',
      'Redis restarts',
      'Every node is down for a second. It comes back with its last snapshot, or empty.',
      { forMs: 1000, loses: true },
    ),
    nodeDown(
      0,
      1000,
      'Node 1 is down for a second and comes back with its last snapshot, or empty: a twelfth of all keys.',
      'One node restarts',
    ),
    slowOrigin(2, ': half the capacity to fill the cache with'),
  ],
  objectives: [
    primary(
      originPeak({
        target: 18,
        because: 'The pool has 18 connections; whatever is asked beyond them waits.',
      }),
    ),
    worstSecond({ target: 1000, because: 'A choice: a second is what a page may take on a bad evening.' }),
    failed({
      target: 0.025,
      because: 'A choice: one reader in forty, over a measured time that is nearly all outage.',
    }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  constants: {
    'readers.item pages': choice(
      'Many items of which none is very popular: the herd is of keys, not of readers.',
    ),
    'client.retries': choice('A browser that asks once more: what is refused comes back.'),
    writers: choice('One item a second changes, also between a snapshot and the restart.'),
    'origin.connections': choice('Many times what it needs, with a cache before it that hits.'),
    'origin.queries': choice('A page of an item with what belongs to it.'),
    'origin.comfortable': choice('As many queries as this server has cores.'),
    'origin.slowdown': choice(
      'All reads want 21 connections; at 18 running each query takes more than twice as long, so that more of them get less done.',
    ),
    warm: choice('Redis has run for long: ages are spread.'),
    'faults.0.atMs': choice('After a baseline of some seconds.'),
    'faults.0.forMs': source(
      '4.3: a restart, after which every read is a miss. How long it is away hardly matters.',
    ),
  },
  shaken: [
    { path: 'readers.item pages.ratePerSecond', least: 0.85, most: 1.15 },
    { path: 'writers.catalogue.ratePerSecond', least: 0.7, most: 2 },
    { path: 'origin.queries.item.meanMs', least: 0.85, most: 1.15 },
    { path: 'faults.0.forMs', least: 0.5, most: 2 },
  ],
  chapters: ['failure-modes', 'fault-lines'],
  drills: ['cache-failure'],
  deepDives: ['cache-warming-gone-wrong', 'black-friday-cache-failure'],
}
