import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Design } from '#cache/design.ts'
import { worldProblem } from '#world/check.ts'
import { designProblem } from '#world/checkDesign.ts'
import type { FaultInput } from '#world/fault.ts'
import { type Change, caching, manyItems, oneItem, querying, reading, world, writing } from './build.ts'
import { KIND_NAMES, KINDS } from './kinds.ts'

const twoRegions: Change = {
  instances: 3,
  regions: [
    { name: 'home', instances: 1 },
    { name: 'away', instances: 2 },
  ],
}
const readers = (change: object) => reading(100).map(each => ({ ...each, ...change }))
const writers = (change: object) => writing(1, true).map(each => ({ ...each, ...change }))
const grouped = { kind: 'zipf', type: 'item', prefix: 'i:', count: 9, exponent: 0, groups: 3 } as const
const faulty = (fault: FaultInput, change: Change = {}): Change => ({ ...change, faults: [fault] })
const lasting = { atMs: 1, forMs: 1 }

describe('a world', () => {
  it.each<[string, Change]>([
    ['of regions that add up', twoRegions],
    [
      'of readers and writers in a region',
      { ...twoRegions, readers: readers({ region: 'away' }), writers: writers({ region: 'home' }) },
    ],
    ['that writes whole groups', { writers: writers({ keys: grouped, wholeGroups: true }) }],
    [
      'whose nodes are counted through all regions',
      faulty({ kind: 'node-slow', ...lasting, node: 1, factor: 2 }, twoRegions),
    ],
    ['with the last moment for a fault', faulty({ kind: 'origin-down', atMs: 4000, forMs: 1 })],
    ['with a profile that jumps', { readers: readers({ profile: steps(0, 5, 5) }) }],
    ['whose attempts may take the whole time', { client: { timeoutMs: 2000, attemptTimeoutMs: 2000 } }],
    [
      'of a closed loop without a rate',
      { readers: [{ name: 'users', keys: oneItem, closedLoop: { users: 1, thinkMs: 5 } }] },
    ],
  ])('%s is fine', (_, change) => {
    expect(worldProblem(world(change))).toBeUndefined()
  })

  it.each<[string, Change, string, unknown]>([
    [
      'two regions of one name',
      {
        instances: 2,
        regions: [
          { name: 'home', instances: 1 },
          { name: 'home', instances: 1 },
        ],
      },
      'world.regions.1.name',
      'home',
    ],
    ['instances that do not add up', { ...twoRegions, instances: 4 }, 'world.instances', 4],
    [
      'traffic in no region',
      { instances: 1, regions: [{ name: 'home', instances: 1, trafficShare: 0 }] },
      'world.regions.0.trafficShare',
      0,
    ],
    [
      'readers in a region it does not have',
      { readers: readers({ region: 'mars' }) },
      'world.readers.0.region',
      'mars',
    ],
    [
      'writers in a region it does not have',
      { ...twoRegions, writers: writers({ region: 'mars' }) },
      'world.writers.0.region',
      'mars',
    ],
    ['a drain shorter than patience', { drainMs: 1999 }, 'world.drainMs', 1999],
    ['settling longer than the run', { settleMs: 2001 }, 'world.settleMs', 2001],
    [
      'attempts longer than their request',
      { client: { attemptTimeoutMs: 2001 } },
      'world.client.attemptTimeoutMs',
      2001,
    ],
    [
      'messages between regions slower than their slowest',
      { network: { crossRegionBus: { leastMs: 5, mostMs: 4 } } },
      'world.network.crossRegionBus.leastMs',
      5,
    ],
    [
      'windows that overlap',
      {
        windows: [
          { fromMs: 0, toMs: 50 },
          { fromMs: 49, toMs: 99 },
        ],
      },
      'world.windows.1.fromMs',
      49,
    ],
    ['a type without a query', { origin: { queries: {} } }, 'world.origin.queries.item', undefined],
    ['values of a type nobody uses', { values: { itme: { bytes: 10 } } }, 'world.values', 'itme'],
    [
      'a closed loop of users with sessions',
      {
        readers: readers({
          closedLoop: { users: 1, thinkMs: 5 },
          sessions: { users: 1, writeShare: 0.5, lookAfterMs: 0 },
        }),
      },
      'world.readers.0.sessions',
      { users: 1, writeShare: 0.5, lookAfterMs: 0 },
    ],
    [
      'a rate beside a closed loop, which has its own',
      { readers: readers({ closedLoop: { users: 1, thinkMs: 5 } }) },
      'world.readers.0.ratePerSecond',
      100,
    ],
    [
      'a profile beside a closed loop',
      { readers: readers({ ratePerSecond: 1, closedLoop: { users: 1, thinkMs: 5 }, profile: steps(5) }) },
      'world.readers.0.profile.kind',
      'steps',
    ],
    [
      'writers of groups whose keys have none',
      { writers: writers({ wholeGroups: true }) },
      'world.writers.0.wholeGroups',
      true,
    ],
    [
      'a bug that ends before it begins',
      { writers: writers({ wrong: [{ fromMs: 9, toMs: 9 }] }) },
      'world.writers.0.wrong.0.toMs',
      9,
    ],
    [
      'steps out of order',
      { readers: readers({ profile: steps(5, 4) }) },
      'world.readers.0.profile.steps.1.atMs',
      4,
    ],
    [
      'spikes that overlap',
      {
        writers: writers({
          profile: {
            kind: 'spikes',
            spikes: [
              { atMs: 5, forMs: 5, factor: 2 },
              { atMs: 9, forMs: 5, factor: 2 },
            ],
          },
        }),
      },
      'world.writers.0.profile.spikes.1.atMs',
      9,
    ],
    [
      'more requests than a run can hold',
      { readers: readers({ ratePerSecond: 1, closedLoop: { users: 100_000, thinkMs: 1 } }) },
      'world rates x durationMs',
      200_000_000,
    ],
    [
      'more keys than a run can hold',
      { readers: Array.from({ length: 3 }, () => ({ ...reading(1, manyItems(1_000_000))[0]! })) },
      'world keys',
      3_000_000,
    ],
    [
      'one name for two types',
      {
        readers: [...reading(1), ...reading(1, { kind: 'one', type: 'other', key: 'item:1' })],
        origin: { queries: { ...querying(1), other: { meanMs: 1, variation: 0 } } },
      },
      'world keys',
      'the key "item:1" cannot be of type "other": it is of type "item"',
    ],
    ['a watched key that nobody uses', { watchedKeys: ['item:2'] }, 'world.watchedKeys.0', 'item:2'],
    [
      'a fault after its end',
      faulty({ kind: 'origin-down', atMs: 4001, forMs: 1 }),
      'world.faults.0.atMs',
      4001,
    ],
    [
      'a slow node that it does not have',
      faulty({ kind: 'node-slow', ...lasting, node: 1, factor: 2 }),
      'world.faults.0.node',
      1,
    ],
    [
      'a node down that it does not have',
      faulty({ kind: 'node-down', ...lasting, node: 2, loses: false }, twoRegions),
      'world.faults.0.node',
      2,
    ],
    [
      'a lease of a key that nobody uses',
      faulty({ kind: 'lease-holder-crash', atMs: 1, key: 'item:2', downMs: 1 }),
      'world.faults.0.key',
      'item:2',
    ],
    [
      'a restart that begins with an instance it does not have',
      faulty({ kind: 'instances-restart', atMs: 1, first: 1, count: 1, downMs: 1, everyMs: 1 }),
      'world.faults.0.first',
      1,
    ],
    [
      'a restart of more instances than follow',
      faulty({ kind: 'instances-restart', atMs: 1, first: 2, count: 2, downMs: 1, everyMs: 1 }, twoRegions),
      'world.faults.0.count',
      2,
    ],
    [
      'a cut of a region it does not have',
      faulty({ kind: 'region-cut', ...lasting, region: 'mars' }, twoRegions),
      'world.faults.0.region',
      'mars',
    ],
    [
      'a cut where there is one region',
      faulty({ kind: 'region-cut', ...lasting, region: 'home' }),
      'world.faults.0.region',
      'home',
    ],
  ])('with %s is refused: field, value and what is allowed', (_, change, field, value) => {
    const problem = worldProblem(world(change))
    expect({ field: problem?.field, value: problem?.value }).toEqual({ field, value })
    expect(problem!.allowed).not.toBe('')
  })

  it.each(KIND_NAMES)('of the fuzz, kind %s, is one that a learner may run', kind => {
    fc.assert(
      fc.property(KINDS[kind].runs, each => {
        expect(worldProblem(each.world)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })
})

describe('a design', () => {
  const plain = world({ readers: [...reading(1, oneItem)] })
  const problemOf = (...parts: Parameters<typeof caching>) => designProblem(caching(...parts), plain)
  const hot = { ratePerSecond: 1 }

  it('fits a world whose keys and nodes it names', () => {
    expect(problemOf({ hotKeys: { ...hot, known: ['item:1'] } })).toBeUndefined()
    expect(problemOf({ l2: { replicaReads: 'all' } }, {}, { redis: { replicas: 1 } })).toBeUndefined()
    expect(problemOf({ pattern: 'none', l2: { replicaReads: 'all' } })).toBeUndefined()
  })

  it('of a type that nobody uses would not be noticed: it is refused', () => {
    const problem = designProblem(caching(), { ...plain, readers: [], writers: [] })
    expect(problem).toMatchObject({ field: 'design.policies', value: 'item' })
  })

  it('that knows hot keys which there are not is refused', () => {
    expect(problemOf({ hotKeys: { ...hot, known: ['item:1', 'item:2'] } })).toMatchObject({
      field: 'design.policies.item.hotKeys.known.1',
      value: 'item:2',
    })
  })

  it('that reads replicas which it does not have is refused', () => {
    expect(problemOf({ l2: { replicaReads: 'hot' } })).toMatchObject({
      field: 'design.policies.item.l2.replicaReads',
      value: 'hot',
    })
  })

  it.each(['read-through', 'write-through', 'write-behind'] as const)(
    'in which the cache itself would load or write, %s, is refused without Redis',
    pattern => {
      expect(problemOf({ pattern })).toBeUndefined()
      expect(problemOf({ pattern, l2: null })).toEqual({
        field: 'design.policies.item.pattern',
        value: pattern,
        allowed: 'cache-aside or none, because l2 is null: in the others it is Redis that is read or written',
      })
    },
  )

  it('that coalesces across the fleet is refused without Redis, where the lease would be', () => {
    expect(problemOf({ coalescing: 'fleet' })).toBeUndefined()
    expect(problemOf({ coalescing: 'instance', l2: null })).toBeUndefined()
    expect(problemOf({ coalescing: 'fleet', l2: null })).toEqual({
      field: 'design.policies.item.coalescing',
      value: 'fleet',
      allowed: 'none or instance, because l2 is null: the lease is in Redis',
    })
  })

  it('with more copies of a hot key than there are nodes to keep them is refused', () => {
    const three = world({ ...twoRegions, redis: { nodes: 3 } })
    const copied = (copies: number) => designProblem(caching({ hotKeys: { ...hot, copies } }), three)
    expect(copied(3)).toBeUndefined()
    expect(copied(4)).toEqual({
      field: 'design.policies.item.hotKeys.copies',
      value: 4,
      allowed: 'at most 3, the Redis nodes of a region: each copy is on another',
    })
    expect(problemOf({ l2: null, hotKeys: hot })).toBeUndefined()
    expect(designProblem(caching({ l2: null, hotKeys: { ...hot, copies: 2 } }), three)).toEqual({
      field: 'design.policies.item.hotKeys.copies',
      value: 2,
      allowed: '1, because l2 is null: copies are in Redis',
    })
  })

  it.each([
    ['no grace', {}, 'load or error, because staleIfErrorMs is 0'],
    [
      'the grace of another need',
      { staleWhileRevalidateMs: 5, onCacheFailure: { kind: 'serve-stale', maxAgeMs: 5 } },
      'load or error, because staleIfErrorMs is 0',
    ],
    [
      'a grace that an error ends',
      { staleIfErrorMs: 5, onCacheFailure: { kind: 'fall-through-then-error' } },
      'load or error, because with onCacheFailure fall-through-then-error no ended copy takes the place of a load',
    ],
    [
      'a grace that it never uses',
      { staleIfErrorMs: 5, onCacheFailure: { kind: 'fail-explicit' } },
      'load or error, because with onCacheFailure fail-explicit no ended copy takes the place of a load',
    ],
  ] as const)(
    'that serves a stale copy after waiting for a lease, and has %s, is refused',
    (_, change, allowed) => {
      const lease = { afterWait: 'stale' } as const
      expect(problemOf({ coalescing: 'fleet', lease, ...change })).toEqual({
        field: 'design.policies.item.lease.afterWait',
        value: 'stale',
        allowed,
      })
      // Who takes no lease never waits for one.
      expect(problemOf({ coalescing: 'instance', lease, ...change })).toBeUndefined()
    },
  )

  it('that serves a stale copy after waiting for a lease, and has one for errors, is fine', () => {
    const waiting = { coalescing: 'fleet', lease: { afterWait: 'stale' }, staleIfErrorMs: 5 } as const
    expect(problemOf(waiting)).toBeUndefined()
    expect(problemOf({ ...waiting, onCacheFailure: { kind: 'serve-stale', maxAgeMs: 5 } })).toBeUndefined()
  })

  it('that reads a replica of the database is refused where there is none', () => {
    const replica = world({ origin: { replica: { lagMs: 5, connections: 1 } } })
    const loads = { readFrom: 'replica' } as const
    const asks = invalidatingBy('replica')
    expect(designProblem(caching(loads), replica)).toBeUndefined()
    expect(designProblem(caching(asks), replica)).toBeUndefined()
    const allowed = 'primary, because world.origin.replica is null'
    expect(problemOf(loads)).toEqual({
      field: 'design.policies.item.readFrom',
      value: 'replica',
      allowed,
    })
    expect(problemOf(asks)).toEqual({
      field: 'design.policies.item.invalidation.versionStamps.lookup',
      value: 'replica',
      allowed,
    })
    expect(problemOf(invalidatingBy('primary'))).toBeUndefined()
  })

  it('whose pattern is none may say anything: nothing of it counts', () => {
    const anything = {
      l2: null,
      coalescing: 'fleet',
      readFrom: 'replica',
      ...invalidatingBy('replica'),
    } as const
    expect(problemOf({ ...anything, pattern: 'none', hotKeys: { ...hot, copies: 9 } })).toBeUndefined()
  })

  it('of one line is fine in any world, also where the default of a setting has nothing to act on', () => {
    const one = Design.parse({ version: 1, policies: { item: { stalenessBudgetMs: 1000 } } })
    expect(designProblem(one, plain)).toBeUndefined()
    // The default is the bus between regions, which only tells types with the CDC backstop of anything.
    expect(one.regions.invalidation).toBe('bus')
    expect(designProblem(one, world(twoRegions))).toBeUndefined()
  })

  it('with one Redis for all regions is refused where a fault is about another region’s', () => {
    const down: FaultInput = { kind: 'node-down', ...lasting, node: 1, loses: false }
    const far = world({ ...twoRegions, faults: [down] })
    expect(designProblem(caching(), far)).toBeUndefined()
    expect(designProblem(caching({}, {}, { regions: { caches: 'global' } }), far)).toMatchObject({
      field: 'design.regions.caches',
    })
  })

  it.each(KIND_NAMES)('of the fuzz, kind %s, is one that a learner may run in its world', kind => {
    fc.assert(
      fc.property(KINDS[kind].runs, ({ world, design }) => {
        expect(designProblem(design, world)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })
})

function invalidatingBy(lookup: 'primary' | 'replica') {
  return { invalidation: { versionStamps: { lookup } } }
}

function steps(...moments: number[]) {
  return { kind: 'steps', steps: moments.map(atMs => ({ atMs, factor: 2 })) }
}
