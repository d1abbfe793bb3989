import { expect, test, vi } from 'vitest'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { MockNodes } from '#wire/mockNodes.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'

const thunderingHerd = scenario('thundering-herd')!

// The embedded Redis is slow: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** The herd, which comes at 20 s, and little more. */
const world: World = {
  ...thunderingHerd.world,
  durationMs: 24_000,
  windows: [{ fromMs: 10_000, toMs: 24_000 }],
}
const cases = thunderingHerd.designs.flatMap(design => [1, 7].map(seed => ({ id: design.id, design, seed })))

function parts(design: Design, seed: number, faults: World['faults'] = []) {
  return { scenario: thunderingHerd.id, world: { ...world, faults }, design, seed }
}

async function onMock(run: ReturnType<typeof parts>): Promise<Recording> {
  const nodes = new MockNodes()
  try {
    return await new Simulation({ ...run, nodeFor: nodes.nodeFor }).runSettling()
  } finally {
    await nodes.close()
  }
}

function expectSame(mocked: Recording, model: Recording): void {
  expect(mocked.digest).toBe(model.digest)
  expect(mocked.arrivalsDigest).toBe(model.arrivalsDigest)
  expect(mocked.summary).toEqual(model.summary)
}

test.each(cases)(
  'design $id with seed $seed is the same run on the model and on ioredis-mock',
  async ({ design, seed }) => {
    const real = Date.now
    const mocked = await onMock(parts(design, seed))
    expect(Date.now).toBe(real)
    expectSame(mocked, new Simulation(parts(design, seed)).run())
  },
)

test.each(thunderingHerd.designs)(
  'design $id is the same run when deletes are lost and a node comes back empty',
  async design => {
    const faults = ['lost-deletes', 'node-down'].map((id, n) =>
      thunderingHerd.faults.find(fault => fault.id === id)!.at(11_000 + 4000 * n),
    )
    const run = parts(design, 1, faults)
    expectSame(await onMock(run), new Simulation(run).run())
  },
)

/** Everything that a cluster can do beside its commands, in little traffic: none of it is done by the nodes themselves. */
const small: World = {
  ...world,
  durationMs: 6000,
  settleMs: 500,
  windows: [{ fromMs: 500, toMs: 6000 }],
  readers: world.readers.map(reader => ({ ...reader, ratePerSecond: 150 })),
  redis: { ...world.redis, nodes: 3, replicaLagMs: 20, failoverMs: 400 },
  prices: { redisPerGbHour: 1, overflowPerGbHour: 0.1 },
}
const down = { kind: 'node-down', loses: false, hangs: false } as const
const settings: readonly [string, Partial<Design['redis']>, World['faults']][] = [
  ['bytes have a price', {}, []],
  ['commands time out on a slow node', { commandTimeoutMs: 5 }, slowNode(3000)],
  ['a node hangs', {}, [{ ...down, node: 1, atMs: 2000, forMs: 900, hangs: true }]],
  [
    'a node comes back with a snapshot',
    { snapshotEveryMs: 700 },
    [{ ...down, node: 1, atMs: 2000, forMs: 300, loses: true }],
  ],
  ['a replica takes over', { replicas: 1 }, [{ ...down, node: 1, atMs: 2000, forMs: 2000 }]],
  [
    'memory is short, with slower storage below',
    { memoryBytes: 20_000, overflow: { bytes: 20_000, delayMs: 2 } },
    [],
  ],
  ['memory is short, and writes are refused', { memoryBytes: 20_000, eviction: 'noeviction' }, []],
]

function slowNode(factor: number): World['faults'] {
  return [{ kind: 'node-slow', node: 1, atMs: 2000, forMs: 1000, factor }]
}

const l6 = thunderingHerd.designs.find(design => design.id === 'l6')!
const policies = Object.entries(l6.policies).map(([type, policy]) => [
  type,
  { ...policy, coalescing: 'fleet' },
])
const leasing: Design = { ...l6, policies: Object.fromEntries(policies) }

function smallRun(redis: Partial<Design['redis']>, faults: World['faults']) {
  const design = { ...leasing, redis: { ...l6.redis, ...redis } }
  return { scenario: 'small', world: { ...small, faults }, design, seed: 3 }
}

test.each(settings)('it is the same run when %s', async (_, redis, faults) => {
  const run = smallRun(redis, faults)
  expectSame(await onMock(run), new Simulation(run).run())
})

test('each of these settings makes a difference', () => {
  const digests = settings.map(([, redis, faults]) => new Simulation(smallRun(redis, faults)).run().digest)
  expect(new Set(digests).size).toBe(settings.length)
})

test('two runs at the same time in one process do not disturb each other', async () => {
  const [one, two] = thunderingHerd.designs.map(design => parts(design, 7))
  const [a, b] = await Promise.all([onMock(one!), onMock(two!)])
  expectSame(a, new Simulation(one!).run())
  expectSame(b, new Simulation(two!).run())
})
