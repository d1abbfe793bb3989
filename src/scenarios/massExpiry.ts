import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER, REDIS } from './givens.ts'
import { failed, originPeak, primary, staleAge, worstSecond } from './objectives.ts'
import { cacheGone, deletion, lostDeletes, slowOrigin } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

/** Of fifty thousand products, two hundred and fifty are what everybody looks at; the others are each read every hour or so. */
const BESTSELLERS = { kind: 'zipf', type: 'product', prefix: 'bestseller:', count: 250, exponent: 0 } as const
const OTHERS = { kind: 'zipf', type: 'product', prefix: 'product:', count: 49_750, exponent: 0.5 } as const

const EXPIRES_AT_MS = 10_000
const TTL_MS = 14_000
/** A tenth is usual. It has to be more where fourteen seconds stand for minutes: the spread is to be longer than the refill. */
const JITTER = 0.6

/**
 * A deploy wrote fifty thousand entries with one TTL (appendix B): they end together at 10 s. What is read then is written
 * anew, within seconds, and ends together once more at 24 s: of the two cliffs that is the one that jitter can spread.
 * The TTL of 14 s stands for one of minutes, between whose ends nothing happens.
 */
const world = {
  version: 1,
  durationMs: 36_000,
  settleMs: 3000,
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [
    { name: 'bestsellers', ratePerSecond: 250, keys: BESTSELLERS },
    { name: 'the other products', ratePerSecond: 12, keys: OTHERS },
  ],
  client: { timeoutMs: 5000 },
  writers: [{ name: 'catalogue', ratePerSecond: 1, keys: BESTSELLERS }],
  redis: REDIS,
  origin: {
    connections: 18,
    connectTimeoutMs: 5000,
    comfortable: 10,
    slowdown: 0.08,
    queries: { product: { meanMs: 100, variation: 0.5 } },
  },
  warm: [
    { keys: BESTSELLERS, expiresAtMs: EXPIRES_AT_MS },
    { keys: OTHERS, expiresAtMs: EXPIRES_AT_MS },
  ],
  watchedKeys: [1, 2, 3, 4, 5, 6, 7, 8].map(rank => `bestseller:${rank}`),
} satisfies WorldInput

const trap: PolicyInput = { stalenessBudgetMs: 30_000, l2: { ttlMs: TTL_MS } }

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  l2: { ttlMs: TTL_MS, jitter: JITTER },
  invalidation: INVALIDATION,
  coalescing: 'instance',
  staleWhileRevalidateMs: 12_000,
  loadCapMs: 3000,
}

/** The trap with one remedy, so that it can be seen what that alone does. */
function alone(id: string, title: string, remedy: PolicyInput, missLimit: number | null = null): DesignInput {
  return { version: 1, id, title, policies: { product: remedy }, origin: { missLimit } }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { product: trap } },
  {
    version: 1,
    id: 'l6',
    title: 'L6 answer',
    policies: { product: staff },
    origin: { breaker: ORIGIN_BREAKER, missLimit: 3 },
    ownership: { invalidation: 'Catalogue team', warming: 'Release team', pager: 'Web platform on call' },
  },
  alone('jitter', 'Jitter alone', { ...trap, l2: { ttlMs: TTL_MS, jitter: JITTER } }),
  alone('early-expiry', 'Early expiry in a window', {
    ...trap,
    earlyExpiry: { kind: 'window', windowMs: 8000 },
  }),
  alone('xfetch', 'Early expiry by load time', { ...trap, earlyExpiry: { kind: 'xfetch', beta: 1 } }),
  alone('refresh', 'Background refresh', {
    ...trap,
    backgroundRefresh: { aheadMs: 3000, mostKeys: 5000 },
  }),
  alone('coalescing', 'Coalescing alone', { ...trap, coalescing: 'instance' }),
  alone('limiter', 'Miss limit alone', trap, 3),
]

export const massExpiry: ScenarioInput = {
  ...card('mass-expiry'),
  context:
    'A shop with four instances. Its deploy script empties Redis and then writes all fifty thousand products into it from ' +
    'one dump of the database, so that no reader ever meets a cold cache. The release went without a hitch.',
  prompt:
    'We were proud of this deploy: all fifty thousand products were in the cache before the first reader came, each with the same ' +
    'TTL. Exactly one TTL later the database was on its knees for a few seconds, and one TTL after that it stumbled again. No key ' +
    'is read more than once or twice a second. What happened, and what do you change?',
  questions: [
    {
      ask: 'Is it one key that everybody reads, or many that are each read now and then?',
      answer: 'Many: two hundred and fifty bestsellers at about one read a second each, and a long tail.',
    },
    {
      ask: 'How does the script write them: through the code that readers use, or past it?',
      answer: 'Past it, from a dump, with a fixed TTL. What readers fill later goes through our code.',
    },
    {
      ask: 'How many loads a second can the database do?',
      answer: 'About a hundred, with 18 connections and a tenth of a second each.',
    },
    {
      ask: 'May a reader get a product that has just ended while a new copy is made?',
      answer: 'Product allows thirty seconds after a change. Nobody has used that so far.',
    },
  ],
  prediction: {
    ask:
      'Every entry that your code writes now draws up to 60 % off its TTL, and nothing else changes. How many queries does the ' +
      'database have at once, at most, over both ends?',
    of: 'jitter',
    unit: 'count',
    measure: ({ summary }) => summary.origin.peakDemand,
    tooLow:
      'Jitter is drawn when an entry is written. The deploy has written these already: the first cliff stands, and only the second is spread.',
    tooHigh:
      'Two hundred and fifty bestsellers are read about once a second each: there are no thousands of readers to wait for one of them.',
  },
  ownership: {
    signs: 'A product that has ended is served for twelve seconds more. Who agreed to that?',
    invalidates: 'The script writes past the code that draws jitter and takes tokens. Whose script is it?',
    paged: 'It happened one TTL after the release, when everybody had gone home. Who is called?',
  },
  pivots: [
    {
      after: where(
        policy =>
          (policy.l2?.jitter ?? 0) === 0 &&
          policy.earlyExpiry.kind === 'none' &&
          policy.staleWhileRevalidateMs === 0,
      ),
      ask: 'You wrote fifty thousand entries within a minute. When do they end, and what is asked of the database then?',
      listenFor: 'All within the same minute: nearly every read is a miss, at the whole rate of the traffic.',
    },
    {
      after: where(policy => (policy.l2?.jitter ?? 0) > 0),
      ask: 'You deploy the jitter today. What happens to what is in the cache already, and how much jitter is enough?',
      listenFor:
        'Nothing, it ends as it was written. Enough is what spreads all of it over a time in which the database can load it.',
    },
    {
      after: where(policy => policy.earlyExpiry.kind !== 'none'),
      ask: 'Early expiry that looks at the time of a load did next to nothing here. Why, when it is so good for one hot key?',
      listenFor:
        'Somebody has to read the key within a load or so of its end. At one read a second hardly anybody does: it takes a longer window.',
    },
    {
      after: where(policy => policy.backgroundRefresh !== null),
      ask: 'Your refresh runs three seconds before the end, for every entry. What does the database see?',
      listenFor:
        'The same cliff three seconds earlier. Readers do not wait for it, unless they need the same connections.',
    },
    {
      after: design => design.origin.missLimit !== null,
      ask: 'The limit protects the database. What do those get who are over it?',
      listenFor: 'An error, unless there is an ended copy that they may be given: the two belong together.',
    },
    {
      after: unowned,
      ask: 'The script belongs to the release team and the TTL to the shop team. Who knew that both together make a cliff?',
      listenFor: 'A named owner of warming, who also answers for what happens one TTL later.',
    },
    {
      after: always,
      ask: 'The same happens to one page that a thousand people read. Does your answer still help?',
      listenFor: 'Jitter does not: one key has one end. That takes coalescing, or a refresh before the end.',
    },
  ],
  signals: [
    'early-expiry-or-jitter',
    'request-coalescing',
    'background-refresh',
    'origin-breaker',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'warming-gate',
  world,
  designs,
  tracks: ['origin', 'hit-rate', 'latency', 'fates', 'copies'],
  knobs: [
    'ttl-jitter',
    'early-expiry',
    'background-refresh',
    'stale-while-revalidate',
    'miss-limit',
    'coalescing',
  ],
  faults: [
    cacheGone(
      'restart',
      'Redis restarts empty',
      'Down for a second; everything is written anew afterwards, and so nearly at once.',
      { forMs: 1000, loses: true },
    ),
    slowOrigin(3),
    deletion(
      'bestseller:1',
      'One price changes',
      'One bestseller is deleted in every tier: a miss or two, and nothing to spread.',
    ),
    lostDeletes(10_000),
  ],
  objectives: [
    primary(
      originPeak({
        target: 18,
        because: 'The pool has 18 connections; whatever is asked beyond them waits.',
      }),
    ),
    worstSecond({
      target: 400,
      because: 'A choice: four times a load is where one begins to see that something is wrong.',
    }),
    failed({ target: 0.01, because: 'A choice: one reader in a hundred over two ends of everything.' }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  constants: {
    readers: choice(
      'No key is hot: 250 are read about once a second each, and the other 49,750 together twelve times a second.',
    ),
    writers: choice('A price that changes now and then.'),
    'client.timeoutMs': choice('Longer than anybody has to wait here.'),
    'origin.connections': choice('Three times what is used between two ends.'),
    'origin.queries': choice('A product page with what belongs to it.'),
    'origin.comfortable': choice('As many queries as this server has cores.'),
    warm: choice(
      'Fifty thousand entries from one dump, all with the same end: appendix B speaks of such a cliff.',
    ),
  },
  shaken: [
    { path: 'readers.bestsellers.ratePerSecond', least: 0.9, most: 1.2 },
    { path: 'readers.the other products.ratePerSecond', least: 0.7, most: 1.3 },
    { path: 'origin.queries.product.meanMs', least: 0.9, most: 1.2 },
    { path: 'warm.0.expiresAtMs', least: 0.9, most: 1.2 },
  ],
  chapters: ['thundering-herd-reference', 'failure-modes'],
  drills: ['thundering-herd'],
  deepDives: ['cache-warming-gone-wrong'],
}
