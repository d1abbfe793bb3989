import type { Topology } from '#recording/recording.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where everything stands, in CSS px of the canvas. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly compact: boolean
  readonly readers: { readonly x: number; readonly y: number; readonly radius: number }
  readonly instances: readonly Box[]
  readonly nodes: readonly Box[]
  readonly origin: Box
  /** One square a running query; a square stands for several connections when the pool is large. */
  readonly squares: { readonly boxes: readonly Box[]; readonly connectionsEach: number }
  /** Places in the line for a connection; the first is the next to be served. */
  readonly line: readonly { readonly x: number; readonly y: number }[]
  readonly linePitch: number
  readonly labelY: number
}

const MOST_BOXES = 48
const MOST_SQUARES = 100
const LABEL_PX = 34
const COMPACT_BELOW = 620

/** Readers, instances, Redis and the origin from left to right, as large as the space allows. */
export function layoutOf(topology: Topology, width: number, height: number): Layout {
  const compact = width < COMPACT_BELOW
  const top = LABEL_PX
  const bottom = height - 10
  const middle = (top + bottom) / 2
  const radius = compact ? 17 : 28
  const area = { top, height: bottom - top }

  const instances = grid(topology.instances, {
    ...area,
    left: compact ? width * 0.21 : width * 0.26,
    box: compact ? { width: 28, height: 22 } : { width: 44, height: 28 },
    perColumn: 12,
    columns: 1,
  })
  const nodes = grid(topology.nodes, {
    ...area,
    left: compact ? width * 0.45 : width * 0.55,
    box: compact ? { width: 18, height: 24 } : { width: 32, height: 36 },
    perColumn: 8,
    columns: topology.nodes > 6 ? 2 : 1,
  })

  const origin = originBox(topology, compact, width, middle)
  const squares = squaresOf(topology.connections, origin, compact)
  const nodesRight = Math.max(...nodes.map(box => box.x + box.width))
  return {
    width,
    height,
    compact,
    readers: { x: compact ? 24 : 54, y: middle, radius },
    instances,
    nodes,
    origin,
    squares,
    ...lineOf(origin, nodesRight, area, compact),
    labelY: 16,
  }
}

interface GridSpace {
  readonly top: number
  readonly height: number
  readonly left: number
  readonly box: { readonly width: number; readonly height: number }
  readonly perColumn: number
  /** At least so many columns. */
  readonly columns: number
}

function grid(wanted: number, space: GridSpace): Box[] {
  const count = Math.min(wanted, MOST_BOXES)
  const columns = Math.max(space.columns, Math.ceil(count / space.perColumn))
  const rows = Math.ceil(count / columns)
  const pitch = Math.min(space.height / rows, space.box.height + 18)
  const height = Math.min(space.box.height, pitch - 6)
  const shrink = columns > 2 ? 2 / columns : 1
  const boxWidth = space.box.width * shrink
  const gap = boxWidth * 0.32
  const top = space.top + (space.height - pitch * rows) / 2 + (pitch - height) / 2
  return Array.from({ length: count }, (_, i) => ({
    x: space.left + (i % columns) * (boxWidth + gap),
    y: top + Math.floor(i / columns) * pitch,
    width: boxWidth,
    height,
  }))
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
