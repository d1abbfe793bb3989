import { expect, test } from 'vitest'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { thunderingHerd } from '#scenarios/thunderingHerd.ts'
import { MockNodes } from '#wire/mockNodes.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'

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

test('two runs at the same time in one process do not disturb each other', async () => {
  const [one, two] = thunderingHerd.designs.map(design => parts(design, 7))
  const [a, b] = await Promise.all([onMock(one!), onMock(two!)])
  expectSame(a, new Simulation(one!).run())
  expectSame(b, new Simulation(two!).run())
})
