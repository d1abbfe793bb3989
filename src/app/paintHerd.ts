import type { HerdMark } from './herdMarks.ts'

/** The colours of the page, read once for each theme. */
export interface HerdInks {
  readonly hit: string
  readonly miss: string
  readonly stale: string
  readonly failed: string
  readonly waiting: string
  readonly line: string
  readonly ink: string
}

export function readInks(element: Element): HerdInks {
  const style = getComputedStyle(element)
  const ink = (name: string) => style.getPropertyValue(name).trim()
  return {
    hit: ink('--hit'),
    miss: ink('--miss'),
    stale: ink('--stale'),
    failed: ink('--error'),
    waiting: ink('--waiting'),
    line: ink('--line'),
    ink: ink('--ink-3'),
  }
}

export interface HerdScene {
  readonly marks: readonly HerdMark[]
  readonly fromMs: number
  readonly toMs: number
  /** The longest wait the plane has room for. */
  readonly longestMs: number
  /** Drawn as a dotted line through the picture. */
  readonly expiryMs: number
  readonly width: number
  readonly height: number
}

/** Readers who are answered at once lie in a band at the bottom, px; whoever waits rises above it. */
const BAND_PX = 30
const TOP_PX = 8
const STAR_PX = 4.2
/** Shorter waits than this are no taller than a dot. */
const QUICK_MS = 120

/** Where in the picture a wait ends, px from its top. */
export function heightOf(waitedMs: number, scene: Pick<HerdScene, 'height' | 'longestMs'>): number {
  const floor = scene.height - BAND_PX
  return floor - (Math.min(waitedMs, scene.longestMs) / scene.longestMs) * (floor - TOP_PX)
}

/** Every reader who has arrived by `atMs`: x is the time of arrival, height how long they have waited, the shape how it ended. */
export function paintHerd(
  pen: CanvasRenderingContext2D,
  scene: HerdScene,
  inks: HerdInks,
  atMs: number,
): void {
  const { width, height, fromMs, toMs, longestMs } = scene
  const floor = height - BAND_PX
  const x = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * width
  const rise = (ms: number) => heightOf(ms, scene)

  pen.clearRect(0, 0, width, height)
  pen.lineWidth = 1
  pen.strokeStyle = inks.line
  for (let ms = 0; ms <= longestMs; ms += 5000) rule(pen, 0, width, Math.round(rise(ms)) + 0.5)
  pen.strokeStyle = inks.ink
  pen.setLineDash([1, 3])
  pen.beginPath()
  pen.moveTo(Math.round(x(scene.expiryMs)) + 0.5, 0)
  pen.lineTo(Math.round(x(scene.expiryMs)) + 0.5, height)
  pen.stroke()
  pen.setLineDash([])

  for (const mark of scene.marks) {
    if (mark.startMs > atMs) break
    const at = x(mark.startMs)
    const ended = mark.endMs <= atMs
    const waitedMs = Math.min(mark.endMs, atMs) - mark.startMs
    if (waitedMs < QUICK_MS && (ended || mark.kind === 'hit')) {
      shape(pen, mark.kind, inks, at, floor + 5 + mark.lane * (BAND_PX - 8), 1.5)
      continue
    }
    const tip = rise(waitedMs)
    pen.strokeStyle = ended ? inkOf(mark.kind, inks) : inks.waiting
    pen.globalAlpha = ended ? 0.4 : 0.55
    pen.beginPath()
    pen.moveTo(at, floor)
    pen.lineTo(at, tip)
    pen.stroke()
    pen.globalAlpha = 1
    if (ended) shape(pen, mark.kind, inks, at, tip, 2.4)
    else ring(pen, inks.waiting, at, tip, 2)
  }
}

/** Whoever waited for another reader's load keeps the neutral ink of waiting. */
function inkOf(kind: HerdMark['kind'], inks: HerdInks): string {
  return kind === 'joined' ? inks.waiting : inks[kind]
}

function shape(
  pen: CanvasRenderingContext2D,
  kind: HerdMark['kind'],
  inks: HerdInks,
  x: number,
  y: number,
  radius: number,
): void {
  if (kind === 'miss' || kind === 'joined') {
    ring(pen, inkOf(kind, inks), x, y, radius)
    return
  }
  pen.fillStyle = inks[kind]
  pen.beginPath()
  if (kind === 'failed') star(pen, x, y)
  else pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fill()
}

function ring(pen: CanvasRenderingContext2D, ink: string, x: number, y: number, radius: number): void {
  pen.strokeStyle = ink
  pen.lineWidth = 1.25
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.stroke()
  pen.lineWidth = 1
}

function star(pen: CanvasRenderingContext2D, x: number, y: number): void {
  for (let point = 0; point < 10; point++) {
    const radius = point % 2 === 0 ? STAR_PX : STAR_PX * 0.42
    const turn = (point / 10) * 2 * Math.PI - Math.PI / 2
    pen.lineTo(x + radius * Math.cos(turn), y + radius * Math.sin(turn))
  }
  pen.closePath()
}

function rule(pen: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  pen.beginPath()
  pen.moveTo(from, y)
  pen.lineTo(to, y)
  pen.stroke()
}
