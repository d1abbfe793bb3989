import type { Topology } from '#recording/recording.ts'
import { type Box, grid } from './grid.ts'
import { type RegionPlace, regionPlaces } from './regionPlaces.ts'

/** An instance or a Redis node, by its number in the recording. */
export interface PlacedBox extends Box {
  readonly index: number
  readonly region: number
}

/** Where everything stands, in CSS px of the canvas. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly compact: boolean
  readonly readers: { readonly x: number; readonly y: number; readonly radius: number }
  /** Those drawn; of a large fleet not all are. */
  readonly instances: readonly PlacedBox[]
  readonly nodes: readonly PlacedBox[]
  /** Frames around what belongs to a region; none where there is only one. */
  readonly regions: readonly RegionPlace[]
  /** The edge in front of the instances, where one answers. */
  readonly edge: Box | null
  /** The change feed's way from the origin to Redis, as corners; null without one. */
  readonly belt: readonly { readonly x: number; readonly y: number }[] | null
  readonly origin: Box
  /** One square a running query; a square stands for several connections when the pool is large. */
  readonly squares: { readonly boxes: readonly Box[]; readonly connectionsEach: number }
  /** Places in the line for a connection; the first is the next to be served. */
  readonly line: readonly { readonly x: number; readonly y: number }[]
  readonly linePitch: number
  readonly labelY: number
  /** The box that stands for an instance, and for a node: its own, or that of one of its region. */
  readonly instanceOf: readonly PlacedBox[]
  readonly nodeOf: readonly PlacedBox[]
}

const MOST_BOXES = 48
const MOST_SQUARES = 100
const LABEL_PX = 34
const BELT_PX = 20
const COMPACT_BELOW = 620

/** Readers, edge, instances, Redis and the origin from left to right, as large as the space allows; regions below one another. */
export function layoutOf(topology: Topology, hasEdge: boolean, width: number, height: number): Layout {
  const compact = width < COMPACT_BELOW
  const top = LABEL_PX
  const bottom = height - (topology.hasFeed ? BELT_PX : 10)
  const middle = (top + bottom) / 2
  const radius = compact ? 17 : 28
  const area = { top, height: bottom - top }
  const readers = { x: compact ? 24 : 54, y: middle, radius }

  const bands = regionPlaces(topology, area, compact)
  const isDivided = bands.length > 1
  const instanceBoxes = placed(topology, bands, topology.instances, 'instances', (count, band) =>
    grid(count, {
      ...band,
      left: compact ? width * 0.21 : width * 0.26,
      box: compact ? { width: 28, height: 22 } : { width: 44, height: 28 },
      perColumn: 12,
      columns: 1,
      pitch: isDivided ? 22 : 17,
    }),
  )
  const nodeBoxes = placed(topology, bands, topology.nodes, 'nodes', (count, band) =>
    grid(count, {
      ...band,
      left: compact ? width * 0.45 : width * 0.55,
      box: compact ? { width: 18, height: 24 } : { width: 32, height: 36 },
      perColumn: 8,
      columns: count > 6 ? 2 : 1,
      pitch: isDivided ? 30 : 17,
    }),
  )
  const instances = instanceBoxes.drawn
  const nodes = nodeBoxes.drawn

  const origin = originBox(topology, compact, width, middle)
  const nodesRight = rightOf(nodes, instances)
  const regions = !isDivided ? [] : bands.map(band => framed(band, instances, nodes, compact))
  return {
    width,
    height,
    compact,
    readers,
    instances,
    nodes,
    regions,
    edge: hasEdge ? edgeBox(readers, instances, area, compact) : null,
    belt: topology.hasFeed ? beltOf(origin, nodes, regions, height, nodesRight) : null,
    origin,
    squares: squaresOf(topology.connections, origin, compact),
    ...lineOf(origin, nodesRight + (regions.length > 0 ? 16 : 0), area, compact),
    labelY: 16,
    instanceOf: instanceBoxes.of,
    nodeOf: nodeBoxes.of,
  }
}

/** Boxes by region, at most `MOST_BOXES` in all, and for each thing the box that stands for it. */
function placed(
  { regions }: Topology,
  bands: readonly RegionPlace[],
  wanted: number,
  what: 'instances' | 'nodes',
  boxesIn: (count: number, band: RegionPlace) => readonly Box[],
): { drawn: readonly PlacedBox[]; of: readonly PlacedBox[] } {
  const share = Math.min(1, MOST_BOXES / Math.max(1, wanted))
  const drawn: PlacedBox[] = []
  const of: PlacedBox[] = []
  let first = 0
  regions.forEach((region, number) => {
    const here = region[what]
    const count = here === 0 ? 0 : Math.max(1, Math.floor(here * share))
    const boxes = boxesIn(count, bands[number] as RegionPlace).map((box, i) => ({
      ...box,
      index: first + i,
      region: number,
    }))
    drawn.push(...boxes)
    for (let i = 0; i < here; i++) of.push(boxes[i % count] as PlacedBox)
    first += here
  })
  return { drawn, of }
}

/** The frame of a region, close around what stands in it. */
function framed(
  band: RegionPlace,
  instances: readonly PlacedBox[],
  nodes: readonly PlacedBox[],
  compact: boolean,
): RegionPlace {
  const inside = [...instances, ...nodes].filter(box => box.region === band.region)
  const gap = compact ? 6 : 12
  const left = Math.min(...inside.map(box => box.x)) - gap
  return { ...band, left, width: Math.max(...inside.map(box => box.x + box.width)) + gap - left }
}

function rightOf(...groups: readonly (readonly Box[])[]): number {
  return Math.max(0, ...groups.flat().map(box => box.x + box.width))
}

/** An upright bar half-way between readers and instances. */
function edgeBox(
  readers: Layout['readers'],
  instances: readonly Box[],
  area: { readonly top: number; readonly height: number },
  compact: boolean,
): Box {
  const from = readers.x + readers.radius
  const to = Math.min(...instances.map(box => box.x))
  const width = compact ? 9 : 16
  const height = Math.min(area.height * 0.6, compact ? 60 : 140)
  // On a narrow canvas what is below the readers is taken: their counts stand there.
  const y = compact ? readers.y + readers.radius - height : readers.y - height / 2
  return { x: from + (to - from) * 0.5 - width / 2, y, width, height }
}

/** Out of the origin at the bottom, along the lower edge, and up into Redis at home. */
function beltOf(
  origin: Box,
  nodes: readonly PlacedBox[],
  regions: readonly RegionPlace[],
  height: number,
  nodesRight: number,
): Layout['belt'] {
  const home = nodes.filter(box => box.region === 0)
  if (home.length === 0) return null
  const y = height - BELT_PX / 2
  const start = [
    { x: origin.x + origin.width / 2, y: origin.y + origin.height },
    { x: origin.x + origin.width / 2, y },
  ]
  const low = Math.max(...home.map(box => box.y + box.height))
  if (regions.length === 0) {
    const x = (Math.min(...home.map(box => box.x)) + rightOf(home)) / 2
    return [...start, { x, y }, { x, y: low + 2 }]
  }
  // Home stands above the other regions: past them on the right, and in from the side.
  const x = nodesRight + 20
  const box = home[home.length - 1] as PlacedBox
  return [
    ...start,
    { x, y },
    { x, y: box.y + box.height / 2 },
    { x: rightOf(home) + 2, y: box.y + box.height / 2 },
  ]
}

function originBox(topology: Topology, compact: boolean, width: number, middle: number): Box {
  const boxWidth = compact ? 88 : 138
  const perRow = 10
  const rows = Math.ceil(Math.min(topology.connections, MOST_SQUARES) / perRow)
  const pitch = (boxWidth - (compact ? 14 : 26)) / perRow
  const height = (compact ? 24 : 30) + rows * pitch + (compact ? 50 : 70)
  return { x: width - boxWidth - (compact ? 6 : 28), y: middle - height / 2, width: boxWidth, height }
}

function squaresOf(connections: number, origin: Box, compact: boolean): Layout['squares'] {
  const connectionsEach = Math.max(1, Math.ceil(connections / MOST_SQUARES))
  const count = Math.ceil(connections / connectionsEach)
  const inset = compact ? 7 : 13
  const pitch = (origin.width - 2 * inset) / 10
  const side = pitch - (compact ? 1.5 : 2.5)
  const top = origin.y + (compact ? 24 : 30)
  const boxes = Array.from({ length: count }, (_, i) => ({
    x: origin.x + inset + (i % 10) * pitch,
    y: top + Math.floor(i / 10) * pitch,
    width: side,
    height: side,
  }))
  return { boxes, connectionsEach }
}

/** Columns to the left of the origin, filled from the nearest, each from its middle outwards. */
function lineOf(origin: Box, nodesRight: number, area: { top: number; height: number }, compact: boolean) {
  const linePitch = compact ? 6.5 : 9
  const rows = Math.max(1, Math.floor((area.height - 8) / linePitch))
  const room = origin.x - nodesRight - (compact ? 14 : 70)
  const columns = Math.max(1, Math.min(compact ? 6 : 8, Math.floor(room / linePitch)))
  const middle = area.top + area.height / 2
  const line = Array.from({ length: rows * columns }, (_, i) => {
    const inColumn = i % rows
    const away = (inColumn % 2 === 0 ? 1 : -1) * Math.ceil(inColumn / 2)
    return { x: origin.x - 9 - Math.floor(i / rows) * linePitch, y: middle + away * linePitch }
  })
  return { line, linePitch }
}
