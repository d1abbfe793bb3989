import { expect, test } from 'vitest'
import {
  type ArchitectureLayout,
  along,
  type Box,
  NARROW,
  WIDE,
} from '#playbook/figures/architectureLayout.ts'
import { answeredAfterMs, PATHS, timeOf, WORLD } from '#playbook/figures/architecturePaths.ts'
import { isLabId, type LabId } from '#scenarios/cards.ts'
import { loadScenario } from '#scenarios/load.ts'
import { World } from '#world/world.ts'

const LAYOUTS = { wide: WIDE, narrow: NARROW }

const worldOf = async (id: LabId) => World.parse((await loadScenario(id)).world)

test('the hops take what they take in the labs that the paths open', async () => {
  for (const { lab, instances, connections } of PATHS) {
    expect(isLabId(lab)).toBe(true)
    const { network, redis, origin, changeFeed, ...world } = await worldOf(lab as LabId)
    expect({
      ...network,
      commandMs: redis.commandMs,
      commitMs: origin.commitMs,
      feedLagMs: changeFeed.lagMs,
    }).toMatchObject({
      clientMs: WORLD.clientMs,
      redisMs: WORLD.redisMs,
      originMs: WORLD.originMs,
      busMs: WORLD.busMs,
      commandMs: WORLD.commandMs,
      commitMs: WORLD.commitMs,
      feedLagMs: WORLD.feedLagMs,
    })
    expect([redis.nodes, world.instances, origin.connections]).toEqual([12, instances, connections])
  }
  const tiers = await worldOf('multi-tier-stale')
  expect(tiers.origin.queries.description?.meanMs).toBe(WORLD.descriptionMs)
  expect((await worldOf('cache-down')).origin.queries.product?.meanMs).toBe(WORLD.productMs)
})

test('an answer found in a tier has cost every hop to it and the way back', () => {
  const read = PATHS.find(({ id }) => id === 'read')!
  expect(read.hops.map((_, i) => answeredAfterMs(read, i)?.toFixed(2))).toEqual([
    '1.00',
    '2.02',
    undefined,
    '23.02',
    undefined,
    undefined,
  ])
  const write = PATHS.find(({ id }) => id === 'write')!
  expect(write.hops.map((_, i) => answeredAfterMs(write, i))).toEqual(write.hops.map(() => null))
})

test('every hop says how long it takes, in a few words', () => {
  for (const hop of PATHS.flatMap(({ hops }) => hops)) {
    expect(timeOf(hop), hop.name).not.toBe('')
    expect(hop.caption.length, hop.name).toBeLessThan(100)
  }
})

test('a hop along wires ends at the part that it lights', () => {
  for (const [name, layout] of Object.entries(LAYOUTS))
    for (const { id, hops } of PATHS)
      for (const hop of hops) {
        const last = hop.wires.at(-1)
        if (last === undefined) continue
        const points = layout.wires[last.wire]
        const end = (last.back ? points[0] : points.at(-1)) as readonly [number, number]
        expect(touches(layout.parts[hop.part], end), `${name}, ${id}: ${hop.name}`).toBe(true)
      }
})

test('parts lie within the picture and apart from one another', () => {
  for (const [name, layout] of Object.entries(LAYOUTS)) {
    const boxes = [...Object.values(layout.parts), layout.thirdInstance]
    for (const [i, box] of boxes.entries()) {
      expect(isInside(box, layout), `${name}, part ${i}`).toBe(true)
      for (const other of boxes.slice(i + 1)) expect(overlap(box, other), name).toBe(false)
    }
  }
})

test('a line is drawn from its end when something comes back along it', () => {
  const points = [
    [0, 0],
    [10, 0],
  ] as const
  expect(along(points)).toBe('M0 0L10 0')
  expect(along(points, true)).toBe('M10 0L0 0')
})

function touches({ x, y, width, height }: Box, [px, py]: readonly [number, number]): boolean {
  return px >= x && px <= x + width && py >= y && py <= y + height
}

function isInside({ x, y, width, height }: Box, layout: ArchitectureLayout): boolean {
  return x >= 0 && y >= 0 && x + width <= layout.width && y + height <= layout.height
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
