import { Design, type DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { Simulation } from '#world/simulation.ts'
import { World, type WorldInput } from '#world/world.ts'
import { requests, requestsPerSecond } from './herd.ts'

const SECOND_MS = 1000
const DURATION_MS = 60 * SECOND_MS

const breaker = {
  failureShare: 0.5,
  minimumLoads: 20,
  windowMs: 10_000,
  openMs: 5000,
  probes: 3,
  backoffFactor: 2,
  longestOpenMs: 30_000,
}

/** Everything that goes together, on. */
const everything: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product',
  cdn: { ttlMs: 1000, purgeOnWrite: true },
  l1: { ttlMs: 2000, maxEntries: 200, eviction: 'w-tinylfu' },
  l2: { ttlMs: 60_000, jitter: 0.1, replicaReads: 'hot' },
  invalidation: {
    deleteOnWrite: true,
    publishToL1: true,
    cdcBackstop: true,
    missTokens: true,
    retries: { attempts: 10, delayMs: 50, queueLimit: 1000 },
    groupMarkerMs: 1000,
  },
  coalescing: 'fleet',
  lease: { renews: true },
  earlyExpiry: { kind: 'xfetch', beta: 1 },
  backgroundRefresh: { aheadMs: 5000 },
  staleWhileRevalidateMs: 1000,
  staleIfErrorMs: 10_000,
  softTimeoutMs: 250,
  loadCapMs: 3000,
  onCacheFailure: { kind: 'serve-stale', maxAgeMs: 60_000 },
  readYourWritesMs: 30_000,
  negativeTtlMs: 5000,
  samplingShare: 0.001,
  hotKeys: { ratePerSecond: 20, localCopyMs: 2000, copies: 3 },
  encoding: { format: 'messagepack', compression: 'fast' },
}

const infrastructure: Pick<DesignInput, 'origin' | 'redis' | 'warming' | 'ownership'> = {
  origin: {
    breaker,
    missLimit: 50,
    shedding: { normalLoadsPerSecond: 100, tripAtMultiple: 3 },
  },
  redis: {
    memoryBytes: 500_000,
    replicas: 1,
    snapshotEveryMs: 30_000,
    commandTimeoutMs: 50,
    breaker,
    overflow: { bytes: 5_000_000, delayMs: 2 },
  },
  warming: { mostKeys: 1000, ratePerSecond: 200, hitRateGate: 0.8 },
  ownership: { invalidation: 'Catalogue team', warming: 'Web platform', pager: 'Web platform on call' },
}

/** The herd's two types of data with everything on: the same traffic as the common path. No edge before the page that the herd comes for: it would not come. */
const herdDesign: DesignInput = {
  version: 1,
  id: 'herd-everything',
  title: 'Everything, for the herd',
  policies: { page: { ...everything, cdn: null }, product: everything },
  ...infrastructure,
}

const design: DesignInput = {
  version: 1,
  id: 'everything',
  title: 'Everything',
  policies: {
    product: everything,
    // What cannot go together with the rest has a type of its own.
    price: {
      ...everything,
      cdn: null,
      invalidation: { ...everything.invalidation, versionStamps: { lookup: 'primary' } },
    },
    profile: { ...everything, cdn: null, pattern: 'write-behind' },
  },
  ...infrastructure,
}

const products = {
  kind: 'zipf',
  type: 'product',
  prefix: 'product:',
  count: 5000,
  exponent: 1,
  groups: 50,
} as const
const prices = { kind: 'zipf', type: 'price', prefix: 'price:', count: 1000, exponent: 1 } as const
const profiles = { kind: 'zipf', type: 'profile', prefix: 'profile:', count: 2000, exponent: 0.8 } as const

const world: WorldInput = {
  version: 1,
  durationMs: DURATION_MS,
  settleMs: 10_000,
  drainMs: 5000,
  bucketMs: 100,
  windows: [{ fromMs: 10_000, toMs: DURATION_MS }],
  instances: 8,
  clockSkewMs: 20,
  network: { clientMs: 0.5, redisMs: 0.5, originMs: 0.5, busMs: 2 },
  readers: [
    { name: 'shoppers', ratePerSecond: 5000, keys: products, priority: 'P1' },
    { name: 'checkouts', ratePerSecond: 200, keys: prices, priority: 'P0' },
    {
      name: 'members',
      ratePerSecond: 1000,
      keys: profiles,
      sessions: { users: 1000, writeShare: 0.05, lookAfterMs: 200 },
    },
    {
      name: 'crawlers',
      ratePerSecond: 50,
      keys: { kind: 'missing', type: 'product', prefix: 'gone:', count: 500 },
      priority: 'P2',
    },
  ],
  client: { timeoutMs: 5000, retries: 2, backoffMs: 50, backoffFactor: 2, backoffJitter: 0.5 },
  writers: [
    { name: 'catalogue', ratePerSecond: 5, keys: products, invalidates: true },
    { name: 'campaigns', ratePerSecond: 0.1, keys: products, invalidates: true, wholeGroups: true },
    { name: 'import', ratePerSecond: 2, keys: prices, invalidates: false },
  ],
  redis: { nodes: 12, commandMs: 0.02 },
  origin: {
    connections: 50,
    lineLimit: 1000,
    connectTimeoutMs: 5000,
    comfortable: 20,
    slowdown: 0.03,
    queries: {
      product: { meanMs: 10, variation: 0.5 },
      price: { meanMs: 5, variation: 0.5 },
      profile: { meanMs: 10, variation: 0.5 },
    },
    commitMs: 2,
  },
  changeFeed: { lagMs: 1000 },
  warm: [{ keys: products, expiresAtMs: null }],
  prices: { redisPerGbHour: 0.02, overflowPerGbHour: 0.005 },
  faults: [
    { kind: 'node-down', atMs: 45_000, forMs: 3000, node: 3, loses: true },
    { kind: 'bus-faulty', atMs: 50_000, forMs: 5000, drops: 0.1, repeats: 0.1, holdsBackMs: 50 },
  ],
  watchedKeys: ['product:1', 'price:1', 'profile:1'],
}

/** Simulated requests a second of the herd's own traffic, with every mechanism on that suits its data. */
export function herdWithEverything(): number {
  return requests(3, Design.parse(herdDesign))
}

/** The same in a world that gives every mechanism work: crowds of cold keys, many writers, small memories, faults. */
export function busyWorld(): number {
  return requestsPerSecond(
    new Simulation({ scenario: 'bench', world: World.parse(world), design: Design.parse(design), seed: 7 }),
  )
}
