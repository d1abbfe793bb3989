import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { WorldInput } from '#world/world.ts'
import { DATA_CENTRE, REDIS } from './givens.ts'
import { originPeak, primary, staleAge, typeP99 } from './objectives.ts'
import { lostDeletes, slowOrigin } from './offeredFaults.ts'
import type { ScenarioInput } from './scenario.ts'

const PRICES = { kind: 'zipf', type: 'price', prefix: 'price:', count: 100, exponent: 0 } as const

/**
 * The race of D.1 as it really goes: a reader misses and reads the old row, the writer commits and deletes, and then the
 * reader fills. A refill between commit and delete, as the playbook tells it, is harmless: the delete removes it.
 */
const world = {
  version: 1,
  durationMs: 60_000,
  settleMs: 5000,
  drainMs: 5000,
  instances: 4,
  network: DATA_CENTRE,
  readers: [{ name: 'product pages', ratePerSecond: 300, keys: PRICES }],
  client: { timeoutMs: 5000 },
  writers: [
    {
      // A repricing: for ten seconds every price changes about five times, and then none does.
      name: 'repricing',
      ratePerSecond: 50,
      keys: PRICES,
      profile: {
        kind: 'steps',
        steps: [
          { atMs: 0, factor: 0 },
          { atMs: 15_000, factor: 1 },
          { atMs: 25_000, factor: 0 },
        ],
      },
    },
  ],
  redis: REDIS,
  origin: {
    connections: 60,
    comfortable: 20,
    slowdown: 0.03,
    // A join over discounts. The playbook's window of under a millisecond is that of the DEL; this is that of the load.
    queries: { price: { meanMs: 200, variation: 0.3 } },
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: PRICES }],
  watchedKeys: ['price:1', 'price:2', 'price:3', 'price:4'],
} satisfies WorldInput

const trap: PolicyInput = {
  stalenessBudgetMs: 5000,
  l2: { ttlMs: 300_000, jitter: 0.1 },
  invalidation: { deleteOnWrite: true },
  coalescing: 'instance',
}

const staff: PolicyInput = {
  ...trap,
  signedBy: 'Product and Finance',
  invalidation: { deleteOnWrite: true, cdcBackstop: true, missTokens: true },
  loadCapMs: 2000,
}

function design(id: string, title: string, price: PolicyInput): DesignInput {
  return {
    version: 1,
    id,
    title,
    policies: { price },
    origin: { missLimit: 10 },
    ownership: { invalidation: 'Pricing team', warming: 'Web platform', pager: 'Pricing on call' },
  }
}

const designs: readonly DesignInput[] = [
  { version: 1, id: 'l5', title: 'L5 trap', policies: { price: trap } },
  design('l6', 'L6 answer', staff),
  design('tokens', 'Miss tokens alone', {
    ...staff,
    invalidation: { deleteOnWrite: true, missTokens: true },
  }),
  design('cdc', 'Change feed alone', { ...staff, invalidation: { deleteOnWrite: true, cdcBackstop: true } }),
  design('stamps', 'Version stamps', {
    ...staff,
    invalidation: { deleteOnWrite: true, versionStamps: { lookup: 'primary' } },
  }),
  design('short-ttl', 'A TTL of five seconds', {
    ...staff,
    l2: { ttlMs: 5000 },
    invalidation: { deleteOnWrite: true },
  }),
]

export const writeRace: ScenarioInput = {
  id: 'write-race',
  title: 'The write race',
  tagline: 'Every writer deletes the key, every delete arrives, and the old price stays for a whole TTL.',
  prompt:
    'All our writers delete the cache key after they commit, and no delete was lost. Yet after the repricing at noon some ' +
    'products showed the old price until their TTL ran out. Draw me the order of events, and then take it out of the design.',
  questions: [
    {
      ask: 'How long does a load take, from its question to Redis until it fills?',
      answer: 'About two hundred milliseconds: the price joins discounts and taxes.',
    },
    { ask: 'How often is one price written?', answer: 'Hardly ever, and then several times within seconds.' },
    {
      ask: 'How old may a price be on a page?',
      answer: 'Five seconds. Product and Finance would sign that; nobody has asked them.',
    },
  ],
  minutes: 6,
  dimensions: ['invalidation', 'consistency', 'ownership'],
  core: ['invalidation', 'ownership'],
  beyond: 'version-stamps',
  world,
  designs,
  knobs: ['miss-tokens', 'cdc-backstop', 'version-stamps', 'redis-ttl', 'delete-on-write', 'sampling'],
  faults: [
    slowOrigin(4, ', and so does the window in which a write overtakes them'),
    {
      id: 'feed-paused',
      title: 'The change feed stands still for 15 s',
      effect: 'What it would have deleted is deleted late.',
      at: atMs => ({ kind: 'feed-paused', atMs, forMs: 15_000 }),
    },
    lostDeletes(10_000),
  ],
  objectives: [
    primary(
      staleAge({ target: 5000, because: 'What Product and Finance would sign for a price on a page.' }),
    ),
    typeP99({
      type: 'price',
      target: 400,
      because:
        'A choice: twice a load. Who asks the database about each read does not get better than it is.',
    }),
    originPeak({
      target: 60,
      because: 'The pool has 60 connections, and repricing must not fill it.',
    }),
  ],
  chapter: 'failure-modes',
  drill: 'invalidation-strategy',
}
