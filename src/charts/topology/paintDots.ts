import type { Recording } from '#recording/recording.ts'
import { FATES, NO_NODE } from '#recording/recording.ts'
import { type Curve, type Point, pointOn, toEdge, toInstance, toNode, toOrigin } from './curves.ts'
import type { Box } from './grid.ts'
import { firstAfter, LONGEST_WAY, type Whereabouts, whereIs } from './journey.ts'
import type { Layout } from './layout.ts'
import type { Palette } from './palette.ts'
import { paintShape } from './shapes.ts'
import type { SystemState } from './state.ts'

/** What was painted last, so that a click can ask which request is near. */
export interface Painted {
  readonly x: number[]
  readonly y: number[]
  readonly trace: number[]
}

export interface DotScene {
  readonly recording: Recording
  readonly layout: Layout
  readonly palette: Palette
  readonly state: SystemState
  readonly atMs: number
  /** Least virtual time of a way there and back. */
  readonly leastMs: number
  /** Every how many sampled requests one is drawn: more would be fog. */
  readonly every: number
  readonly selected: number | null
}

interface Docked {
  readonly trace: number
  readonly sinceMs: number
}

export function paintDots(context: CanvasRenderingContext2D, scene: DotScene): Painted {
  const { traces } = scene.recording
  const painted: Painted = { x: [], y: [], trace: [] }
  const inLine: Docked[] = []
  const at: Whereabouts = { place: 'to-instance', progress: 0, look: 'open', sinceMs: 0 }
  const point: Point = { x: 0, y: 0 }
  const docked = new Map<number, number>()
  const end = firstAfter(traces.startMs, scene.atMs)
  const begin = firstAfter(
    traces.startMs,
    scene.atMs - longest(scene.recording) - LONGEST_WAY * scene.leastMs,
  )

  for (let i = begin; i < end; i++) {
    const chosen = i === scene.selected
    if (!chosen && traces.sampled[i] !== 1) continue
    if (!chosen && scene.every > 1 && scatter(traces.request[i] as number) % scene.every !== 0) continue
    if (!whereIs(traces, i, scene.atMs, scene.leastMs, at)) continue
    if (at.place === 'in-line') {
      inLine.push({ trace: i, sinceMs: at.sinceMs })
      continue
    }
    if (at.place === 'running' && !chosen) continue
    place(scene, i, at, docked, point)
    paintShape(context, scene.palette, at.look, point.x, point.y, scene.layout.compact ? 2.6 : 3.4)
    remember(painted, point, i)
    if (chosen) ring(context, scene.palette, point)
  }
  paintQueued(context, scene, inLine, painted)
  return painted
}

/** Those in line stand in order of arrival, spread over the rings that are drawn. */
function paintQueued(
  context: CanvasRenderingContext2D,
  scene: DotScene,
  inLine: Docked[],
  painted: Painted,
): void {
  const { layout, state, palette } = scene
  const shown = Math.min(Math.max(state.waiting, inLine.length), layout.line.length)
  inLine.sort((a, b) => a.sinceMs - b.sinceMs)
  let last = -1
  inLine.forEach(({ trace }, nth) => {
    // Scattered within its share of the line, or the pattern would look like a meaning.
    const within = (scatter(scene.recording.traces.request[trace] as number) % 97) / 97
    const slot = Math.floor(((nth + within) * shown) / inLine.length)
    const spot = layout.line[slot]
    if (spot === undefined || (slot === last && trace !== scene.selected)) return
    last = slot
    paintShape(context, palette, 'miss', spot.x, spot.y, layout.linePitch * 0.36)
    remember(painted, spot, trace)
    if (trace === scene.selected) ring(context, palette, spot)
  })
}

function place(scene: DotScene, i: number, at: Whereabouts, docked: Map<number, number>, out: Point): void {
  const { layout, recording } = scene
  const { traces } = recording
  const instance = layout.instanceOf[traces.instance[i] as number] as Box
  const askedNode = traces.node[i] as number
  const node = layout.nodeOf[askedNode === NO_NODE ? 0 : askedNode] ?? instance
  const request = traces.request[i] as number
  const way: Curve =
    layout.edge !== null && endsAtEdge(traces, i)
      ? toEdge(layout, layout.edge, (scatter(request) % 97) / 97)
      : toInstance(layout, instance)
  switch (at.place) {
    case 'to-instance':
      pointOn(way, at.progress, out)
      break
    case 'to-reader':
      pointOn(way, 1 - at.progress, out)
      break
    case 'to-node':
      pointOn(toNode(instance, node), at.progress, out)
      break
    case 'from-node':
      pointOn(toNode(instance, node), 1 - at.progress, out)
      break
    case 'to-origin':
      pointOn(toOrigin(layout, instance), at.progress, out)
      break
    case 'from-origin':
      pointOn(toOrigin(layout, instance), 1 - at.progress, out)
      break
    case 'at-instance':
      dockAt(instance, layout, docked, traces.instance[i] as number, out)
      return
    case 'at-reader':
      out.x = layout.readers.x + layout.readers.radius + 6
      out.y = layout.readers.y - 18 - (request % 5) * 5
      return
    default:
      out.x = layout.origin.x + layout.origin.width / 2
      out.y = layout.origin.y + layout.origin.height / 2
      return
  }
  out.y += ((scatter(request) % 7) - 3) * 1.3
}

/** What came to an instance has spent time there; what the edge answered has not, and did not fail. */
function endsAtEdge(traces: Recording['traces'], i: number): boolean {
  const fate = FATES[traces.fate[i] as number]
  return traces.spanFirst[i] === traces.spanFirst[i + 1] && (fate === 'hit' || fate === 'stale')
}

/** Waiting on a flight: small rings beside the box of their instance, in rows. */
function dockAt(box: Box, layout: Layout, docked: Map<number, number>, instance: number, out: Point): void {
  const nth = docked.get(instance) ?? 0
  docked.set(instance, nth + 1)
  const pitch = layout.compact ? 4.5 : 6
  const perRow = Math.max(1, Math.floor(box.width / pitch))
  out.x = box.x + box.width + 5 + (nth % perRow) * pitch
  out.y = box.y + 4 + (Math.floor(nth / perRow) % 4) * pitch
}

function remember(painted: Painted, at: Readonly<Point>, trace: number): void {
  painted.x.push(at.x)
  painted.y.push(at.y)
  painted.trace.push(trace)
}

function ring(context: CanvasRenderingContext2D, palette: Palette, at: Readonly<Point>): void {
  context.beginPath()
  context.arc(at.x, at.y, 8, 0, 2 * Math.PI)
  context.strokeStyle = palette.ink
  context.lineWidth = 1.75
  context.stroke()
}

/** Spreads numbers that follow one another; the same number always to the same place. */
function scatter(number: number): number {
  return Math.imul(number ^ (number >>> 15), 0x2c1b3c6d) >>> 8
}

function longest(recording: Recording): number {
  let most = longestOf.get(recording)
  if (most === undefined) {
    const { startMs, endMs, count } = recording.traces
    most = 0
    for (let i = 0; i < count; i++) most = Math.max(most, (endMs[i] as number) - (startMs[i] as number))
    longestOf.set(recording, most)
  }
  return most
}
const longestOf = new WeakMap<Recording, number>()
