import type { DesignInput } from '#cache/design.ts'
import { nodeOf, slotOf } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, INVALIDATION, minute, ORIGIN_BREAKER } from './givens.ts'
import { failed, primary, staleAge, typeP99, worstSecond } from './objectives.ts'
import { deletion, nodeDown } from './offeredFaults.ts'
import type { ScenarioInput } from './scenario.ts'

const VIRAL = 'product:viral'
const OTHERS = { kind: 'zipf', type: 'catalogue', prefix: 'catalogue:', count: 2000, exponent: 0.5 } as const

/**
 * The playbook's viral product (4.2, drill 5): 12 shards, 50 instances, and one shard that carries nine tenths of all
 * commands. With share s of the reads on one key that shard has s + (1 - s)/12, so s is 0.89.
 */
const world = {
  ...minute(40_000),
  drainMs: 10_000,
  instances: 50,
  network: DATA_CENTRE,
  readers: [
    {
      name: 'viral product',
      ratePerSecond: 11,
      keys: { kind: 'one', type: 'product', key: VIRAL },
      // A hundred times its usual traffic, as in probe D.
      profile: { kind: 'steps', steps: [{ atMs: 15_000, factor: 100 }] },
    },
    { name: 'catalogue', ratePerSecond: 136, keys: OTHERS },
  ],
  client: { timeoutMs: 10_000 },
  writers: [
    {
      name: 'stock and price',
      ratePerSecond: 0.5,
      keys: { kind: 'one', type: 'product', key: VIRAL },
    },
  ],
  // A choice for the sake of small numbers: a node does a thousand commands a second. Real ones do a hundred times that, of a hundred times the traffic.
  redis: { nodes: 12, commandMs: 1, replicaLagMs: 50 },
  origin: {
    connections: 50,
    comfortable: 20,
    slowdown: 0.03,
    queries: { product: { meanMs: 10, variation: 0.5 }, catalogue: { meanMs: 10, variation: 0.5 } },
  },
  warm: [{ keys: { kind: 'one', type: 'product', key: VIRAL } }, { keys: OTHERS }],
  watchedKeys: [VIRAL, 'catalogue:1'],
} satisfies WorldInput

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

/** Six reads a second in one instance are a fifth of what a shard may be asked for in all: 50 instances make 300. */
const detection = { ratePerSecond: 6, windowMs: 1000, trackedKeys: 64 }

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { product: trap, catalogue: trap } },
  design('l6', 'L6 answer', { ...staff, hotKeys: { ...detection, localCopyMs: 2000 } }),
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

/** The node that holds the viral product. */
const NODE = nodeOf(slotOf(VIRAL), world.redis.nodes)

export const hotKey: ScenarioInput = {
  id: 'hot-key',
  title: 'Hot key',
  tagline: 'One product goes viral: one shard of twelve melts, and takes innocent keys with it.',
  prompt:
    'A product of ours has just been on television. Its page is read a hundred times as often as a minute ago. ' +
    'We have twelve Redis shards and fifty instances, and eleven of the shards are bored. Why is the site slow, and what do you do?',
  questions: [
    {
      ask: 'How much can one shard do, and how much is asked of this one?',
      answer: 'A thousand commands a second here; the product alone is read eleven hundred times a second.',
    },
    {
      ask: 'How old may the product be on its page?',
      answer: 'Product signs thirty seconds; its stock and price change every other second.',
    },
    {
      ask: 'Did we know that it would be this product?',
      answer: 'Marketing did. Nobody told us, and next time it will be a surprise again.',
    },
  ],
  minutes: 7,
  dimensions: ['failure-modes', 'consistency', 'invalidation', 'ownership'],
  core: ['failure-modes', 'ownership'],
  beyond: 'hot-key-detection',
  world,
  designs,
  knobs: ['hot-local-copy', 'hot-copies', 'redis-replicas', 'local-ttl', 'publish-to-l1', 'redis-ttl'],
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
        because: 'A choice: fifty times a healthy read, and still under what a reader feels.',
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
  chapter: 'failure-modes',
  drill: 'hot-key',
}
