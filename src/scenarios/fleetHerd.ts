import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { deletion, expiry, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const FRONT = 'page:front'
const PRODUCTS = { kind: 'zipf', type: 'product', prefix: 'product:', count: 5000, exponent: 1 } as const

/** The playbook's hundred instances (probe table, 6.2): one takes the lock, the other 99 wait, and then it crashes. */
const world = {
  version: 1,
  durationMs: 24_000,
  settleMs: 4000,
  drainMs: 10_000,
  instances: 100,
  network: DATA_CENTRE,
  readers: [
    // Seven a second in each instance, so that within one load every instance has somebody who misses.
    { name: 'front page', ratePerSecond: 700, keys: { kind: 'one', type: 'page', key: FRONT } },
    { name: 'products', ratePerSecond: 100, keys: PRODUCTS },
  ],
  // Who is on the instance that crashes asks another one.
  client: { timeoutMs: 10_000, retries: 2, backoffMs: 100 },
  writers: [{ name: 'catalogue', ratePerSecond: 2, keys: PRODUCTS, invalidates: true }],
  redis: REDIS,
  origin: {
    connections: 50,
    lineLimit: 10_000,
    connectTimeoutMs: 10_000,
    // As in the thundering herd: about as many queries as the server has cores run as if alone.
    comfortable: 20,
    slowdown: 0.03,
    queries: { page: { meanMs: 1000, variation: 0.02 }, product: { meanMs: 10, variation: 0.5 } },
    commitMs: 2,
  },
  warm: [
    { keys: { kind: 'one', type: 'page', key: FRONT }, expiresAtMs: 12_000 },
    { keys: PRODUCTS, expiresAtMs: null },
  ],
  // Who loads the page is in the middle of it: the query takes a second.
  faults: [{ kind: 'lease-holder-crash', atMs: 12_300, key: FRONT, downMs: 5000 }],
  watchedKeys: [FRONT, 'product:1', 'product:17'],
} satisfies WorldInput

const trap: PolicyInput = {
  stalenessBudgetMs: 30_000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
  loadCapMs: 10_000,
}

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  invalidation: INVALIDATION,
  coalescing: 'fleet',
  lease: { leaseMs: 3000, pollMs: 50, waitMs: 5000, afterWait: 'load' },
  staleWhileRevalidateMs: 20_000,
  loadCapMs: 3000,
}

const owned = { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' }

function design(id: string, title: string, policy: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { page: policy, product: policy },
    origin: { breaker: ORIGIN_BREAKER, missLimit: 6 },
    ownership: owned,
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { page: trap, product: trap } },
  design('l6', 'L6 answer', staff),
  design('lease-only', 'Lease, and wait', { ...staff, staleWhileRevalidateMs: 0 }),
  // Whoever loads says so every half second; a holder that has died is missed as soon.
  design('short-lease', 'Short lease, prolonged', {
    ...staff,
    staleWhileRevalidateMs: 0,
    lease: { ...staff.lease, leaseMs: 500, renews: true },
  }),
  design('early', 'Lease before the end', {
    ...staff,
    staleWhileRevalidateMs: 0,
    earlyExpiry: { kind: 'xfetch', beta: 1 },
  }),
]

export const fleetHerd: ScenarioInput = {
  ...card('fleet-herd'),
  context:
    'A news site on a hundred small instances before one PostgreSQL; all of them reach the same Redis. Coalescing was added ' +
    'after the last herd, in the process, and since then nobody has worried about it.',
  prompt:
    'You told me that requests for one key are coalesced. We run a hundred instances. The front page takes the database ' +
    'a second to build, and its TTL has just run out. One instance takes the lock and the other 99 wait. Then that one instance dies. ' +
    'How many queries does the database see, and how long do the 99 wait?',
  questions: [
    {
      ask: 'Where is coalescing done: in each process, or for the whole fleet?',
      answer: 'In each process, today. There is a Redis that all of them reach.',
    },
    {
      ask: 'How long does the longest load take, and how much may it vary?',
      answer: 'The front page takes a second, hardly ever more than 1.1.',
    },
    {
      ask: 'May readers get the page that has just ended while a new one is made?',
      answer: 'Product allows thirty seconds. Nobody has used that so far.',
    },
    {
      ask: 'What does a reader do whose instance dies?',
      answer: 'The client asks another instance after a tenth of a second, twice at most.',
    },
  ],
  prediction: {
    ask:
      'With a lease of three seconds and nothing else, its holder dies 0.3 s into a load of one second. How long does the slowest ' +
      'percent of the worst second wait?',
    of: 'lease-only',
    unit: 'ms',
    measure: ({ summary }) => summary.latencyMs.worstSecondP99,
    tooLow:
      'Nobody is told of a death. The lease has to end first, which takes its three seconds; only then does the next one begin to load.',
    tooHigh:
      'They do not wait until their clients give up: when the lease ends, one of them takes it and loads for a second.',
  },
  ownership: {
    signs: 'Thirty seconds of an old front page, served on purpose: whose decision is that?',
    invalidates: 'An editor publishes. Who makes sure that the page is deleted, its ended copy included?',
    paged: 'The instance that died held a lock. Who hears of it, and does anybody have to act?',
  },
  pivots: [
    {
      after: where(policy => policy.coalescing === 'instance'),
      ask: 'Singleflight runs in every process. Multiply by your instances: how many queries is that, and what is the pool?',
      listenFor:
        'A hundred against fifty: one for each instance, so that every deploy that adds some makes it worse.',
    },
    {
      after: where(policy => policy.coalescing === 'fleet'),
      ask: 'The holder is not dead but slow, and its lease ends. Two load now. Whose value stays?',
      listenFor: 'A token that a fill has to bring back: the late one is refused, whichever it is.',
    },
    {
      after: where(policy => policy.staleWhileRevalidateMs > 0),
      ask: 'An editor deletes the page because it names the wrong person. What do the 99 serve now?',
      listenFor: 'A delete takes the ended copy too: they wait for the load, as if there were none.',
    },
    {
      after: where(policy => policy.earlyExpiry.kind !== 'none'),
      ask: 'The refresh before the end fails each time. What happens at the end?',
      listenFor:
        'The ordinary miss: early expiry makes it rare, so that the path behind it is hardly ever tried.',
    },
    {
      after: unowned,
      ask: 'Somebody complains about an old front page. Who decided that this was acceptable?',
      listenFor: 'A name for the budget, one for invalidation and one for the pager, before the incident.',
    },
    {
      after: always,
      ask: 'How long should the lease be, and what goes wrong on either side of that?',
      listenFor:
        'Longer than the slowest load, or two load; every millisecond more is waited for after a crash. Or short, and prolonged by a holder that lives.',
    },
  ],
  signals: [
    'request-coalescing',
    'coalescing-across-instances',
    'early-expiry-or-jitter',
    'origin-breaker',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'survives-lock-holder-crash',
  world,
  designs,
  tracks: ['fates', 'latency', 'origin', 'copies', 'hit-rate'],
  knobs: [
    'coalescing',
    'stale-while-revalidate',
    'early-expiry',
    'redis-ttl',
    'miss-limit',
    'origin-breaker',
  ],
  faults: [
    expiry(FRONT, 'front page'),
    {
      id: 'crash',
      title: 'Crash whoever loads it',
      effect:
        'The instance that holds the lease then, or takes it next, dies and is back after five seconds.',
      at: atMs => ({ kind: 'lease-holder-crash', atMs, key: FRONT, downMs: 5000 }),
    },
    deletion(
      FRONT,
      'An editor publishes',
      'page:front is deleted in every tier, now: there is no ended copy to serve meanwhile.',
    ),
    slowOrigin(4, ': longer than the lease'),
  ],
  objectives: [
    primary(
      originPeak({
        target: 20,
        because:
          'Twenty queries are what the database runs without one slowing another; the herd may not cost more than that.',
      }),
    ),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice a page.',
    }),
    failed({
      target: 0.001,
      because: 'A choice: three nines, the crash included: its readers ask elsewhere.',
    }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  constants: {
    instances: source('The probe table and 6.2: a hundred instances, of which 99 wait.'),
    'readers.front page': choice(
      'Seven a second in each instance: within one load each has somebody who misses.',
    ),
    'readers.products': choice('Ordinary traffic beside it, which pays for the herd.'),
    'client.retries': choice('Whoever was on the instance that died asks another one, twice at most.'),
    writers: choice('A catalogue that changes now and then.'),
    'origin.connections': source('Drill 3 speaks of a pool of 50 that is gone.'),
    'origin.queries.page': choice('About a second, as in the thundering herd, for a page of many parts.'),
    'origin.queries.product': choice('A look-up by key with a join or two.'),
    warm: choice('The front page ends at 12 s; of the products, ages are spread.'),
    faults: choice('Three tenths into a load of one second; the instance is back after five.'),
  },
  shaken: [
    { path: 'readers.front page.ratePerSecond', least: 0.9, most: 1.4 },
    { path: 'readers.products.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'origin.queries.page.meanMs', least: 0.8, most: 1.4 },
    { path: 'instances', least: 0.7, most: 1.2 },
  ],
  chapters: ['failure-modes', 'thundering-herd-reference', 'interview-flow'],
  drills: ['thundering-herd'],
  deepDives: [],
}
