import { format } from 'd3-format'
import type { Recording, Topology } from '#recording/recording.ts'
import { formatCount, formatMs } from '../figures.ts'
import type { Box } from './grid.ts'
import type { Layout } from './layout.ts'
import type { Palette } from './palette.ts'
import type { SystemState } from './state.ts'

type Context = CanvasRenderingContext2D

/** A Redis node that refuses commands for a while. */
export interface Outage {
  readonly node: number
  readonly fromMs: number
  readonly toMs: number
}

export interface PartsScene {
  readonly recording: Recording
  readonly layout: Layout
  readonly palette: Palette
  readonly state: SystemState
  readonly atMs: number
  readonly outages: readonly Outage[]
}

const short = format('.3~s')

export function paintParts(context: Context, scene: PartsScene): void {
  paintLabels(context, scene)
  paintReaders(context, scene)
  paintInstances(context, scene)
  paintNodes(context, scene)
  paintLine(context, scene)
  paintOrigin(context, scene)
}

function paintLabels(context: Context, { layout, palette, recording }: PartsScene): void {
  const { topology } = recording
  const size = layout.compact ? 9 : 11
  context.font = `500 ${size}px ${palette.font}`
  context.fillStyle = palette.ink3
  context.textBaseline = 'middle'
  context.letterSpacing = '0.04em'
  const label = (text: string, x: number, align: CanvasTextAlign) => {
    context.textAlign = align
    context.fillText(text, x, layout.labelY)
  }
  const nodes = columnOf(layout.nodes)
  const instances = columnOf(layout.instances)
  label('READERS', layout.compact ? 6 : layout.readers.x - layout.readers.radius, 'left')
  label(instancesLabel(layout, topology), instances, 'center')
  if (topology.nodes > 0) label(nodesLabel(layout, topology), nodes, 'center')
  label('POSTGRESQL', layout.origin.x + layout.origin.width, 'right')
  context.letterSpacing = '0px'
}

/** Of a fleet too large to draw the picture says how much of it is there. */
function instancesLabel({ compact, instances }: Layout, topology: Topology): string {
  const all = topology.instances
  if (instances.length < all)
    return compact ? `APP ${instances.length}/${all}` : `${instances.length} OF ${all} INSTANCES DRAWN`
  return compact ? 'APP' : `${all} INSTANCES`
}

function nodesLabel({ compact, nodes }: Layout, topology: Topology): string {
  const all = topology.nodes
  if (nodes.length < all)
    return compact ? `REDIS ${nodes.length}/${all}` : `REDIS · ${nodes.length} OF ${all} SHARDS`
  return compact ? `REDIS ×${all}` : `REDIS · ${all} SHARDS`
}

function columnOf(boxes: readonly Box[]): number {
  const left = Math.min(...boxes.map(box => box.x))
  const right = Math.max(...boxes.map(box => box.x + box.width))
  return (left + right) / 2
}

function paintReaders(context: Context, { layout, palette, state }: PartsScene): void {
  const { x, y, radius } = layout.readers
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = palette.raised
  context.fill()
  context.strokeStyle = palette.ink
  context.lineWidth = 1.5
  context.stroke()
  context.fillStyle = palette.ink
  context.textAlign = 'center'
  context.font = `600 ${layout.compact ? 8.5 : 12}px ${palette.font}`
  const rate = Math.round(state.arrivalsPerSecond)
  const text = rate >= 1000 ? short(rate) : String(rate)
  context.fillText(`${text}/s`, x, y)
}

/** The fill is how many requests are inside, beside the most there ever were in one instance. */
function paintInstances(context: Context, { recording, layout, palette, state }: PartsScene): void {
  const { instances } = recording.topology
  const most = mostOpen(recording)
  context.font = `600 ${layout.compact ? 9 : 11}px ${palette.font}`
  layout.instances.forEach(box => {
    const open = recording.series.instanceOpen[state.bucket * instances + box.index] ?? 0
    boxWithFill(context, box, palette, open / most, palette.ink)
    if (open === 0 || box.height < 12) return
    context.fillStyle = palette.ink
    context.textAlign = 'center'
    context.fillText(formatCount(open), box.x + box.width / 2, box.y + box.height / 2 + 0.5)
  })
}

function mostOpen(recording: Recording): number {
  let most = mostOpenOf.get(recording)
  if (most === undefined) {
    most = 1
    for (const open of recording.series.instanceOpen) if (open > most) most = open
    mostOpenOf.set(recording, most)
  }
  return most
}
const mostOpenOf = new WeakMap<Recording, number>()

/** The fill is the share of the node's time spent working. */
function paintNodes(
  context: Context,
  { recording, layout, palette, state, outages, atMs }: PartsScene,
): void {
  const { nodes } = recording.topology
  context.font = `500 10px ${palette.font}`
  layout.nodes.forEach(box => {
    const i = box.index
    const down = outages.some(outage => outage.node === i && outage.fromMs <= atMs && atMs < outage.toMs)
    const busy = recording.series.nodeBusy[state.bucket * nodes + i] ?? 0
    boxWithFill(context, box, palette, down ? 0 : busy, down ? palette.error : palette.ink, down)
    if (down || busy < 0.005 || layout.compact || box.width < 26) return
    context.fillStyle = palette.ink2
    context.textAlign = 'center'
    const percent = Math.round(busy * 100)
    // Three digits and a sign are wider than the box.
    context.fillText(percent < 100 ? `${percent} %` : '100%', box.x + box.width / 2, box.y + box.height / 2)
  })
}

export function boxWithFill(
  context: Context,
  box: Box,
  palette: Palette,
  fill: number,
  edge: string,
  crossed = false,
): void {
  const { x, y, width, height } = box
  context.beginPath()
  context.roundRect(x, y, width, height, Math.min(5, width / 4))
  context.fillStyle = palette.raised
  context.fill()
  // A trace of ink says that it is not idle.
  const level = fill > 0 ? Math.max(1.5, Math.min(1, fill) * (height - 3)) : 0
  if (level > 0) {
    context.save()
    context.clip()
    context.fillStyle = palette.lineStrong
    context.fillRect(x, y + height - 1.5 - level, width, level + 1.5)
    context.restore()
  }
  context.beginPath()
  context.roundRect(x, y, width, height, Math.min(5, width / 4))
  if (crossed) {
    context.moveTo(x + 4, y + 4)
    context.lineTo(x + width - 4, y + height - 4)
    context.moveTo(x + width - 4, y + 4)
    context.lineTo(x + 4, y + height - 4)
  }
  context.strokeStyle = edge
  context.lineWidth = 1.25
  context.stroke()
}

/** A ring for each query that waits for a connection, as far as there is room. */
function paintLine(context: Context, { layout, palette, state }: PartsScene): void {
  const shown = Math.min(state.waiting, layout.line.length)
  const radius = layout.linePitch * 0.34
  context.strokeStyle = palette.origin
  context.lineWidth = 1.1
  context.beginPath()
  for (let i = 0; i < shown; i++) {
    const { x, y } = layout.line[i] as { x: number; y: number }
    context.moveTo(x + radius, y)
    context.arc(x, y, radius, 0, 2 * Math.PI)
  }
  context.stroke()
  const more = state.waiting - shown
  const last = layout.line[layout.line.length - 1]
  if (more <= 0 || last === undefined) return
  context.fillStyle = palette.ink
  context.font = `600 ${layout.compact ? 9 : 11}px ${palette.font}`
  context.textAlign = 'center'
  const first = layout.line[0]?.x ?? last.x
  const words = layout.compact ? '' : ' more'
  context.fillText(`+${formatCount(more)}${words}`, (first + last.x) / 2, layout.labelY)
}

function paintOrigin(context: Context, { recording, layout, palette, state }: PartsScene): void {
  const { origin, squares, compact } = layout
  const { connections } = recording.topology
  context.beginPath()
  context.roundRect(origin.x, origin.y, origin.width, origin.height, 6)
  context.fillStyle = palette.raised
  context.fill()
  context.strokeStyle = palette.ink
  context.lineWidth = 1.5
  context.stroke()
  const centre = origin.x + origin.width / 2
  const size = compact ? 10 : 12
  context.textAlign = 'center'
  context.fillStyle = palette.ink2
  context.font = `500 ${size}px ${palette.font}`
  const head = `pool ${formatCount(state.running)} / ${formatCount(connections)}`
  context.fillText(head, centre, origin.y + (compact ? 13 : 16))

  const running = Math.ceil(state.running / squares.connectionsEach)
  squares.boxes.forEach((box, i) => {
    if (i < running) {
      context.fillStyle = palette.origin
      context.fillRect(box.x, box.y, box.width, box.height)
    } else {
      context.strokeStyle = palette.lineStrong
      context.lineWidth = 1
      context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1)
    }
  })

  const step = compact ? 14 : 19
  const below = origin.y + origin.height - step * 3 + (compact ? 2 : 4)
  const lines = [
    `${formatCount(state.waiting)} waiting`,
    `oldest ${state.waiting > 0 ? formatMs(state.oldestMs) : '–'}`,
    `service ×${state.slowdown.toFixed(1)}`,
  ]
  lines.forEach((text, i) => {
    context.fillStyle = i === 0 && state.waiting > 0 ? palette.errorText : palette.ink2
    context.font = `${i === 0 && state.waiting > 0 ? 600 : 400} ${size}px ${palette.font}`
    context.fillText(text, centre, below + i * step)
  })
}
