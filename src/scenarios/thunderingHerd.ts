import type { DesignInput } from '#cache/design.ts'
import { nodeOf, slotOf } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, minute, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { deletion, expiry, lostDeletes, nodeDown, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const HOME_PAGE = 'page:home'

/**
 * The playbook's herd (4.1, probe B, drill 3) with a clock that can be true. Its numbers are a pool that exhausts, about
 * a thousand queries, and latency towards 10 s. At 1,000 reads a second they follow from a query of about one second.
 */
const world = {
  ...minute(),
  // As long as a reader waits, so that every request ends.
  drainMs: 10_000,
  instances: 8,
  network: DATA_CENTRE,
  readers: [
    { name: 'home page', ratePerSecond: 1000, keys: { kind: 'one', type: 'page', key: HOME_PAGE } },
    {
      name: 'products',
      ratePerSecond: 300,
      keys: { kind: 'zipf', type: 'product', prefix: 'product:', count: 5000, exponent: 1 },
    },
  ],
  // Latency towards 10 s is the playbook's; readers here do not retry, so each failure is one reader.
  client: { timeoutMs: 10_000, retries: 0, backoffMs: 100 },
  writers: [
    {
      name: 'catalogue',
      ratePerSecond: 2,
      keys: { kind: 'zipf', type: 'product', prefix: 'product:', count: 5000, exponent: 1 },
      invalidates: true,
    },
  ],
  redis: REDIS,
  origin: {
    // The pool is drill 3's. Its line is long enough never to refuse, and gives up when the readers do.
    connections: 50,
    lineLimit: 10_000,
    connectTimeoutMs: 10_000,
    // A choice: twenty queries run as if alone (about as many as the server has cores); at fifty each takes 1.9 times as long.
    comfortable: 20,
    slowdown: 0.03,
    queries: { page: { meanMs: 1000, variation: 0.02 }, product: { meanMs: 10, variation: 0.5 } },
    commitMs: 2,
  },
  changeFeed: { lagMs: 1000 },
  warm: [
    { keys: { kind: 'one', type: 'page', key: HOME_PAGE }, expiresAtMs: 20_000 },
    {
      keys: { kind: 'zipf', type: 'product', prefix: 'product:', count: 5000, exponent: 1 },
      expiresAtMs: null,
    },
  ],
  faults: [],
  watchedKeys: [HOME_PAGE, 'product:1', 'product:17'],
} satisfies WorldInput

const trapPolicy: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: null,
  l1: null,
  l2: { ttlMs: 300_000, jitter: 0 },
  invalidation: { deleteOnWrite: true, publishToL1: false, cdcBackstop: false, missTokens: false },
  coalescing: 'none',
  earlyExpiry: { kind: 'none' },
  loadCapMs: 10_000,
}

const staffPolicy: PolicyInput = {
  ...trapPolicy,
  signedBy: 'Product',
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  earlyExpiry: { kind: 'xfetch', beta: 1 },
  loadCapMs: 3000,
}

const OWNERSHIP = {
  invalidation: 'Catalogue team',
  warming: 'Web platform',
  pager: 'Web platform on call',
} as const

/** The trap with one remedy, so that it can be seen what that alone does. */
function remedy(
  id: string,
  title: string,
  change: Partial<PolicyInput>,
  missLimit: number | null = null,
): DesignInput {
  const policy = { ...trapPolicy, ...change }
  return { version: 1, id, title, policies: { page: policy, product: policy }, origin: { missLimit } }
}

const designs: readonly DesignInput[] = [
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: { page: trapPolicy, product: trapPolicy },
    origin: { breaker: null, missLimit: null },
    ownership: { invalidation: null, warming: null, pager: null },
  },
  {
    version: 1,
    id: 'l6',
    title: 'L6 answer',
    policies: { page: staffPolicy, product: staffPolicy },
    origin: {
      breaker: ORIGIN_BREAKER,
      missLimit: 6,
    },
    ownership: OWNERSHIP,
  },
  // The remedies of 4.1, one each.
  remedy('coalescing', 'Coalescing alone', { coalescing: 'instance' }),
  remedy('early-expiry', 'Early expiry alone', { earlyExpiry: { kind: 'xfetch', beta: 1 } }),
  remedy('window', 'Early expiry in a window', { earlyExpiry: { kind: 'window', windowMs: 10_000 } }),
  // Without coalescing the herd only moves behind the readers' backs. The page in the cache at the beginning was filled by
  // no instance of this run, so that none would renew it before its end: it is renewed just after.
  remedy('refresh', 'Renewed in the background', { coalescing: 'instance', staleWhileRevalidateMs: 20_000 }),
  remedy('limiter', 'Miss limit alone', {}, 6),
]

/** The node that holds the home page. */
const HOME_NODE = nodeOf(slotOf(HOME_PAGE), world.redis.nodes)

export const thunderingHerd: ScenarioInput = {
  ...card('thundering-herd'),
  context:
    'A shop with eight instances, twelve Redis shards and one PostgreSQL. Its home page is a single cached document, and by ' +
    'far the most popular one. It is a quiet morning: nobody has deployed anything.',
  prompt:
    'Our home page is one cached document, read a thousand times a second. Rebuilding it takes the database about a second, ' +
    'and all eight instances share fifty connections with the product pages. At 12:00:20 its TTL runs out. ' +
    'Walk me through the next ten seconds, and then design it so that nobody notices.',
  questions: [
    {
      ask: 'How large is the connection pool, and who else uses it?',
      answer: 'Fifty in all. Product pages use the same fifty; their queries take about ten milliseconds.',
    },
    {
      ask: 'How long will a reader wait?',
      answer: 'The client gives up after ten seconds and does not try again by itself.',
    },
    {
      ask: 'How old may the home page be, and who agreed to that?',
      answer: 'Thirty seconds after a change is fine. Product will sign that if you ask.',
    },
    {
      ask: 'How does the entry go away: by its TTL, or because somebody deletes it?',
      answer: 'This time it is the TTL. Editors publish a few times a day, and that deletes the key.',
    },
  ],
  prediction: {
    ask: 'The L6 answer coalesces in each of eight instances and refreshes early. How many queries does the database have at once, at most?',
    of: 'l6',
    unit: 'count',
    measure: ({ summary }) => summary.origin.peakDemand,
    tooLow:
      'One load for one key would need a lease that all instances share. Coalescing in a process ends at the process, and product pages load besides.',
    tooHigh:
      'Readers of one instance share one load, so the home page costs at most eight at once, whatever its traffic.',
  },
  ownership: {
    signs: 'Thirty seconds of an old home page: whose decision is that?',
    invalidates: 'Who makes sure that whoever publishes also deletes the page?',
    paged: 'The origin has half as much again as its usual load. Whose phone rings?',
  },
  pivots: [
    {
      after: where(policy => policy.coalescing === 'none'),
      ask: "What is your database's connection pool size, and how many queries does one second of this traffic make?",
      listenFor:
        'The rate times the time of a load: a thousand a second for about a second, against fifty connections.',
    },
    {
      after: where(policy => policy.coalescing === 'instance'),
      ask: 'You run a hundred instances. How many queries now, and who may stop the other 99?',
      listenFor:
        'One per instance; a lease across the fleet with a deadline, and what happens when its holder dies.',
    },
    {
      after: where(policy => policy.earlyExpiry.kind !== 'none'),
      ask: 'An editor publishes at the peak. What does early expiry do for you then?',
      listenFor: 'Nothing: a delete leaves no copy to refresh. Coalescing has to carry it alone.',
    },
    {
      after: unowned,
      ask: 'Somebody complains about an old home page. Who decided that this was acceptable?',
      listenFor: 'A name for the budget, one for invalidation and one for the pager, before the incident.',
    },
    {
      after: always,
      ask: 'The database is slow already when the page expires. What does your design do then?',
      listenFor: 'A bound on loads in flight, a cap on load time, an ended copy served meanwhile.',
    },
  ],
  signals: [
    'request-coalescing',
    'early-expiry-or-jitter',
    'origin-breaker',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'coalescing-across-instances',
  world,
  designs,
  tracks: ['fates', 'latency', 'origin', 'hit-rate', 'copies'],
  knobs: ['coalescing', 'early-expiry', 'redis-ttl', 'ttl-jitter', 'miss-limit', 'origin-breaker'],
  faults: [
    expiry(HOME_PAGE, 'home page'),
    deletion(
      HOME_PAGE,
      'An editor publishes',
      'page:home is deleted in every tier, now. Early expiry has nothing to act on.',
    ),
    nodeDown(
      HOME_NODE,
      5000,
      `Node ${HOME_NODE + 1}, which holds the home page, refuses every command and comes back empty.`,
    ),
    slowOrigin(4),
    lostDeletes(20_000),
  ],
  objectives: [
    primary(
      originPeak({
        target: 50,
        because:
          'The pool has 50 connections; whatever is asked beyond them waits, and so do all other pages.',
      }),
    ),
    worstSecond({
      target: 250,
      because: 'A choice: a quarter of a second is where readers begin to notice a page.',
    }),
    failed({
      target: 0.001,
      because: 'A choice: three nines of answered requests over the measured minute.',
    }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  constants: {
    'readers.home page': source('4.1, drill 3: a thousand concurrent readers of one key.'),
    'readers.products': choice('Ordinary traffic beside it, which pays for the herd.'),
    'client.timeoutMs': source('4.1: latency rises towards ten seconds; nobody waits longer.'),
    'client.retries': choice('Readers do not ask again, so that each failure is one reader.'),
    writers: choice('A catalogue that changes now and then.'),
    'origin.connections': source('Drill 3 speaks of a pool of 50 that is gone.'),
    'origin.queries.page': choice(
      'About a second: with a thousand reads a second nothing shorter gives the thousand queries of 4.1.',
    ),
    'origin.queries.product': choice('A look-up by key with a join or two.'),
    warm: choice('The home page ends at 20 s; of the products, ages are spread.'),
    instances: choice('Enough for coalescing in each process to be more than one query.'),
  },
  shaken: [
    { path: 'readers.home page.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'readers.products.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'origin.queries.page.meanMs', least: 0.8, most: 1.2 },
    { path: 'warm.0.expiresAtMs', least: 0.8, most: 1.5 },
  ],
  chapters: ['failure-modes', 'thundering-herd-reference'],
  drills: ['thundering-herd'],
  deepDives: [],
}
