import type { Whereabouts } from './journey.ts'
import type { Palette } from './palette.ts'

/** The shape of a request's state: solid dot, ring, striped dot, star, small neutral ring. */
export function paintShape(
  context: CanvasRenderingContext2D,
  palette: Palette,
  look: Whereabouts['look'],
  x: number,
  y: number,
  radius: number,
): void {
  switch (look) {
    case 'open':
      disc(context, palette.control, x, y, radius * 0.62)
      break
    case 'hit':
      disc(context, palette.hit, x, y, radius)
      break
    case 'miss':
      circle(context, palette.miss, x, y, radius, 1.8)
      break
    case 'joined':
    case 'waiting':
      circle(context, palette.waiting, x, y, radius * 0.68, 1.4)
      break
    case 'stale':
      striped(context, palette.stale, x, y, radius)
      break
    case 'failed':
      star(context, palette.error, x, y, radius * 1.55)
      break
  }
}

function disc(context: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = colour
  context.fill()
}

function circle(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  radius: number,
  thick: number,
): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.strokeStyle = colour
  context.lineWidth = thick
  context.stroke()
}

function striped(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  radius: number,
): void {
  circle(context, colour, x, y, radius, 1.1)
  context.beginPath()
  for (const shift of [-0.55, 0, 0.55]) {
    const half = radius * Math.sqrt(1 - shift * shift) * 0.71
    const across = radius * shift * 0.71
    context.moveTo(x + across - half, y + across + half)
    context.lineTo(x + across + half, y + across - half)
  }
  context.lineWidth = 1.2
  context.stroke()
}

function star(context: CanvasRenderingContext2D, colour: string, x: number, y: number, radius: number): void {
  context.beginPath()
  for (let i = 0; i < 10; i++) {
    const away = i % 2 === 0 ? radius : radius * 0.43
    const angle = (i * Math.PI) / 5 - Math.PI / 2
    context.lineTo(x + away * Math.cos(angle), y + away * Math.sin(angle))
  }
  context.closePath()
  context.fillStyle = colour
  context.fill()
}
