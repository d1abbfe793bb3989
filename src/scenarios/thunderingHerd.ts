import type { DesignInput } from '#cache/design.ts'
import { nodeOf, slotOf } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, INVALIDATION, minute, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { deletion, expiry, lostDeletes, nodeDown, slowOrigin } from './offeredFaults.ts'
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
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' },
  },
]

/** The node that holds the home page. */
const HOME_NODE = nodeOf(slotOf(HOME_PAGE), world.redis.nodes)

export const thunderingHerd: ScenarioInput = {
  id: 'thundering-herd',
  title: 'Thundering herd',
  tagline: 'One popular key expires, and a thousand readers ask the database for it at once.',
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
  minutes: 6,
  dimensions: ['failure-modes', 'consistency', 'invalidation', 'ownership'],
  core: ['failure-modes', 'ownership'],
  beyond: 'coalescing-across-instances',
  world,
  designs,
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
  chapter: 'failure-modes',
  drill: 'thundering-herd',
}
