import { describe, expect, it } from 'vitest'
import type { Box } from '#charts/topology/grid.ts'
import { layoutOf } from '#charts/topology/layout.ts'
import type { Topology } from '#recording/recording.ts'

function topology(
  regions: readonly (readonly [instances: number, nodes: number])[],
  rest: Partial<Topology> = {},
) {
  const sum = (at: 0 | 1) => regions.reduce((all, each) => all + each[at], 0)
  return {
    readersPerSecond: 1000,
    instances: sum(0),
    nodes: sum(1),
    connections: 50,
    regions: regions.map(([instances, nodes], i) => ({ name: `region ${i}`, instances, nodes })),
    hasFeed: false,
    memoryBytes: null,
    ...rest,
  } satisfies Topology
}

const WIDE = [863, 316] as const
const PHONE = [390, 250] as const
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('the picture of the system', () => {
  for (const [width, height] of [WIDE, PHONE]) {
    for (const [name, of] of [
      ['one region', topology([[8, 12]])],
      ['a hundred instances', topology([[100, 12]])],
      [
        'two regions',
        topology(
          [
            [12, 12],
            [12, 12],
          ],
          { hasFeed: true },
        ),
      ],
      [
        'three regions with one Redis',
        topology([
          [6, 12],
          [6, 0],
          [30, 0],
        ]),
      ],
    ] as const) {
      it(`has all of its boxes on the canvas and none on another: ${name} at ${width} px`, () => {
        const layout = layoutOf(of, true, width, height)
        const boxes = [...layout.instances, ...layout.nodes, layout.origin, layout.edge as Box]
        for (const [i, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.y).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(width)
          expect(box.y + box.height).toBeLessThanOrEqual(height)
          expect(box.height).toBeGreaterThan(3)
          expect(boxes.slice(i + 1).filter(other => overlap(box, other))).toEqual([])
        }
      })
    }
  }

  it('has a box for every instance and node, that of one of its region', () => {
    const layout = layoutOf(
      topology([
        [70, 12],
        [30, 12],
      ]),
      false,
      ...WIDE,
    )
    expect(layout.instanceOf).toHaveLength(100)
    expect(layout.nodeOf).toHaveLength(24)
    expect(layout.instances.length).toBeLessThanOrEqual(48)
    expect(layout.instanceOf[69]?.region).toBe(0)
    expect(layout.instanceOf[70]?.region).toBe(1)
    expect(layout.nodeOf[12]?.region).toBe(1)
    for (const box of layout.instances) expect(layout.instanceOf[box.index]).toBe(box)
  })

  it('keeps a region within its frame, and room between frames', () => {
    const layout = layoutOf(
      topology([
        [12, 12],
        [12, 12],
      ]),
      false,
      ...WIDE,
    )
    const frames = layout.regions.map(({ left, top, width, height }) => ({ x: left, y: top, width, height }))
    expect(frames).toHaveLength(2)
    const [upper, lower] = frames as [Box, Box]
    // The bus and the name of the lower one stand between them.
    expect(lower.y - (upper.y + upper.height)).toBeGreaterThan(16)
    for (const box of [...layout.instances, ...layout.nodes]) {
      const frame = frames[box.region] as Box
      expect(box.x).toBeGreaterThanOrEqual(frame.x)
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width)
      expect(box.y).toBeGreaterThanOrEqual(frame.y)
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height)
    }
    expect(layoutOf(topology([[12, 12]]), false, ...WIDE).regions).toEqual([])
  })

  it('has a belt from the origin into Redis at home where there is a change feed, and an edge where one answers', () => {
    for (const regions of [
      [[8, 12]],
      [
        [8, 12],
        [8, 12],
      ],
    ] as const) {
      const { belt, nodes, origin } = layoutOf(topology(regions, { hasFeed: true }), false, ...WIDE)
      const [first, last] = [belt?.[0], belt?.at(-1)]
      expect(first?.x).toBe(origin.x + origin.width / 2)
      const home = nodes.filter(({ region }) => region === 0)
      const nearest = Math.min(
        ...home.map(box => Math.hypot(box.x + box.width / 2 - last!.x, box.y + box.height / 2 - last!.y)),
      )
      expect(nearest).toBeLessThan(45)
    }
    const plain = layoutOf(topology([[8, 12]]), false, ...WIDE)
    expect([plain.belt, plain.edge]).toEqual([null, null])
  })
})
