import type { DesignInput } from '#cache/design.ts'
import { nodeOf, slotOf } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { card } from './cards.ts'
import { choice, source } from './constants.ts'
import { DATA_CENTRE, INVALIDATION, ORIGIN_BREAKER } from './givens.ts'
import { failed, primary, staleAge, typeP99, worstSecond } from './objectives.ts'
import { deletion, nodeDown } from './offeredFaults.ts'
import { always, unowned, where } from './pivots.ts'
import type { ScenarioInput } from './scenario.ts'

const VIRAL = 'product:viral'
const NODES = 12
/** The node that holds the viral product. */
const NODE = nodeOf(slotOf(VIRAL), NODES)
const OTHERS = { kind: 'zipf', type: 'catalogue', prefix: 'catalogue:', count: 2000, exponent: 0.5 } as const

/**
 * The playbook's viral product (4.2, drill 5): 12 shards, 50 instances, and one shard that carries nine tenths of all
 * commands. With share s of the reads on one key that shard has s + (1 - s)/12, so s is 0.89.
 */
const world = {
  version: 1,
  durationMs: 30_000,
  settleMs: 5000,
  drainMs: 10_000,
  instances: 50,
  network: DATA_CENTRE,
  readers: [
    {
      name: 'viral product',
      ratePerSecond: 5.5,
      keys: { kind: 'one', type: 'product', key: VIRAL },
      // A hundred times its usual traffic, as in probe D.
      profile: { kind: 'steps', steps: [{ atMs: 10_000, factor: 100 }] },
    },
    { name: 'catalogue', ratePerSecond: 68, keys: OTHERS },
  ],
  client: { timeoutMs: 10_000 },
  writers: [
    {
      name: 'stock and price',
      ratePerSecond: 0.25,
      keys: { kind: 'one', type: 'product', key: VIRAL },
    },
  ],
  // For the sake of small numbers a node does five hundred commands a second; real ones do some hundred times that.
  redis: { nodes: NODES, commandMs: 2, replicaLagMs: 50 },
  origin: {
    connections: 50,
    comfortable: 20,
    slowdown: 0.03,
    queries: { product: { meanMs: 10, variation: 0.5 }, catalogue: { meanMs: 10, variation: 0.5 } },
  },
  warm: [{ keys: { kind: 'one', type: 'product', key: VIRAL } }, { keys: OTHERS }],
  // An innocent key of the same shard, and one that is elsewhere.
  watchedKeys: [VIRAL, catalogueKey(node => node === NODE), catalogueKey(node => node !== NODE)],
} satisfies WorldInput

/** The most popular key of the catalogue on such a node. */
function catalogueKey(isOn: (node: number) => boolean): string {
  for (let rank = 1; ; rank++) {
    const key = `${OTHERS.prefix}${rank}`
    if (isOn(nodeOf(slotOf(key), NODES))) return key
  }
}

const trap: PolicyInput = {
  stalenessBudgetMs: 30_000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  coalescing: 'none',
}

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product',
  coalescing: 'instance',
  invalidation: INVALIDATION,
  loadCapMs: 3000,
}

function design(id: string, title: string, hot: PolicyInput, redis: DesignInput['redis'] = {}): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { product: hot, catalogue: hot },
    redis,
    origin: { breaker: ORIGIN_BREAKER },
    ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Cache platform on call' },
  }
}

/** Three reads a second in one instance are three tenths of what a shard can do in all: 50 instances make 150. */
const detection = { ratePerSecond: 3, windowMs: 1000, trackedKeys: 64 }

const designs: readonly DesignInput[] = [
  // More replicas, which nobody is told to read.
  {
    version: 1,
    id: 'l5',
    title: 'L5 trap',
    policies: { product: trap, catalogue: trap },
    redis: { replicas: 2 },
  },
  design('l6', 'L6 answer', { ...staff, hotKeys: { ...detection, localCopyMs: 2000 } }),
  {
    ...design('pre-warmed', 'Known beforehand', staff),
    policies: {
      product: { ...staff, hotKeys: { ...detection, localCopyMs: 2000, known: [VIRAL] } },
      catalogue: { ...staff, hotKeys: { ...detection, localCopyMs: 2000 } },
    },
  },
  design('coalescing', 'Coalesced look-ups', staff),
  design('replication', 'Key replication', { ...staff, hotKeys: { ...detection, copies: 6 } }),
  design(
    'replicas',
    'Read replicas',
    {
      ...staff,
      l2: { ttlMs: 300_000, jitter: 0.1, replicaReads: 'hot' },
      hotKeys: detection,
    },
    { replicas: 2 },
  ),
]

export const hotKey: ScenarioInput = {
  ...card('hot-key'),
  context:
    'A shop with fifty instances and twelve Redis shards, none of them half full. It is half past eight in the evening, ' +
    'and a presenter has just held one of its products into a camera.',
  prompt:
    'A product of ours has just been on television. Its page is read a hundred times as often as a minute ago. ' +
    'We have twelve Redis shards and fifty instances, and eleven of the shards are bored. Why is the site slow, and what do you do?',
  questions: [
    {
      ask: 'How much can one shard do, and how much is asked of this one?',
      answer:
        'Five hundred commands a second here; the product alone is read five hundred and fifty times a second.',
    },
    {
      ask: 'How old may the product be on its page?',
      answer: 'Product signs thirty seconds; its stock or its price changes every four seconds.',
    },
    {
      ask: 'Did we know that it would be this product?',
      answer: 'Marketing did. Nobody told us, and next time it will be a surprise again.',
    },
    {
      ask: 'Who else is on that shard?',
      answer: 'A twelfth of the catalogue, whose readers have never heard of the product.',
    },
  ],
  prediction: {
    ask:
      'Reads of the product pick one of six copies, each on another shard, once it is found hot. What share of all commands does ' +
      'the busiest shard get?',
    of: 'replication',
    unit: 'share',
    measure: ({ summary: { shards } }) => {
      const counts = shards.map(({ operations }) => operations)
      return Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0)
    },
    tooLow:
      'Six copies are on six shards, not twelve, and reads made before the product was found hot all went to one.',
    tooHigh:
      'Six copies share nine tenths of the commands: some fifteen in a hundred each, and a little of the catalogue.',
  },
  ownership: {
    signs: 'A price two seconds old in one instance and new in the next: who agreed to that?',
    invalidates: 'The price changes while there are copies in fifty processes. Whose job are all of them?',
    paged: 'One shard is full and eleven are idle, so the mean looks well. Who is told?',
  },
  pivots: [
    {
      after: design => design.redis.replicas > 0,
      ask: 'The programme starts in ten minutes, and new replicas take fifteen. What do you do now?',
      listenFor:
        'Nothing that has to be ordered: a copy in each process, filled beforehand for a key that is known.',
    },
    {
      after: where(policy => policy.l2?.replicaReads !== 'none' && policy.l2 !== null),
      ask: 'A replica is behind when the price changes. What do its readers see, and what if it is promoted?',
      listenFor:
        'The old price for as long as it lags; after a failover, deletes of the last moment are missing.',
    },
    {
      after: where(policy => (policy.hotKeys?.copies ?? 1) > 1),
      ask: 'You chose the names of the copies by a suffix. Are they on different shards?',
      listenFor:
        'Not by itself: braces keep all of them on one shard. Names are chosen by their slot, and a write deletes each.',
    },
    {
      after: where(policy => policy.hotKeys?.localCopyMs != null),
      ask: 'The price changes, and the message about it is lost on its way to three instances. What do their readers see?',
      listenFor:
        'The old price until the copy ends, two seconds later: the short TTL is the bound, the message only helps.',
    },
    {
      after: where(policy => policy.hotKeys === null),
      ask: 'Which number would have told you that it is this key, and in which second?',
      listenFor: 'Reads counted by key, as a share of what its shard can do; means over all shards hide it.',
    },
    {
      after: unowned,
      ask: 'Marketing knew since Monday. Who should have been told, and by whom?',
      listenFor: 'A named owner of warming, and an event calendar that leads to them.',
    },
    {
      after: always,
      ask: 'The shard dies under the load. What does the database see in the next second?',
      listenFor:
        'Every read of the product as a miss: coalescing, a bound on loads, and copies in the processes.',
    },
  ],
  signals: [
    'hot-key-local-copy',
    'hot-key-detection',
    'request-coalescing',
    'origin-breaker',
    'del-on-write',
    'cdc-backstop',
    'version-stamps',
  ],
  core: ['failure-modes', 'ownership'],
  beyond: 'hot-key-replication',
  world,
  designs,
  tracks: ['shards', 'latency', 'fates', 'staleness', 'copies'],
  knobs: ['hot-local-copy', 'hot-copies', 'redis-replicas', 'local-ttl', 'publish-to-l1', 'coalescing'],
  faults: [
    deletion(VIRAL, 'Its price changes', 'The product is deleted in every tier, now, with every copy of it.'),
    {
      id: 'node-slow',
      title: 'Its shard slows down ×3 for 10 s',
      effect: `Node ${NODE + 1}, which holds the product, takes three times as long for each command.`,
      at: atMs => ({ kind: 'node-slow', atMs, forMs: 10_000, node: NODE, factor: 3 }),
    },
    nodeDown(
      NODE,
      5000,
      `Node ${NODE + 1} refuses every command and comes back empty.`,
      'Its shard is down for 5 s',
    ),
    {
      id: 'bus',
      title: 'The bus drops everything for 10 s',
      effect: 'No instance hears that its local copy is old.',
      at: atMs => ({ kind: 'bus-faulty', atMs, forMs: 10_000, drops: 1, repeats: 0, holdsBackMs: 0 }),
    },
  ],
  objectives: [
    primary(
      worstSecond({
        target: 100,
        because: 'A choice: twenty times a healthy read, and still under what a reader feels.',
      }),
    ),
    typeP99({
      type: 'catalogue',
      target: 50,
      because: 'The threshold of appendix E, for everything else in the shop: those keys did nothing.',
    }),
    failed({ target: 0.001, because: 'A choice: three nines of answered requests.' }),
    staleAge({ target: 30_000, because: 'The playbook has product sign 30 s for this kind of page.' }),
  ],
  constants: {
    instances: source('Drill 5: fifty application instances.'),
    'readers.viral product': source(
      'Probe D and 4.2: a hundred times its usual traffic. At 0.89 of all reads its shard has the nine tenths of drill 5.',
    ),
    'readers.viral product.ratePerSecond': choice(
      'In proportion to a node that does five hundred commands a second.',
    ),
    'readers.catalogue': choice(
      'Reads of innocent keys, spread over all shards: a ninth of those of the product.',
    ),
    writers: choice('Stock and price of a product on sale: every four seconds.'),
    'redis.commandMs': choice(
      'A hundred times what a real node takes, for a hundredth of the traffic: the queue is the same.',
    ),
    'origin.connections': choice('The pool of drill 3. This lab is not about it, until a shard dies.'),
    'origin.queries': choice('A look-up by key with a join or two.'),
    'origin.comfortable': choice('About as many queries as a server has cores.'),
    warm: choice('Ages are spread: nothing ends on purpose.'),
    'redis.replicaLagMs': choice('A replica in the next building that is kept busy.'),
  },
  shaken: [
    { path: 'readers.viral product.ratePerSecond', least: 0.95, most: 1.4 },
    { path: 'readers.catalogue.ratePerSecond', least: 0.8, most: 1.2 },
    { path: 'readers.viral product.profile.steps.0.atMs', least: 0.8, most: 1.2 },
    { path: 'writers.stock and price.ratePerSecond', least: 0.5, most: 2 },
    { path: 'redis.replicaLagMs', least: 0.5, most: 2 },
  ],
  chapters: ['failure-modes', 'observability'],
  drills: ['hot-key'],
  deepDives: ['black-friday-cache-failure'],
}
