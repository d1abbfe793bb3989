import type { Box } from './grid.ts'
import type { Layout } from './layout.ts'

/** A cubic that leaves and arrives level. */
export interface Curve {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export const toInstance = (layout: Layout, instance: Box): Curve => ({
  x0: layout.readers.x + layout.readers.radius,
  y0: layout.readers.y,
  x1: instance.x,
  y1: instance.y + instance.height / 2,
})

/** To a place at the edge, 0 (top) to 1. */
export const toEdge = (layout: Layout, edge: Box, place: number): Curve => ({
  x0: layout.readers.x + layout.readers.radius,
  y0: layout.readers.y,
  x1: edge.x,
  y1: edge.y + edge.height * (0.1 + 0.8 * place),
})

export const toNode = (instance: Box, node: Box): Curve => ({
  x0: instance.x + instance.width,
  y0: instance.y + instance.height / 2,
  x1: node.x,
  y1: node.y + node.height / 2,
})

/** To the front of the line; those who queue stand on its end. */
export const toOrigin = (layout: Layout, instance: Box): Curve => ({
  x0: instance.x + instance.width,
  y0: instance.y + instance.height / 2,
  x1: layout.origin.x,
  y1: layout.origin.y + layout.origin.height / 2,
})

export function traceCurve(context: CanvasRenderingContext2D, { x0, y0, x1, y1 }: Curve): void {
  const bend = (x1 - x0) * 0.5
  context.moveTo(x0, y0)
  context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1)
}

export interface Point {
  x: number
  y: number
}

/** The point at `progress` (0 to 1) along the curve, slower at both ends. */
export function pointOn({ x0, y0, x1, y1 }: Curve, progress: number, out: Point): void {
  const t = progress * progress * (3 - 2 * progress) * 0.5 + progress * 0.5
  const u = 1 - t
  const bend = (x1 - x0) * 0.5
  out.x = u * u * u * x0 + 3 * u * u * t * (x0 + bend) + 3 * u * t * t * (x1 - bend) + t * t * t * x1
  out.y = u * u * (u + 3 * t) * y0 + t * t * (t + 3 * u) * y1
}
