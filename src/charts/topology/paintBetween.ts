import { formatCount, formatMs } from '../figures.ts'
import type { Layout } from './layout.ts'
import { boxWithFill } from './paintParts.ts'
import type { Palette } from './palette.ts'
import type { SystemState } from './state.ts'

type Context = CanvasRenderingContext2D

/** A region that nothing reaches for a while. */
export interface Cut {
  readonly region: number
  readonly fromMs: number
  readonly toMs: number
}

interface BetweenScene {
  readonly layout: Layout
  readonly palette: Palette
  readonly state: SystemState
  readonly atMs: number
  readonly speed: number
  readonly cuts: readonly Cut[]
}

/** How fast what is carried moves, px a second of real time, and how far one piece is from the next. */
const FLOW_PX = 24
const DASH_PX = 7

/** What lies between the parts: the edge, the frames of regions with the bus that joins them, the belt of the change feed. */
export function paintBetween(context: Context, scene: BetweenScene): void {
  paintRegions(context, scene)
  paintBelt(context, scene)
  paintEdge(context, scene)
}

/** The fill is the share of arrivals that it answers. */
function paintEdge(context: Context, { layout, palette, state }: BetweenScene): void {
  const { edge, compact } = layout
  if (edge === null) return
  boxWithFill(context, edge, palette, state.edgePerSecond / Math.max(1, state.arrivalsPerSecond), palette.ink)
  const x = edge.x + edge.width / 2
  smallLabel(context, palette, compact, 'EDGE', x, edge.y - 8, 'center')
  if (compact) return
  const answered = `${formatCount(Math.round(state.edgePerSecond))}/s`
  smallLabel(context, palette, compact, answered, x, edge.y + edge.height + 9, 'center')
}

function paintRegions(context: Context, scene: BetweenScene): void {
  const { layout, palette, atMs, cuts } = scene
  const { regions, compact } = layout
  regions.forEach((frame, i) => {
    const isCut = cuts.some(({ region, fromMs, toMs }) => region === i && fromMs <= atMs && atMs < toMs)
    context.beginPath()
    context.roundRect(frame.left, frame.top - 3, frame.width, frame.height + 6, 8)
    context.strokeStyle = isCut ? palette.error : palette.lineStrong
    context.lineWidth = 1
    context.setLineDash(isCut ? [3, 4] : [])
    context.stroke()
    context.setLineDash([])
    const name = `${frame.name}${i === 0 ? ' · home' : ''}${isCut ? ' · cut off' : ''}`
    smallLabel(context, palette, compact, name, frame.left + 6, frame.top - 3, 'left', isCut)
    if (i > 0) paintBus(context, scene, i, isCut)
  })
}

/** From the region above to this one, where both have a Redis of their own. */
function paintBus(
  context: Context,
  { layout, palette, state, atMs, speed }: BetweenScene,
  i: number,
  isCut: boolean,
): void {
  const { regions, nodes, compact } = layout
  const above = regions[i - 1]!
  const own = nodes.filter(node => node.region === i)
  if (own.length === 0) return
  const x = (Math.min(...own.map(box => box.x)) + Math.max(...own.map(box => box.x + box.width))) / 2
  const from = above.top + above.height + 3
  const to = regions[i]!.top - 3
  context.beginPath()
  context.moveTo(x, from)
  context.lineTo(x, to)
  flow(context, palette, state.feedPerSecond > 0 && !isCut, atMs, speed)
  if (isCut) {
    const y = (from + to) / 2
    context.beginPath()
    context.moveTo(x - 4, y - 4)
    context.lineTo(x + 4, y + 4)
    context.moveTo(x + 4, y - 4)
    context.lineTo(x - 4, y + 4)
    context.strokeStyle = palette.error
    context.lineWidth = 1.75
    context.stroke()
  }
  smallLabel(context, palette, compact, 'bus', x + 7, (from + to) / 2, 'left')
}

/** Carries deletes from the origin to Redis; its pieces move while it does. */
function paintBelt(context: Context, { layout, palette, state, atMs, speed }: BetweenScene): void {
  const { belt, compact } = layout
  if (belt === null) return
  const acts = state.feedPerSecond > 0
  context.beginPath()
  for (const { x, y } of belt) context.lineTo(x, y)
  context.lineJoin = 'round'
  flow(context, palette, acts, atMs, speed)
  const [before, end] = belt.slice(-2) as [{ x: number; y: number }, { x: number; y: number }]
  arrowHead(context, before, end, acts ? palette.ink : palette.control)
  const name = compact ? 'feed' : 'change feed'
  const rate = formatCount(Math.max(1, Math.round(state.feedPerSecond)))
  const words = acts ? `${name} ${rate}/s, ${formatMs(state.feedLagMs)} late` : name
  const corner = belt[1] as { x: number; y: number }
  const along = belt[2] as { x: number; y: number }
  smallLabel(context, palette, compact, words, (corner.x + along.x) / 2, corner.y, 'center')
}

/** Strokes the path: at rest as a plain line, at work as pieces on their way. */
function flow(context: Context, palette: Palette, acts: boolean, atMs: number, speed: number): void {
  context.strokeStyle = palette.lineStrong
  context.lineWidth = 1.5
  context.stroke()
  if (!acts) return
  context.setLineDash([DASH_PX, DASH_PX])
  context.lineDashOffset = -(((atMs / 1000 / speed) * FLOW_PX) % (2 * DASH_PX))
  context.strokeStyle = palette.ink
  context.lineWidth = 2
  context.stroke()
  context.setLineDash([])
}

interface Spot {
  readonly x: number
  readonly y: number
}

function arrowHead(context: Context, from: Spot, to: Spot, colour: string): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  context.beginPath()
  context.moveTo(to.x, to.y)
  for (const side of [-0.5, 0.5])
    context.lineTo(to.x - 7 * Math.cos(angle + side), to.y - 7 * Math.sin(angle + side))
  context.closePath()
  context.fillStyle = colour
  context.fill()
}

/** On a ground of paper, since lines pass behind it. */
function smallLabel(
  context: Context,
  palette: Palette,
  compact: boolean,
  text: string,
  x: number,
  y: number,
  align: 'left' | 'center',
  isAlarm = false,
): void {
  context.font = `500 ${compact ? 9 : 10.5}px ${palette.font}`
  const width = context.measureText(text).width + 6
  context.fillStyle = palette.paper
  context.fillRect(align === 'left' ? x - 3 : x - width / 2, y - 7, width, 14)
  context.textAlign = align
  context.fillStyle = isAlarm ? palette.errorText : palette.ink2
  context.fillText(text, x, y)
}
