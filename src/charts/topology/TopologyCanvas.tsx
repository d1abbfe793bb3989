import { memo, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import { layoutOf } from './layout.ts'
import { type Cut, paintBetween } from './paintBetween.ts'
import { type Painted, paintDots } from './paintDots.ts'
import { paintCounts, paintEdges } from './paintEdges.ts'
import { type Part, paintEvents } from './paintEvents.ts'
import { type Outage, paintParts } from './paintParts.ts'
import { onThemeChange, type Palette, readPalette } from './palette.ts'
import { stateAt } from './state.ts'
import { dotsEvery, leastTravelMs } from './travel.ts'

/** A moment of the recording that moves without React: the canvas repaints when told. */
export interface PlayheadSource {
  readonly atMs: number
  /** Virtual time a real second, in seconds. */
  readonly speed: number
  subscribe(listener: () => void): () => void
}

interface TopologyCanvasProps {
  readonly recording: Recording
  readonly playhead: PlayheadSource
  readonly width: number
  readonly height: number
  /** No particles: counts on the wires. */
  readonly still: boolean
  readonly outages: readonly Outage[]
  readonly cuts: readonly Cut[]
  readonly partOf: (event: NotableEvent) => Part
  /** Index of a trace. */
  readonly selected: number | null
  readonly onSelect?: (trace: number) => void
}

const NEAR_PX = 16

/** The system at the playhead: parts, wires, the line for a connection, and requests under way. */
export const TopologyCanvas = memo(function TopologyCanvas(props: TopologyCanvasProps) {
  const { recording, playhead, width, height, still, outages, cuts, partOf, selected, onSelect } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const painted = useRef<Painted>({ x: [], y: [], trace: [] })
  const layout = useMemo(() => {
    const hasEdge = recording.series.hitsCdn.some(hits => hits > 0)
    return layoutOf(recording.topology, hasEdge, width, height)
  }, [recording, width, height])

  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context == null) return
    const scale = window.devicePixelRatio || 1
    element.width = Math.round(width * scale)
    element.height = Math.round(height * scale)
    let palette: Palette = readPalette(element)
    const paint = () => {
      context.setTransform(scale, 0, 0, scale, 0, 0)
      context.clearRect(0, 0, width, height)
      context.textBaseline = 'middle'
      const { atMs, speed } = playhead
      const state = stateAt(recording, atMs)
      const scene = { recording, layout, palette, state, atMs, outages }
      paintEdges(context, scene)
      paintBetween(context, { ...scene, speed, cuts })
      paintParts(context, scene)
      if (still) paintCounts(context, scene)
      else {
        const leastMs = leastTravelMs(speed)
        const every = dotsEvery(recording, leastMs)
        painted.current = paintDots(context, { ...scene, leastMs, every, selected })
      }
      paintEvents(context, { layout, palette, atMs, speed, events: recording.events, partOf })
    }
    paint()
    const stop = playhead.subscribe(paint)
    const stopTheme = onThemeChange(() => {
      palette = readPalette(element)
      paint()
    })
    // Faces arrive after the first paint.
    document.fonts?.ready.then(paint)
    return () => {
      stop()
      stopTheme()
    }
  }, [recording, playhead, layout, width, height, still, outages, cuts, partOf, selected])

  const select = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const near = nearest(painted.current, event.clientX - box.left, event.clientY - box.top)
    if (near !== null) onSelect?.(near)
  }
  const { topology } = recording
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={
        `Topology: readers, ${layout.edge === null ? '' : 'an edge, '}${topology.instances} instances, ` +
        `${topology.nodes} Redis shards, PostgreSQL with a pool of ${topology.connections} connections` +
        (topology.hasFeed ? ', a change feed back to Redis' : '') +
        (layout.regions.length === 0
          ? ''
          : `; regions ${layout.regions.map(({ name }) => name).join(', ')}`) +
        (layout.instances.length < topology.instances
          ? `; ${layout.instances.length} instances are drawn`
          : '')
      }
      style={{ width, height, cursor: still ? 'default' : 'pointer' }}
      onPointerDown={select}
    />
  )
})

function nearest({ x, y, trace }: Painted, toX: number, toY: number): number | null {
  let best: number | null = null
  let closest = NEAR_PX
  trace.forEach((candidate, i) => {
    const away = Math.hypot((x[i] as number) - toX, (y[i] as number) - toY)
    if (away < closest) {
      closest = away
      best = candidate
    }
  })
  return best
}
