import fc from 'fast-check'
import { Design, type DesignInput } from '#cache/design.ts'
import { EVICTION_KINDS } from '#cache/eviction/eviction.ts'
import type { Policy, PolicyInput } from '#cache/policy.ts'
import { PRIORITIES } from '#cache/priority.ts'
import type { FaultInput } from '#world/fault.ts'
import { World, type WorldInput } from '#world/world.ts'
import type { KeyMixInput } from './build.ts'

/** One bounded run: everything a simulation is made of. */
export interface Run {
  readonly world: World
  readonly design: Design
  readonly seed: number
}

const TYPES = ['alpha', 'beta'] as const
const REGIONS = ['home', 'away'] as const

const share = (max = 1) => fc.double({ min: 0, max, noNaN: true })
const durationMs = (min: number, max: number) =>
  fc.oneof(fc.integer({ min: Math.ceil(min), max }), fc.double({ min, max, noNaN: true }))
/** Mostly there, sometimes null. */
const nullable = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: null, freq: 3 })
/** Mostly null, sometimes there: a mechanism of many, so that not all are on at once. */
const seldom = <A>(arbitrary: fc.Arbitrary<A>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })
const seldomMs = (min: number, max: number) => seldom(durationMs(min, max)).map(ms => ms ?? 0)

const earlyExpiry = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({ kind: fc.constant('window' as const), windowMs: durationMs(1, 3000) }),
  fc.record({ kind: fc.constant('xfetch' as const), beta: fc.double({ min: 0.1, max: 10, noNaN: true }) }),
)

const onCacheFailure: fc.Arbitrary<NonNullable<PolicyInput['onCacheFailure']>> = fc.oneof(
  fc.constant({ kind: 'fall-through' } as const),
  fc.constant({ kind: 'fall-through-then-error' } as const),
  fc.constant({ kind: 'fail-explicit' } as const),
  fc.record({ kind: fc.constant('serve-stale' as const), maxAgeMs: durationMs(1, 2000) }),
)

const policies = (type: (typeof TYPES)[number]): fc.Arbitrary<PolicyInput> =>
  fc.record({
    stalenessBudgetMs: durationMs(0, 60_000),
    signedBy: fc.constantFrom('Product', null),
    pattern: fc.constantFrom(
      'cache-aside' as const,
      'cache-aside' as const,
      'read-through' as const,
      'write-through' as const,
      'write-behind' as const,
      'none' as const,
    ),
    writeBehind: fc.record({ flushMs: durationMs(1, 500), bufferLimit: fc.integer({ min: 1, max: 20 }) }),
    cdn: seldom(fc.record({ ttlMs: durationMs(1, 1000), purgeOnWrite: fc.boolean() })),
    l1: nullable(
      fc.record({
        ttlMs: durationMs(1, 3000),
        maxEntries: fc.integer({ min: 1, max: 30 }),
        eviction: fc.constantFrom(...EVICTION_KINDS),
        outlivesEntry: fc.boolean(),
      }),
    ),
    l2: nullable(
      fc.record({
        ttlMs: durationMs(1, 5000),
        jitter: share(0.9),
        replicaReads: fc.constantFrom('none' as const, 'none' as const, 'hot' as const, 'all' as const),
      }),
    ),
    invalidation: fc.record({
      deleteOnWrite: fc.boolean(),
      publishToL1: fc.boolean(),
      cdcBackstop: fc.boolean(),
      missTokens: fc.boolean(),
      retries: seldom(
        fc.record({
          attempts: fc.integer({ min: 1, max: 8 }),
          delayMs: durationMs(1, 100),
          queueLimit: fc.integer({ min: 1, max: 5 }),
        }),
      ),
      versionStamps: seldom(fc.record({ lookup: fc.constantFrom('primary' as const, 'replica' as const) })),
      groupMarkerMs: seldom(durationMs(1, 1000)),
    }),
    readFrom: fc.constantFrom('primary' as const, 'primary' as const, 'replica' as const),
    coalescing: fc.constantFrom('none' as const, 'instance' as const, 'fleet' as const),
    lease: fc.record({
      leaseMs: durationMs(1, 500),
      renews: fc.boolean(),
      pollMs: durationMs(1, 50),
      waitMs: durationMs(1, 500),
      afterWait: fc.constantFrom('load' as const, 'stale' as const, 'error' as const),
    }),
    earlyExpiry,
    backgroundRefresh: seldom(
      fc.record({ aheadMs: durationMs(1, 1000), mostKeys: fc.integer({ min: 1, max: 10 }) }),
    ),
    staleWhileRevalidateMs: seldomMs(1, 1000),
    staleIfErrorMs: seldomMs(1, 2000),
    softTimeoutMs: seldom(durationMs(1, 300)),
    loadCapMs: durationMs(1, 2000),
    onCacheFailure,
    readYourWritesMs: seldomMs(1, 1000),
    negativeTtlMs: seldom(durationMs(1, 2000)),
    priority: fc.constantFrom(...PRIORITIES),
    samplingShare: seldom(share()).map(value => value ?? 0),
    hotKeys: seldom(
      fc.record({
        ratePerSecond: fc.double({ min: 1, max: 50, noNaN: true }),
        windowMs: durationMs(50, 1000),
        trackedKeys: fc.integer({ min: 1, max: 20 }),
        localCopyMs: nullable(durationMs(1, 1000)),
        copies: fc.integer({ min: 1, max: 4 }),
        known: fc.constantFrom<string[]>([], [`${type}:1`]),
      }),
    ),
    encoding: fc.record({
      format: fc.constantFrom('json' as const, 'messagepack' as const),
      compression: fc.constantFrom('none' as const, 'fast' as const, 'strong' as const),
    }),
  })

const breaker = nullable(
  fc.record({
    failureShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    minimumLoads: fc.integer({ min: 1, max: 30 }),
    windowMs: durationMs(10, 2000),
    openMs: durationMs(1, 1000),
    probes: fc.integer({ min: 1, max: 4 }),
    backoffFactor: fc.double({ min: 1, max: 4, noNaN: true }),
    longestOpenMs: durationMs(1, 2000),
  }),
)

const designInputs: fc.Arbitrary<DesignInput> = fc.record({
  version: fc.constant(1 as const),
  id: fc.constant('random'),
  title: fc.constant('Random'),
  policies: fc.record(
    { alpha: policies('alpha'), beta: policies('beta') },
    { requiredKeys: [] },
  ) as fc.Arbitrary<DesignInput['policies']>,
  origin: fc.record({
    breaker,
    missLimit: nullable(fc.integer({ min: 1, max: 10 })),
    shedding: seldom(
      fc.record({
        normalLoadsPerSecond: fc.double({ min: 1, max: 100, noNaN: true }),
        tripAtMultiple: fc.double({ min: 1, max: 4, noNaN: true }),
        windowMs: durationMs(50, 1000),
      }),
    ),
  }),
  redis: fc.record({
    memoryBytes: seldom(fc.integer({ min: 1000, max: 50_000 })),
    eviction: fc.constantFrom('noeviction' as const, 'allkeys-lru' as const, 'allkeys-lfu' as const),
    snapshotEveryMs: seldom(durationMs(100, 1500)),
    replicas: fc.constantFrom(0, 0, 0, 1, 2),
    commandTimeoutMs: seldom(durationMs(1, 200)),
    breaker: seldom(breaker).map(settings => settings ?? null),
    overflow: seldom(
      fc.record({ bytes: fc.integer({ min: 1000, max: 50_000 }), delayMs: durationMs(1, 20) }),
    ),
  }),
  regions: fc.record({
    caches: fc.constantFrom('per-region' as const, 'global' as const),
    invalidation: fc.constantFrom('bus' as const, 'none' as const),
  }),
  warming: seldom(
    fc.record({
      mostKeys: fc.integer({ min: 1, max: 30 }),
      ratePerSecond: fc.double({ min: 1, max: 500, noNaN: true }),
      concurrency: fc.integer({ min: 1, max: 5 }),
      hitRateGate: nullable(share()),
      shiftMs: durationMs(0, 500),
    }),
  ),
  ownership: fc.constant({ invalidation: null, warming: null, pager: null }),
})

/** Nobody reads replicas that there are not: such a design is refused. */
function withoutMissingReplicas(design: Design): Design {
  if (design.redis.replicas > 0) return design
  const policies = Object.entries(design.policies).map(([type, policy]) => {
    const l2 = policy.l2 === null ? null : { ...policy.l2, replicaReads: 'none' as const }
    return [type, { ...policy, l2 }]
  })
  return { ...design, policies: Object.fromEntries(policies) }
}

export const designs: fc.Arbitrary<Design> = designInputs.map(input =>
  withoutMissingReplicas(Design.parse(input)),
)

/** What readers of a closed loop leave out. */
const PACED_BY_USERS = { ratePerSecond: 1, profile: { kind: 'steady' as const }, sessions: null }

const keyMix: fc.Arbitrary<KeyMixInput> = fc.constantFrom(...TYPES).chain(type =>
  fc.oneof(
    fc.constant({ kind: 'one' as const, type, key: `${type}:1` }),
    fc.record({
      kind: fc.constant('zipf' as const),
      type: fc.constant(type),
      prefix: fc.constant(`${type}:`),
      count: fc.integer({ min: 1, max: 40 }),
      exponent: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('zipf' as const),
      type: fc.constant(type),
      prefix: fc.constant(`${type}-grouped:`),
      count: fc.integer({ min: 1, max: 20 }),
      exponent: fc.double({ min: 0, max: 2, noNaN: true }),
      // The same for all: a key is in one group.
      groups: fc.constant(3),
    }),
    fc.record({
      kind: fc.constant('missing' as const),
      type: fc.constant(type),
      prefix: fc.constant(`${type}-new:`),
      count: fc.integer({ min: 1, max: 10 }),
    }),
  ),
)

const query = fc.record({
  meanMs: durationMs(0.1, 300),
  variation: fc.oneof(share(2), fc.constant('exponential' as const)),
})

const atMs = durationMs(0, 2000)
const span = { atMs, forMs: durationMs(1, 1500) }
const aKey = fc.constantFrom('alpha:1', 'beta:1')
const node = fc.integer({ min: 0, max: 7 })

const fault: fc.Arbitrary<FaultInput> = fc.oneof(
  fc.record({ kind: fc.constant('expire-key' as const), atMs, key: aKey }),
  fc.record({ kind: fc.constant('delete-key' as const), atMs, key: aKey }),
  fc.record({
    kind: fc.constant('node-down' as const),
    ...span,
    node,
    loses: fc.boolean(),
    hangs: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('cache-down' as const),
    ...span,
    loses: fc.boolean(),
    hangs: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('node-slow' as const),
    ...span,
    node,
    factor: fc.double({ min: 1, max: 5000, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('cache-replaced' as const),
    atMs,
    oldOffAfterMs: nullable(durationMs(1, 1000)),
  }),
  fc.record({
    kind: fc.constant('origin-slow' as const),
    ...span,
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('origin-down' as const), ...span }),
  fc.record({ kind: fc.constant('invalidations-lost' as const), ...span, probability: share() }),
  fc.record({
    kind: fc.constant('bus-faulty' as const),
    ...span,
    drops: share(),
    repeats: share(),
    holdsBackMs: durationMs(0, 500),
  }),
  fc.record({ kind: fc.constant('feed-paused' as const), ...span }),
  fc.record({ kind: fc.constant('feed-slow' as const), ...span, lagMs: durationMs(1, 1000) }),
  fc.record({
    kind: fc.constant('instances-restart' as const),
    atMs,
    first: fc.integer({ min: 0, max: 1 }),
    count: fc.integer({ min: 1, max: 4 }),
    downMs: durationMs(0, 500),
    everyMs: durationMs(0, 300),
  }),
  fc.record({
    kind: fc.constant('lease-holder-crash' as const),
    atMs,
    key: aKey,
    downMs: durationMs(0, 500),
  }),
  fc.record({ kind: fc.constant('region-cut' as const), ...span, region: fc.constantFrom(...REGIONS) }),
)

type ProfileInput = NonNullable<WorldInput['readers'][number]['profile']>

const profile: fc.Arbitrary<ProfileInput> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'steady' as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ProfileInput>(
      { kind: 'steps', steps: [{ atMs: 500, factor: 3 }] },
      {
        kind: 'steps',
        steps: [
          { atMs: 200, factor: 0 },
          { atMs: 900, factor: 2 },
        ],
      },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<ProfileInput>({
      kind: 'ramps',
      points: [
        { atMs: 100, factor: 0.5 },
        { atMs: 1500, factor: 3 },
      ],
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<ProfileInput>({ kind: 'spikes', spikes: [{ atMs: 700, forMs: 100, factor: 8 }] }),
  },
)

/**
 * Worlds of a few virtual seconds in which everything is measured and everything has time to end. Redis is far from
 * saturated: what a computed bound allows for a message, it allows without a queue before a node.
 */
const worlds: fc.Arbitrary<World> = fc
  .record({
    durationMs: durationMs(1000, 2000),
    settleMs: durationMs(0, 1000),
    bucketMs: durationMs(10, 700),
    instances: fc.integer({ min: 1, max: 4 }),
    isSpread: fc.boolean(),
    clockSkewMs: seldomMs(1, 200),
    network: fc.record({
      clientMs: durationMs(0, 20),
      redisMs: durationMs(1, 20),
      originMs: durationMs(0, 20),
      busMs: durationMs(0, 50),
      crossRegionMs: durationMs(0, 80),
      crossRegionBus: fc.record({ leastMs: durationMs(0, 100), mostMs: durationMs(100, 500) }),
    }),
    readers: fc.array(
      fc.record({
        name: fc.constant('readers'),
        isFar: fc.boolean(),
        ratePerSecond: fc.double({ min: 1, max: 150, noNaN: true }),
        keys: keyMix,
        priority: seldom(fc.constantFrom(...PRIORITIES)),
        profile,
        closedLoop: seldom(fc.record({ users: fc.integer({ min: 1, max: 5 }), thinkMs: durationMs(5, 300) })),
        sessions: seldom(
          fc.record({
            users: fc.integer({ min: 1, max: 5 }),
            writeShare: share(0.5),
            lookAfterMs: durationMs(0, 100),
          }),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    client: fc.record({
      timeoutMs: durationMs(5, 1200),
      retries: fc.integer({ min: 0, max: 3 }),
      backoffMs: durationMs(0, 300),
      backoffFactor: fc.double({ min: 1, max: 3, noNaN: true }),
      backoffJitter: share(),
      attemptTimeoutMs: seldom(durationMs(1, 5)),
      retryBudget: seldom(fc.record({ share: share(), reserve: durationMs(0, 10) })),
    }),
    writers: fc.array(
      fc.record({
        name: fc.constant('writers'),
        isFar: fc.boolean(),
        ratePerSecond: fc.double({ min: 0.5, max: 30, noNaN: true }),
        keys: keyMix,
        invalidates: fc.boolean(),
        profile,
        wholeGroups: fc.boolean(),
        wrong: fc.constantFrom<{ fromMs: number; toMs: number }[]>([], [{ fromMs: 200, toMs: 900 }]),
      }),
      { maxLength: 2 },
    ),
    redis: fc.record({
      nodes: fc.integer({ min: 1, max: 4 }),
      commandMs: fc.double({ min: 0.0001, max: 0.02, noNaN: true }),
      replicaLagMs: durationMs(0, 200),
      failoverMs: durationMs(1, 1000),
    }),
    origin: fc.record({
      connections: fc.integer({ min: 1, max: 20 }),
      lineLimit: fc.integer({ min: 0, max: 60 }),
      connectTimeoutMs: durationMs(1, 1200),
      comfortable: fc.integer({ min: 1, max: 20 }),
      slowdown: share(0.5),
      queries: fc.record({ alpha: query, beta: query }),
      commitMs: durationMs(0.1, 20),
      versionMs: durationMs(0.1, 20),
      replica: seldom(fc.record({ lagMs: durationMs(0, 500), connections: fc.integer({ min: 1, max: 10 }) })),
    }),
    changeFeed: fc.record({ lagMs: durationMs(0, 1000) }),
    warm: fc.array(fc.record({ keys: keyMix, expiresAtMs: nullable(durationMs(0, 2000)) }), { maxLength: 2 }),
    values: fc.record({ alpha: fc.record({ bytes: fc.integer({ min: 1, max: 5000 }) }) }),
    prices: seldom(fc.constant({ redisPerGbHour: 0.02, overflowPerGbHour: 0.005 })),
    faults: fc.array(fault, { maxLength: 3 }),
    watchedKeys: fc.constantFrom<string[]>(['alpha:1', 'beta:1'], []),
  })
  .map(({ isSpread, ...world }) => {
    const hasRegions = isSpread && world.instances > 1
    const regions = hasRegions
      ? [
          { name: 'home', instances: 1 },
          { name: 'away', instances: world.instances - 1, trafficShare: 0.5 },
        ]
      : []
    const nodes = world.redis.nodes * (hasRegions ? 2 : 1)
    return World.parse({
      ...world,
      version: 1,
      regions,
      writers: world.writers.map(({ isFar, ...each }) => ({
        ...each,
        wholeGroups: each.wholeGroups && each.keys.kind === 'zipf' && (each.keys.groups ?? 0) > 0,
        region: hasRegions && isFar ? 'away' : null,
      })),
      // Both keys are always there, so that faults may name them.
      readers: [
        ...world.readers.map(({ isFar, ...each }) => ({
          ...each,
          ...(each.closedLoop !== null && PACED_BY_USERS),
          region: hasRegions && isFar ? 'away' : null,
        })),
        { name: 'one', ratePerSecond: 5, keys: { kind: 'one', type: 'alpha', key: 'alpha:1' } },
        { name: 'other', ratePerSecond: 5, keys: { kind: 'one', type: 'beta', key: 'beta:1' } },
      ],
      faults: world.faults
        .filter(each => hasRegions || each.kind !== 'region-cut')
        .map(each => ({ ...each, atMs: Math.min(each.atMs, world.durationMs + world.client.timeoutMs) }))
        .map(each => ('node' in each ? { ...each, node: each.node % nodes } : each))
        .map(each => {
          if (each.kind !== 'instances-restart') return each
          const first = each.first % world.instances
          return { ...each, first, count: Math.min(each.count, world.instances - first) }
        }),
      drainMs: world.client.timeoutMs,
      windows: [{ fromMs: 0, toMs: world.durationMs }],
    } satisfies WorldInput)
  })

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

/** The nearest run that a learner could start: the design and the world fit. */
function fitting({ world, design, seed }: Run): Run {
  const isGlobal = design.regions.caches === 'global'
  const { nodes } = world.redis
  const faults = world.faults.map(each =>
    'node' in each && isGlobal ? { ...each, node: each.node % nodes } : each,
  )
  return {
    world: { ...world, faults },
    design: eachPolicy(design, policy => fittingPolicy(policy, world)),
    seed,
  }
}

/** A setting whose means are missing would do nothing, and is refused; but for those of a type that is not cached. */
function fittingPolicy(policy: Policy, { redis, origin }: World): Policy {
  const { pattern, l2, coalescing, lease, invalidation, hotKeys, readFrom } = policy
  if (pattern === 'none') return policy
  const hasGrace =
    policy.staleIfErrorMs > 0 &&
    (policy.onCacheFailure.kind === 'serve-stale' || policy.onCacheFailure.kind === 'fall-through')
  const hasReplica = origin.replica !== null
  const { versionStamps } = invalidation
  return {
    ...policy,
    pattern: l2 === null ? 'cache-aside' : pattern,
    coalescing: l2 === null && coalescing === 'fleet' ? 'instance' : coalescing,
    lease: lease.afterWait === 'stale' && !hasGrace ? { ...lease, afterWait: 'load' } : lease,
    hotKeys: hotKeys && { ...hotKeys, copies: Math.min(hotKeys.copies, l2 === null ? 1 : redis.nodes) },
    readFrom: hasReplica ? readFrom : 'primary',
    invalidation: {
      ...invalidation,
      versionStamps: versionStamps && (hasReplica ? versionStamps : { ...versionStamps, lookup: 'primary' }),
    },
  }
}

/** Runs that a learner could start. */
export const runs: fc.Arbitrary<Run> = fc.record({ world: worlds, design: designs, seed: seeds }).map(fitting)

/**
 * Runs in which nothing goes wrong: no faults, and no client that gives up on a Redis that works. Without these two a
 * delete can fail although no message is lost.
 */
export const quietRuns: fc.Arbitrary<Run> = runs.map(({ world, design, seed }) => ({
  world: { ...world, faults: [] },
  design: { ...design, redis: { ...design.redis, commandTimeoutMs: null, breaker: null } },
  seed,
}))

function eachPolicy(design: Design, change: (policy: Policy) => Policy): Design {
  const policies = Object.entries(design.policies).map(([type, policy]) => [type, change(policy)])
  return { ...design, policies: Object.fromEntries(policies) }
}

const HARMLESS = ['origin-slow', 'origin-down', 'bus-faulty', 'feed-paused', 'feed-slow'] as const

/**
 * Runs in which nothing but readers' misses sends anybody to the origin, nothing is ever invalidated, and nobody's
 * patience or lease ends before a load does: whoever coalesces must never load a key twice at once.
 */
export const coalescedRuns: fc.Arbitrary<Run> = runs.map(({ world, design, seed }) => {
  const LONG_MS = 60_000
  const patient = eachPolicy(design, policy => ({
    ...policy,
    pattern: policy.pattern === 'read-through' ? 'read-through' : 'cache-aside',
    coalescing: policy.coalescing === 'none' ? 'instance' : policy.coalescing,
    lease: { ...policy.lease, leaseMs: LONG_MS, waitMs: LONG_MS },
    invalidation: { ...policy.invalidation, versionStamps: null },
    earlyExpiry: { kind: 'none' },
    backgroundRefresh: null,
    staleWhileRevalidateMs: 0,
    onCacheFailure: { kind: 'fall-through' },
    loadCapMs: LONG_MS,
    samplingShare: 0,
  }))
  const faults = world.faults.filter(({ kind }) => HARMLESS.some(each => each === kind))
  const readers = world.readers.map(reader => ({ ...reader, sessions: null }))
  const redis = { ...design.redis, memoryBytes: null, commandTimeoutMs: null, breaker: null }
  return fitting({ world: { ...world, faults, readers, writers: [] }, design: { ...patient, redis }, seed })
})

/** Of users who would have been those of a closed loop, which has no rate. */
const SESSION_RATE = 50

/** Runs with users who write and then look, and whose writes are remembered for longer than the run. */
export const sessionRuns: fc.Arbitrary<Run> = fc
  .record({ run: runs, users: fc.integer({ min: 1, max: 4 }), lookAfterMs: durationMs(0, 100) })
  .map(({ run: { world, design, seed }, users, lookAfterMs }) =>
    fitting({
      world: {
        ...world,
        clockSkewMs: 0,
        readers: world.readers.map((reader, index) =>
          index > 0
            ? reader
            : {
                ...reader,
                ratePerSecond: reader.closedLoop === null ? reader.ratePerSecond : SESSION_RATE,
                closedLoop: null,
                sessions: { users, writeShare: 0.4, lookAfterMs },
              },
        ),
      },
      design: {
        ...eachPolicy(design, policy => ({ ...policy, readYourWritesMs: 60_000 })),
        // What waits in the cache of one region no other region can see.
        regions: Object.values(design.policies).some(({ pattern }) => pattern === 'write-behind')
          ? { ...design.regions, caches: 'global' as const }
          : design.regions,
      },
      seed,
    }),
  )
