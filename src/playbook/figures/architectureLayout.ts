import type { Part, Wire } from './architecturePaths.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Point = readonly [x: number, y: number]

/** Where everything is drawn, in the units of the picture. */
export interface ArchitectureLayout {
  readonly width: number
  readonly height: number
  readonly parts: Readonly<Record<Part, Box>>
  /** The frame around the instances and their channel. */
  readonly fleet: Box
  /** The second neighbour, drawn like the first. */
  readonly thirdInstance: Box
  /** From the channel to that one, as `channel-neighbours` leads to the first. */
  readonly toThird: readonly Point[]
  readonly wires: Readonly<Record<Wire, readonly Point[]>>
  readonly feedLabel: { readonly at: Point; readonly anchor: 'start' | 'middle' | 'end' }
}

export const WIDE: ArchitectureLayout = {
  width: 700,
  height: 316,
  parts: {
    readers: { x: 6, y: 128, width: 74, height: 46 },
    cdn: { x: 112, y: 122, width: 84, height: 58 },
    neighbours: { x: 252, y: 36, width: 126, height: 54 },
    instance: { x: 252, y: 124, width: 126, height: 54 },
    channel: { x: 252, y: 274, width: 126, height: 28 },
    redis: { x: 446, y: 24, width: 132, height: 112 },
    origin: { x: 566, y: 190, width: 128, height: 112 },
  },
  fleet: { x: 226, y: 10, width: 162, height: 302 },
  thirdInstance: { x: 252, y: 206, width: 126, height: 54 },
  toThird: [
    [236, 233],
    [252, 233],
  ],
  wires: {
    'readers-cdn': [
      [80, 151],
      [112, 151],
    ],
    'cdn-instance': [
      [196, 151],
      [252, 151],
    ],
    // The left edge of the fleet: from the instance to the channel and from the channel to its neighbours.
    'instance-channel': [
      [252, 166],
      [244, 166],
      [244, 288],
      [252, 288],
    ],
    'channel-neighbours': [
      [252, 294],
      [236, 294],
      [236, 63],
      [252, 63],
    ],
    'instance-redis': [
      [378, 138],
      [412, 138],
      [412, 80],
      [446, 80],
    ],
    'instance-origin': [
      [378, 164],
      [412, 164],
      [412, 246],
      [566, 246],
    ],
    'origin-redis': [
      [646, 190],
      [646, 80],
      [578, 80],
    ],
  },
  feedLabel: { at: [652, 130], anchor: 'start' },
}

export const NARROW: ArchitectureLayout = {
  width: 340,
  height: 462,
  parts: {
    readers: { x: 6, y: 10, width: 92, height: 46 },
    cdn: { x: 142, y: 6, width: 92, height: 54 },
    neighbours: { x: 14, y: 104, width: 98, height: 54 },
    instance: { x: 121, y: 104, width: 98, height: 54 },
    channel: { x: 121, y: 184, width: 98, height: 28 },
    redis: { x: 6, y: 262, width: 140, height: 112 },
    origin: { x: 194, y: 262, width: 140, height: 112 },
  },
  fleet: { x: 4, y: 82, width: 332, height: 140 },
  thirdInstance: { x: 228, y: 104, width: 98, height: 54 },
  toThird: [
    [219, 198],
    [277, 198],
    [277, 158],
  ],
  wires: {
    'readers-cdn': [
      [98, 33],
      [142, 33],
    ],
    'cdn-instance': [
      [188, 60],
      [188, 104],
    ],
    'instance-channel': [
      [156, 158],
      [156, 184],
    ],
    'channel-neighbours': [
      [121, 198],
      [63, 198],
      [63, 158],
    ],
    'instance-redis': [
      [134, 158],
      [134, 172],
      [112, 172],
      [112, 262],
    ],
    'instance-origin': [
      [206, 158],
      [206, 172],
      [242, 172],
      [242, 262],
    ],
    'origin-redis': [
      [264, 374],
      [264, 412],
      [76, 412],
      [76, 374],
    ],
  },
  feedLabel: { at: [170, 432], anchor: 'middle' },
}

/** An SVG path along points, corners rounded. */
export function along(points: readonly Point[], back = false): string {
  const way = back ? [...points].reverse() : points
  const parts: string[] = []
  way.forEach(([x, y], i) => {
    const before = way[i - 1]
    const after = way[i + 1]
    if (before === undefined) parts.push(`M${x} ${y}`)
    else if (after === undefined) parts.push(`L${x} ${y}`)
    else {
      const [fromX, fromY] = towards([x, y], before)
      const [toX, toY] = towards([x, y], after)
      parts.push(`L${fromX} ${fromY}Q${x} ${y} ${toX} ${toY}`)
    }
  })
  return parts.join('')
}

const ROUND = 6

/** A point a little from a corner, on the way to its neighbour. */
function towards([x, y]: Point, [nextX, nextY]: Point): Point {
  const length = Math.hypot(nextX - x, nextY - y)
  const share = Math.min(ROUND, length / 2) / length
  return [x + (nextX - x) * share, y + (nextY - y) * share]
}
