import styles from './marks.module.css'

/** A log scale of durations, ms, from its floor to its top. */
interface LogScale {
  readonly fromMs: number
  readonly toMs: number
  /** Where a duration is, px from above. */
  y(ms: number): number
}

interface LogTicksProps {
  readonly scale: LogScale
  readonly height: number
}

const TICKS_MS = [0.1, 1, 10, 100, 1000, 10_000, 100_000]

/** A line at each power of ten; under the marks. */
export function LogRules({ scale, height, width }: LogTicksProps & { readonly width: number }) {
  return ticksOf(scale, height).map(ms => (
    <line key={ms} className={styles.rule} x1={0} x2={width} y1={scale.y(ms)} y2={scale.y(ms)} />
  ))
}

/** Their names; over the marks. */
export function LogNames({ scale, height }: LogTicksProps) {
  return ticksOf(scale, height).map(ms => (
    <text key={ms} className={styles.tick} x={1} y={scale.y(ms) - 2}>
      {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
    </text>
  ))
}

/** Powers of ten with room for their names, clear of the top of the axis. */
function ticksOf(scale: LogScale, height: number): readonly number[] {
  let lastY = height
  return TICKS_MS.filter(ms => {
    const y = scale.y(ms)
    if (ms <= scale.fromMs || ms >= scale.toMs || y < 26 || lastY - y < 13) return false
    lastY = y
    return true
  })
}
