import { Design, type DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { Simulation } from '#world/simulation.ts'
import { World, type WorldInput } from '#world/world.ts'

const items = { kind: 'zipf', type: 'item', prefix: 'item:', count: 300, exponent: 1, groups: 10 } as const

const policy: PolicyInput = {
  stalenessBudgetMs: 5000,
  signedBy: null,
  l1: { ttlMs: 500, maxEntries: 50 },
  l2: { ttlMs: 3000, jitter: 0.2 },
  invalidation: { deleteOnWrite: true, publishToL1: true, cdcBackstop: true, missTokens: true },
  coalescing: 'instance',
  earlyExpiry: { kind: 'xfetch', beta: 1 },
  loadCapMs: 1000,
}

const world: WorldInput = {
  version: 1,
  durationMs: 6000,
  settleMs: 1000,
  drainMs: 1000,
  bucketMs: 100,
  windows: [{ fromMs: 1000, toMs: 6000 }],
  instances: 4,
  network: { clientMs: 0.5, redisMs: 0.5, originMs: 0.5, busMs: 2 },
  readers: [{ name: 'readers', ratePerSecond: 300, keys: items }],
  client: { timeoutMs: 1000, retries: 2, backoffMs: 20, backoffFactor: 2, backoffJitter: 0.5 },
  writers: [{ name: 'writers', ratePerSecond: 5, keys: items, invalidates: true }],
  redis: { nodes: 4, commandMs: 0.05 },
  origin: {
    connections: 10,
    lineLimit: 100,
    connectTimeoutMs: 500,
    comfortable: 5,
    slowdown: 0.1,
    queries: { item: { meanMs: 20, variation: 0.7 } },
    commitMs: 2,
  },
  changeFeed: { lagMs: 300 },
  warm: [{ keys: items, expiresAtMs: null }],
  faults: [],
  watchedKeys: ['item:1'],
}

interface Case {
  readonly title: string
  readonly world?: Partial<WorldInput>
  readonly policy?: Partial<PolicyInput>
  readonly design?: Partial<DesignInput>
}

const cases: readonly Case[] = [
  {
    title: 'a fleet that coalesces by lease, and crashes',
    policy: { coalescing: 'fleet', l1: { ttlMs: 500, maxEntries: 50, eviction: 'w-tinylfu' } },
    world: {
      clockSkewMs: 30,
      faults: [
        { kind: 'lease-holder-crash', atMs: 1500, key: 'item:1', downMs: 300 },
        { kind: 'instances-restart', atMs: 3000, first: 0, count: 4, downMs: 200, everyMs: 400 },
      ],
    },
  },
  {
    title: 'a Redis short of memory, with replicas, that goes down',
    design: {
      redis: {
        memoryBytes: 40_000,
        eviction: 'allkeys-lfu',
        replicas: 1,
        commandTimeoutMs: 20,
        overflow: { bytes: 100_000, delayMs: 2 },
      },
    },
    policy: { l2: { ttlMs: 3000, jitter: 0.2, replicaReads: 'all' }, staleWhileRevalidateMs: 500 },
    world: {
      redis: { nodes: 4, commandMs: 0.05, failoverMs: 500 },
      faults: [{ kind: 'node-down', atMs: 2000, forMs: 2000, node: 1, loses: true, hangs: true }],
    },
  },
  {
    title: 'two regions, one of them cut off, and a faulty bus',
    world: {
      regions: [
        { name: 'eu', instances: 2 },
        { name: 'us', instances: 2, trafficShare: 0.5 },
      ],
      network: { clientMs: 0.5, redisMs: 0.5, originMs: 0.5, busMs: 2, crossRegionMs: 40 },
      faults: [
        { kind: 'region-cut', atMs: 2000, forMs: 1000, region: 'us' },
        { kind: 'bus-faulty', atMs: 1000, forMs: 4000, drops: 0.2, repeats: 0.2, holdsBackMs: 50 },
      ],
    },
  },
  {
    title: 'write-behind with sessions, a closed loop and a cache that crashes',
    policy: { pattern: 'write-behind', readYourWritesMs: 500 },
    world: {
      readers: [
        {
          name: 'members',
          ratePerSecond: 200,
          keys: items,
          profile: {
            kind: 'ramps',
            points: [
              { atMs: 0, factor: 0.5 },
              { atMs: 5000, factor: 2 },
            ],
          },
          sessions: { users: 50, writeShare: 0.1, lookAfterMs: 30 },
        },
        { name: 'users', keys: items, closedLoop: { users: 20, thinkMs: 100 } },
      ],
      faults: [{ kind: 'cache-down', atMs: 3000, forMs: 500, loses: true }],
    },
  },
  {
    title: 'retries that feed an overload, hot copies, groups and a cache that is replaced',
    policy: {
      hotKeys: { ratePerSecond: 10, copies: 3, localCopyMs: 200 },
      invalidation: {
        deleteOnWrite: true,
        publishToL1: true,
        cdcBackstop: true,
        missTokens: true,
        groupMarkerMs: 200,
        retries: { attempts: 5, delayMs: 20, queueLimit: 100 },
      },
      samplingShare: 0.05,
      staleIfErrorMs: 1000,
      softTimeoutMs: 50,
    },
    design: {
      warming: { mostKeys: 200, ratePerSecond: 200, hitRateGate: 0.5, shiftMs: 500 },
      origin: {
        breaker: {
          failureShare: 0.5,
          minimumLoads: 10,
          windowMs: 1000,
          openMs: 200,
          probes: 2,
          backoffFactor: 2,
        },
        missLimit: 5,
        shedding: { normalLoadsPerSecond: 20, tripAtMultiple: 2 },
      },
    },
    world: {
      client: { timeoutMs: 1000, retries: 5, backoffMs: 10, attemptTimeoutMs: 100 },
      writers: [{ name: 'campaigns', ratePerSecond: 2, keys: items, invalidates: true, wholeGroups: true }],
      faults: [
        { kind: 'cache-replaced', atMs: 2000, oldOffAfterMs: 1500 },
        { kind: 'origin-slow', atMs: 3000, forMs: 1000, factor: 4 },
      ],
    },
  },
]

export const titles = cases.map(({ title }) => title)

/** The digest of one of the worlds, run where this is called. */
export function digestOf(index: number): string {
  const each = cases[index]!
  const design: DesignInput = {
    version: 1,
    id: 'tested',
    title: 'Tested',
    policies: { item: { ...policy, ...each.policy } },
    origin: { breaker: null, missLimit: null },
    ownership: { invalidation: null, warming: null, pager: null },
    ...each.design,
  }
  const parts = { world: World.parse({ ...world, ...each.world }), design: Design.parse(design) }
  return new Simulation({ scenario: 'test', ...parts, seed: 11 }).run().digest
}
