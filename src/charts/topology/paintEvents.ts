import type { NotableEvent } from '#recording/recording.ts'
import type { Layout } from './layout.ts'
import type { Palette } from './palette.ts'

/** The part of the system an event is about. */
export type Part =
  | { readonly kind: 'readers' | 'instances' | 'redis' | 'origin' }
  | { readonly kind: 'feed' }
  | { readonly kind: 'node'; readonly node: number }
  | { readonly kind: 'region'; readonly region: number }

/** How long a pulse lasts, ms of real time at the present speed. */
const PULSE_MS = 1200

interface EventScene {
  readonly layout: Layout
  readonly palette: Palette
  readonly atMs: number
  readonly speed: number
  readonly events: readonly NotableEvent[]
  readonly partOf: (event: NotableEvent) => Part
}

/** The newest event of each part as its number; fresh ones with a ring that grows and fades. */
export function paintEvents(context: CanvasRenderingContext2D, scene: EventScene): void {
  const newest = new Map<string, { event: NotableEvent; part: Part }>()
  for (const event of scene.events) {
    if (event.atMs > scene.atMs) break
    const part = scene.partOf(event)
    newest.set(JSON.stringify(part), { event, part })
  }
  for (const { event, part } of newest.values()) {
    const { x, y } = anchor(scene.layout, part)
    const age = (scene.atMs - event.atMs) / scene.speed / PULSE_MS
    if (age < 1) pulse(context, scene.palette, x, y, age)
    badge(context, scene.palette, scene.layout, event.number, x, y, age < 3 ? 1 : 0.6)
  }
}

function anchor(layout: Layout, part: Part): { x: number; y: number } {
  const { readers, instances, nodes, origin, belt, regions } = layout
  const gap = layout.compact ? 6 : 9
  if (part.kind === 'readers') return { x: readers.x, y: readers.y - readers.radius - gap - 3 }
  if (part.kind === 'feed' && belt !== null) return belt[1] ?? origin
  if (part.kind === 'region' && regions.length > 0) {
    const frame = regions[part.region] ?? regions[0]!
    return { x: frame.left, y: frame.top + frame.height / 2 }
  }
  if (part.kind === 'origin' || part.kind === 'feed') return { x: origin.x + 2, y: origin.y - 2 }
  const box =
    part.kind === 'node' ? layout.nodeOf[part.node] : part.kind === 'redis' ? nodes[0] : instances[0]
  return box === undefined ? readers : { x: box.x, y: box.y }
}

function pulse(context: CanvasRenderingContext2D, palette: Palette, x: number, y: number, age: number): void {
  context.beginPath()
  context.arc(x, y, 9 + 26 * age, 0, 2 * Math.PI)
  context.strokeStyle = palette.ink
  context.globalAlpha = (1 - age) * 0.7
  context.lineWidth = 2
  context.stroke()
  context.globalAlpha = 1
}

function badge(
  context: CanvasRenderingContext2D,
  palette: Palette,
  layout: Layout,
  number: number,
  x: number,
  y: number,
  opacity: number,
): void {
  const text = String(number)
  const radius = layout.compact ? 6.5 : 8
  const width = radius * 2 + (text.length - 1) * 5
  context.globalAlpha = opacity
  context.beginPath()
  context.roundRect(x - width / 2, y - radius, width, radius * 2, radius)
  context.fillStyle = palette.ink
  context.fill()
  context.fillStyle = palette.paper
  context.font = `600 ${layout.compact ? 9 : 10.5}px ${palette.font}`
  context.textAlign = 'center'
  context.fillText(text, x, y + 0.5)
  context.globalAlpha = 1
}
