import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { worldProblem } from '#world/check.ts'
import { designProblem } from '#world/checkDesign.ts'
import type { FaultInput } from '#world/fault.ts'
import { runs } from './arbitraries.ts'
import { type Change, caching, manyItems, oneItem, querying, reading, world, writing } from './build.ts'

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
      { readers: readers({ closedLoop: { users: 100_000, thinkMs: 1 } }) },
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

  it('of the fuzz is one that a learner may run', () => {
    fc.assert(
      fc.property(runs, each => {
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
    expect(problemOf({ hotKeys: { ...hot, known: ['item:1'], copies: 9 } })).toBeUndefined()
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

  it('with one Redis for all regions is refused where a fault is about another region’s', () => {
    const down: FaultInput = { kind: 'node-down', ...lasting, node: 1, loses: false }
    const far = world({ ...twoRegions, faults: [down] })
    expect(designProblem(caching(), far)).toBeUndefined()
    expect(designProblem(caching({}, {}, { regions: { caches: 'global' } }), far)).toMatchObject({
      field: 'design.regions.caches',
    })
  })

  it('of the fuzz is one that a learner may run in its world', () => {
    fc.assert(
      fc.property(runs, ({ world, design }) => {
        expect(designProblem(design, world)).toBeUndefined()
      }),
      { numRuns: 200 },
    )
  })
})

function steps(...moments: number[]) {
  return { kind: 'steps', steps: moments.map(atMs => ({ atMs, factor: 2 })) }
}
