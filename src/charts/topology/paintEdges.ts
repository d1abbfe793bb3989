import type { Recording } from '#recording/recording.ts'
import { formatCount } from '../figures.ts'
import { type Curve, toInstance, toNode, toOrigin, traceCurve } from './curves.ts'
import type { Layout, PlacedBox } from './layout.ts'
import type { Palette } from './palette.ts'
import type { SystemState } from './state.ts'

type Context = CanvasRenderingContext2D

interface EdgeScene {
  readonly recording: Recording
  readonly layout: Layout
  readonly palette: Palette
  readonly state: SystemState
}

/** The wires; those to the origin grow with the loads sent over them. */
export function paintEdges(context: Context, { recording, layout, palette, state }: EdgeScene): void {
  context.lineWidth = 1
  context.strokeStyle = palette.line
  context.beginPath()
  for (const instance of layout.instances) {
    traceCurve(context, toInstance(layout, instance))
    for (const node of nodesFor(layout, instance)) traceCurve(context, toNode(instance, node))
  }
  context.stroke()

  // Every reader asking for itself is as bad as it gets.
  const asked = state.loadsPerSecond + state.waiting / 10
  const emphasis = Math.min(1, Math.log1p(asked) / Math.log1p(recording.topology.readersPerSecond))
  context.strokeStyle = emphasis > 0 ? palette.origin : palette.line
  context.globalAlpha = emphasis > 0 ? 0.1 + 0.3 * emphasis : 1
  context.lineWidth = 1 + 2.5 * emphasis
  for (const instance of layout.instances) {
    context.beginPath()
    traceCurve(context, toOrigin(layout, instance))
    context.stroke()
  }
  context.globalAlpha = 1
}

/** The Redis an instance asks: its region's own, or the one at home where there is one for all. */
function nodesFor({ nodes }: Layout, { region }: PlacedBox): readonly PlacedBox[] {
  const own = nodes.filter(node => node.region === region)
  return own.length > 0 ? own : nodes
}

/** Instead of particles: how many take each way a second. */
export function paintCounts(context: Context, { layout, palette, state }: EdgeScene): void {
  const middleOf = (curve: Curve) => ({ x: (curve.x0 + curve.x1) / 2, y: (curve.y0 + curve.y1) / 2 })
  const centre = layout.instances[Math.floor(layout.instances.length / 2)]
  if (centre === undefined) return
  const rows = (x: number, y: number, texts: readonly { text: string; colour: string }[]) => {
    texts.forEach(({ text, colour }, i) => {
      label(context, palette, layout.compact, text, colour, x, y + (i - (texts.length - 1) / 2) * pitch)
    })
  }
  // Where there is no room between readers and instances, below the readers.
  const pitch = layout.compact ? 14 : 18
  const { readers, edge } = layout
  const isBelow = layout.compact || edge !== null
  const inwardY = isBelow ? readers.y + readers.radius + 2.8 * pitch : readers.y
  const perSecond = (rate: number) => `${formatCount(Math.round(rate))}/s`
  const inward = middleOf(toInstance(layout, centre))
  rows(layout.compact ? 42 : isBelow ? readers.x + 6 : inward.x, inwardY, [
    { text: `→ ${perSecond(state.arrivalsPerSecond)}`, colour: palette.ink },
    { text: `● hit ${perSecond(state.hitsPerSecond)}`, colour: palette.hit },
    { text: `○ miss ${perSecond(state.missesPerSecond)}`, colour: palette.miss },
    ...(state.stalePerSecond > 0
      ? [{ text: `◍ stale ${perSecond(state.stalePerSecond)}`, colour: palette.stale }]
      : []),
    { text: `★ failed ${perSecond(state.failedPerSecond)}`, colour: palette.error },
  ])
  const loads = { text: `■ loads ${perSecond(state.loadsPerSecond)}`, colour: palette.origin }
  const { x, y } = loadsPlace(layout)
  rows(x, y, [loads])
}

/** Narrower gaps have no room for the words. */
const LOADS_PX = 60

/** Clear of the boxes: between instances and Redis; before the origin where those are too near, or names of regions between them. */
function loadsPlace({ instances, nodes, origin, regions, readers }: Layout): { x: number; y: number } {
  const rightOf = (boxes: readonly { readonly x: number; readonly width: number }[]) =>
    Math.max(...boxes.map(box => box.x + box.width))
  const nodesLeft = Math.min(...nodes.map(box => box.x), origin.x)
  const from = rightOf(instances)
  if (regions.length === 0 && nodesLeft - from >= LOADS_PX) return { x: (from + nodesLeft) / 2, y: readers.y }
  return { x: (rightOf([...instances, ...nodes]) + origin.x) / 2, y: origin.y - 14 }
}

function label(
  context: Context,
  palette: Palette,
  compact: boolean,
  text: string,
  colour: string,
  x: number,
  y: number,
): void {
  const [mark = '', ...words] = text.split(' ')
  context.font = `500 ${compact ? 9 : 12}px ${palette.font}`
  const markWidth = context.measureText(`${mark} `).width
  const width = markWidth + context.measureText(words.join(' ')).width
  context.fillStyle = palette.paper
  context.globalAlpha = 0.9
  context.fillRect(x - width / 2 - 4, y - 8, width + 8, 16)
  context.globalAlpha = 1
  context.textAlign = 'left'
  context.fillStyle = colour
  context.fillText(mark, x - width / 2, y)
  context.fillStyle = palette.ink
  context.fillText(words.join(' '), x - width / 2 + markWidth, y)
}
