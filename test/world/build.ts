import { Design, type DesignInput } from '#cache/design.ts'
import { Policy, type PolicyInput } from '#cache/policy.ts'
import type { CopyInterval, Recording } from '#recording/recording.ts'
import { Simulation } from '#world/simulation.ts'
import { World, type WorldInput } from '#world/world.ts'

export type KeyMixInput = WorldInput['readers'][number]['keys']

/** The one key of a world that reads one key. */
export const ITEM = 'item:1'
export const oneItem: KeyMixInput = { kind: 'one', type: 'item', key: ITEM }

/** So many items, all equally popular. */
export function manyItems(count: number): KeyMixInput {
  return { kind: 'zipf', type: 'item', prefix: 'item:', count, exponent: 0 }
}

/** Readers of items at this rate. */
export function reading(ratePerSecond: number, keys: KeyMixInput = oneItem): WorldInput['readers'] {
  return [{ name: 'readers', ratePerSecond, keys }]
}

/** Writers of items at this rate. */
export function writing(
  ratePerSecond: number,
  invalidates: boolean,
  keys: KeyMixInput = oneItem,
): NonNullable<WorldInput['writers']> {
  return [{ name: 'writers', ratePerSecond, keys, invalidates }]
}

/** Items whose query takes exactly so long. */
export function querying(
  meanMs: number,
  variation: number | 'exponential' = 0,
): WorldInput['origin']['queries'] {
  return { item: { meanMs, variation } }
}

export type Change = Partial<Omit<WorldInput, 'network' | 'client' | 'redis' | 'origin' | 'changeFeed'>> & {
  readonly [section in 'network' | 'client' | 'redis' | 'origin' | 'changeFeed']?: Partial<
    WorldInput[section]
  >
}

/**
 * A small world in which nothing is in anybody's way: no network delay, a large pool, queries of 10 ms, and patient
 * readers of one key. Everything is measured. Each test changes what it is about.
 */
export function world(change: Change = {}): World {
  const { network, client, redis, origin, changeFeed, ...rest } = change
  const durationMs = rest.durationMs ?? 2000
  return World.parse({
    version: 1,
    durationMs,
    settleMs: 0,
    drainMs: 2000,
    bucketMs: 100,
    windows: [{ fromMs: 0, toMs: durationMs }],
    instances: 1,
    readers: reading(100),
    writers: [],
    warm: [],
    faults: [],
    watchedKeys: [ITEM],
    ...rest,
    network: { clientMs: 0, redisMs: 0, originMs: 0, busMs: 0, ...network },
    client: { timeoutMs: 2000, retries: 0, backoffMs: 0, ...client },
    redis: { nodes: 1, commandMs: 0.0001, ...redis },
    origin: {
      connections: 10_000,
      lineLimit: 10_000,
      connectTimeoutMs: 2000,
      comfortable: 10_000,
      slowdown: 0,
      queries: querying(10),
      commitMs: 1,
      ...origin,
    },
    changeFeed: { lagMs: 1000, ...changeFeed },
  } satisfies WorldInput)
}

/** Redis for a minute, and nothing else. */
export function policy(change: Partial<PolicyInput> = {}): Policy {
  return Policy.parse({
    stalenessBudgetMs: 60_000,
    signedBy: 'Product',
    l1: null,
    l2: { ttlMs: 60_000, jitter: 0 },
    invalidation: invalidating(),
    coalescing: 'none',
    earlyExpiry: { kind: 'none' },
    loadCapMs: 10_000,
    ...change,
  } satisfies PolicyInput)
}

export function invalidating(change: Partial<PolicyInput['invalidation']> = {}): PolicyInput['invalidation'] {
  return { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: false, ...change }
}

/** A design with these policies and nothing before the origin. */
export function design(
  policies: DesignInput['policies'],
  origin: Partial<DesignInput['origin']> = {},
  change: Partial<DesignInput> = {},
): Design {
  return Design.parse({
    version: 1,
    id: 'tested',
    title: 'Tested',
    policies,
    origin: { breaker: null, missLimit: null, ...origin },
    ownership: { invalidation: null, warming: null, pager: null },
    ...change,
  } satisfies DesignInput)
}

/** Nothing is cached. */
export const uncached = design({})

/** Items are cached by this policy. */
export function caching(
  change: Partial<PolicyInput> = {},
  origin: Partial<DesignInput['origin']> = {},
  whole: Partial<DesignInput> = {},
): Design {
  return design({ item: policy(change) }, origin, whole)
}

/** Runs a world; what it leaves out has its default. */
export function run(world: WorldInput, design: Design, seed: number): Recording {
  return new Simulation({ scenario: 'test', world: World.parse(world), design, seed }).run()
}

/** What `measure` says at seeds 1 to `count`. */
export function overSeeds<A>(count: number, measure: (seed: number) => A): readonly A[] {
  return Array.from({ length: count }, (_, index) => measure(index + 1))
}

export function total(counts: Iterable<number>): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}

/** What a place held of a key, in order of time. */
export function held(recording: Recording, place: string, key = ITEM): readonly CopyInterval[] {
  return recording.copies
    .filter(copy => copy.place === place && copy.key === key)
    .sort((a, b) => a.fromMs - b.fromMs)
}
