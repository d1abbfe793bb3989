import fc from 'fast-check'
import type { Design } from '#cache/design.ts'
import type { EarlyExpiry, Policy } from '#cache/policy.ts'
import type { Fault } from '#world/fault.ts'
import type { KeyMix } from '#world/traffic.ts'
import type { World } from '#world/world.ts'

/** One bounded run: everything a simulation is made of. */
export interface Run {
  readonly world: World
  readonly design: Design
  readonly seed: number
}

const TYPES = ['alpha', 'beta'] as const

const share = (max: number) => fc.double({ min: 0, max, noNaN: true })
const durationMs = (min: number, max: number) =>
  fc.oneof(fc.integer({ min: Math.ceil(min), max }), fc.double({ min, max, noNaN: true }))
const nullable = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: null, freq: 3 })

const earlyExpiry: fc.Arbitrary<EarlyExpiry> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({ kind: fc.constant('window' as const), windowMs: durationMs(1, 3000) }),
  fc.record({ kind: fc.constant('xfetch' as const), beta: fc.double({ min: 0.1, max: 10, noNaN: true }) }),
)

const policies: fc.Arbitrary<Policy> = fc.record({
  stalenessBudgetMs: durationMs(0, 60_000),
  signedBy: fc.constantFrom('Product', null),
  l1: nullable(fc.record({ ttlMs: durationMs(1, 3000), maxEntries: fc.integer({ min: 1, max: 30 }) })),
  l2: nullable(fc.record({ ttlMs: durationMs(1, 5000), jitter: share(0.9) })),
  invalidation: fc.record({
    deleteOnWrite: fc.boolean(),
    publishToL1: fc.boolean(),
    cdcBackstop: fc.boolean(),
    missTokens: fc.boolean(),
  }),
  coalescing: fc.constantFrom('none' as const, 'instance' as const),
  earlyExpiry,
  loadCapMs: durationMs(1, 2000),
})

export const designs: fc.Arbitrary<Design> = fc.record({
  version: fc.constant(1 as const),
  id: fc.constant('random'),
  title: fc.constant('Random'),
  policies: fc.record({ alpha: policies, beta: policies }, { requiredKeys: [] }) as fc.Arbitrary<
    Design['policies']
  >,
  origin: fc.record({
    breaker: nullable(
      fc.record({
        failureShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
        minimumLoads: fc.integer({ min: 1, max: 30 }),
        windowMs: durationMs(10, 2000),
        openMs: durationMs(1, 1000),
        probes: fc.integer({ min: 1, max: 4 }),
      }),
    ),
    missLimit: nullable(fc.integer({ min: 1, max: 10 })),
  }),
  ownership: fc.constant({ invalidation: null, warming: null, pager: null }),
})

const keyMix: fc.Arbitrary<KeyMix> = fc.constantFrom(...TYPES).chain(type =>
  fc.oneof(
    fc.constant({ kind: 'one' as const, type, key: `${type}:1` }),
    fc.record({
      kind: fc.constant('zipf' as const),
      type: fc.constant(type),
      prefix: fc.constant(`${type}:`),
      count: fc.integer({ min: 1, max: 40 }),
      exponent: fc.double({ min: 0, max: 2, noNaN: true }),
    }),
  ),
)

const query = fc.record({
  meanMs: durationMs(0.1, 400),
  variation: fc.oneof(share(2), fc.constant('exponential' as const)),
})

const span = { atMs: durationMs(0, 3000), forMs: durationMs(1, 2000) }

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('expire-key' as const),
    atMs: span.atMs,
    key: fc.constantFrom('alpha:1', 'beta:1', 'beta:2'),
  }),
  fc.record({
    kind: fc.constant('node-down' as const),
    ...span,
    node: fc.integer({ min: 0, max: 3 }),
    loses: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('origin-slow' as const),
    ...span,
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('invalidations-lost' as const), ...span, probability: share(1) }),
)

/**
 * Worlds of a few virtual seconds in which everything is measured and everything has time to end. Redis is far from
 * saturated: what a computed bound allows for a message, it allows without a queue before a node.
 */
const worlds: fc.Arbitrary<World> = fc
  .record({
    version: fc.constant(1 as const),
    durationMs: durationMs(1000, 3000),
    settleMs: durationMs(0, 1000),
    bucketMs: durationMs(10, 700),
    instances: fc.integer({ min: 1, max: 5 }),
    network: fc.record({
      clientMs: durationMs(0, 20),
      redisMs: durationMs(1, 20),
      originMs: durationMs(0, 20),
      busMs: durationMs(0, 50),
    }),
    readers: fc.array(
      fc.record({
        name: fc.constant('readers'),
        ratePerSecond: fc.double({ min: 1, max: 300, noNaN: true }),
        keys: keyMix,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    client: fc.record({
      timeoutMs: durationMs(5, 1500),
      retries: fc.integer({ min: 0, max: 3 }),
      backoffMs: durationMs(0, 300),
    }),
    writers: fc.array(
      fc.record({
        name: fc.constant('writers'),
        ratePerSecond: fc.double({ min: 0.5, max: 40, noNaN: true }),
        keys: keyMix,
        invalidates: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    redis: fc.record({
      nodes: fc.integer({ min: 1, max: 4 }),
      commandMs: fc.double({ min: 0.0001, max: 0.02, noNaN: true }),
    }),
    origin: fc.record({
      connections: fc.integer({ min: 1, max: 20 }),
      lineLimit: fc.integer({ min: 0, max: 60 }),
      connectTimeoutMs: durationMs(1, 1500),
      comfortable: fc.integer({ min: 1, max: 20 }),
      slowdown: share(0.5),
      queries: fc.record({ alpha: query, beta: query }),
      commitMs: durationMs(0.1, 20),
    }),
    changeFeed: fc.record({ lagMs: durationMs(0, 1000) }),
    warm: fc.array(fc.record({ keys: keyMix, expiresAtMs: nullable(durationMs(0, 3000)) }), { maxLength: 2 }),
    faults: fc.array(fault, { maxLength: 3 }),
    watchedKeys: fc.constantFrom<string[]>(['alpha:1', 'beta:1'], ['beta:2'], []),
  })
  .map(world => ({
    ...world,
    drainMs: world.client.timeoutMs,
    windows: [{ fromMs: 0, toMs: world.durationMs }],
  }))

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

export const runs: fc.Arbitrary<Run> = fc.record({ world: worlds, design: designs, seed: seeds })

/** Runs in which nothing goes wrong. */
export const quietRuns: fc.Arbitrary<Run> = runs.map(run => ({ ...run, world: { ...run.world, faults: [] } }))
