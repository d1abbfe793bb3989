import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import type { ReactNode } from 'react'
import styles from './CurvePlot.module.css'

interface Axis {
  /** What it measures, with its unit: 'Hit rate, %'. */
  readonly title: string
  readonly from: number
  readonly to: number
  readonly scale?: 'linear' | 'log'
  /** Where lines and figures stand; a few round values if not given. */
  readonly ticks?: readonly number[]
  format(value: number): string
}

/** strong: the one that is spoken of; plain, dashed, dotted: others, told apart without colour. The hues mean what they mean everywhere. */
type CurveLook = 'strong' | 'plain' | 'dashed' | 'dotted' | 'hit' | 'miss' | 'stale' | 'origin'

export interface Curve {
  readonly name: string
  readonly look: CurveLook
  /** [x, y], ascending in x, in the units of the axes. */
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Where its name stands at its end: above the line or below it; not at all if left out. */
  readonly label?: 'above' | 'below'
}

export interface PlotMark {
  readonly x: number
  readonly y: number
  /** dot: measured; ring: stated; diamond: where the reader stands. */
  readonly shape: 'dot' | 'ring' | 'diamond'
  readonly name: string
}

interface CurvePlotProps {
  /** What the curves show, for those who do not see them. */
  readonly label: string
  readonly x: Axis
  readonly y: Axis
  readonly curves: readonly Curve[]
  readonly marks?: readonly PlotMark[]
  /** Of the whole plot, px. */
  readonly width: number
  readonly height: number
  /** Lies over the plot, in its own coordinates: lines, areas, words. */
  readonly over?: (at: {
    x(value: number): number
    y(value: number): number
    width: number
    height: number
  }) => ReactNode
}

const LEFT_PX = 44
const BOTTOM_PX = 36
const TOP_PX = 22
const RIGHT_PX = 12
/** Room that a figure on the x axis needs, px. */
const TICK_PX = 64

/** Curves of one quantity over another, with axes; for what is computed and not recorded. */
export function CurvePlot({ label, x, y, curves, marks = [], width, height, over }: CurvePlotProps) {
  const inner = { width: Math.max(1, width - LEFT_PX - RIGHT_PX), height: height - TOP_PX - BOTTOM_PX }
  const xAt = scaleOf(x, [0, inner.width])
  const yAt = scaleOf(y, [inner.height, 0])
  const path = line<readonly [number, number]>(
    point => xAt(point[0]),
    point => yAt(point[1]),
  )
  return (
    <svg className={styles.plot} width={width} height={height} role="img" aria-label={label}>
      <text className={styles.title} x={0} y={12}>
        {y.title}
      </text>
      <g transform={`translate(${LEFT_PX} ${TOP_PX})`}>
        {ticksOf(y, 5).map(tick => (
          <g key={tick}>
            <line className={styles.grid} x1={0} x2={inner.width} y1={yAt(tick)} y2={yAt(tick)} />
            <text className={styles.tick} x={-8} y={yAt(tick)} dy="0.32em" textAnchor="end">
              {y.format(tick)}
            </text>
          </g>
        ))}
        {ticksOf(x, Math.max(2, Math.floor(inner.width / TICK_PX))).map(tick => (
          <text key={tick} className={styles.tick} x={xAt(tick)} y={inner.height + 16} textAnchor="middle">
            {x.format(tick)}
          </text>
        ))}
        <text className={styles.title} x={inner.width} y={inner.height + 32} textAnchor="end">
          {x.title}
        </text>
        <line className={styles.axis} x1={0} x2={inner.width} y1={inner.height} y2={inner.height} />
        {curves.map(curve => (
          <path key={curve.name} className={styles[curve.look]} d={path([...curve.points]) ?? ''} />
        ))}
        {over?.({ x: xAt, y: yAt, ...inner })}
        {curves.map(curve => (
          <CurveName key={curve.name} curve={curve} xAt={xAt} yAt={yAt} />
        ))}
        {marks.map(mark => (
          <g key={`${mark.shape} ${mark.x}`} transform={`translate(${xAt(mark.x)} ${yAt(mark.y)})`}>
            <title>{mark.name}</title>
            <path className={styles[mark.shape]} d={SHAPES[mark.shape]} />
          </g>
        ))}
      </g>
    </svg>
  )
}

const SHAPES = {
  dot: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  ring: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  diamond: 'M0 -7L7 0L0 7L-7 0Z',
}

type At = (value: number) => number

/** The name of a curve at its last point. */
function CurveName({ curve, xAt, yAt }: { readonly curve: Curve; readonly xAt: At; readonly yAt: At }) {
  const end = curve.points.at(-1)
  if (curve.label === undefined || end === undefined) return null
  return (
    <text
      className={styles.name}
      x={xAt(end[0]) - 4}
      y={yAt(end[1]) + (curve.label === 'above' ? -8 : 16)}
      textAnchor="end"
    >
      {curve.name}
    </text>
  )
}

/** A value outside of the axis is drawn at its end. */
function scaleOf({ scale = 'linear', from, to }: Axis, range: [number, number]): At {
  const at = (scale === 'log' ? scaleLog() : scaleLinear()).domain([from, to]).range(range).clamp(true)
  return value => Math.round(at(value) * 10) / 10
}

function ticksOf({ scale = 'linear', from, to, ticks }: Axis, about: number): readonly number[] {
  if (ticks !== undefined)
    return ticks.filter((_, i) => i % Math.ceil(ticks.length / Math.max(about, 1)) === 0)
  if (scale === 'linear') return scaleLinear().domain([from, to]).ticks(about)
  const decades = scaleLog().domain([from, to]).ticks(about)
  return decades.filter(tick => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6))
}
