import type { Alert } from '#recording/recording.ts'
import styles from './marks.module.css'
import type { TrackFrame } from './trackProps.ts'

const ROW_PX = 16
const FLAG_PX = { width: 21, height: 13 }
/** About the width of a letter of a metric's name. */
const LETTER_PX = 6

interface PagerFlagsProps {
  readonly alerts: readonly Alert[]
  readonly frame: TrackFrame
  /** Where the stems of the flags begin, and the flags, px from above. */
  readonly stemFromPx: number
  readonly fromPx: number
  readonly height: number
}

/** A flag a page with its severity and its metric, in as many rows as there is room for. */
export function PagerFlags({ alerts, frame, stemFromPx, fromPx, height }: PagerFlagsProps) {
  const rows = Math.max(1, Math.floor((height - fromPx) / ROW_PX))
  return flagsOf(alerts, frame.x, frame.plotWidth, rows).map(flag => (
    <Flag key={`${flag.alert.metric} ${flag.alert.atMs}`} {...flag} {...{ stemFromPx, fromPx }} />
  ))
}

export interface PlacedFlag {
  readonly alert: Alert
  readonly x: number
  readonly row: number
  /** Its name is left out where it would lie on another. */
  readonly isNamed: boolean
  readonly isLeftwards: boolean
}

/** Puts each page into the first row in which nothing is in its way. */
export function flagsOf(
  alerts: readonly Alert[],
  x: (ms: number) => number,
  width: number,
  rows: number,
): PlacedFlag[] {
  const takenUntil = new Array<number>(rows).fill(Number.NEGATIVE_INFINITY)
  return alerts.map(alert => {
    const at = x(alert.atMs)
    const nameWidth = shortName(alert.metric).length * LETTER_PX + 8
    const isLeftwards = at + FLAG_PX.width + nameWidth > width
    const from = isLeftwards ? at - FLAG_PX.width - nameWidth : at
    const free = takenUntil.findIndex(until => until <= from)
    const row = free < 0 ? rows - 1 : free
    const isNamed = free >= 0
    takenUntil[row] = Math.max(takenUntil[row]!, from + FLAG_PX.width + (isNamed ? nameWidth : 0))
    return { alert, x: at, row, isNamed, isLeftwards }
  })
}

interface FlagProps extends PlacedFlag {
  readonly stemFromPx: number
  readonly fromPx: number
}

function Flag({ alert, x, row, isNamed, isLeftwards, stemFromPx, fromPx }: FlagProps) {
  const top = fromPx + row * ROW_PX
  const left = isLeftwards ? x - FLAG_PX.width : x
  const name = shortName(alert.metric)
  return (
    <g>
      <line className={styles.frame} x1={x} x2={x} y1={stemFromPx} y2={top + FLAG_PX.height} />
      <rect
        className={alert.severity === 'P1' ? styles.urgent : styles.flag}
        x={left + 0.5}
        y={top + 0.5}
        width={FLAG_PX.width - 1}
        height={FLAG_PX.height - 1}
        rx={2}
      />
      <text
        className={alert.severity === 'P1' ? styles.onUrgent : styles.onFlag}
        x={left + FLAG_PX.width / 2}
        y={top + 10}
        textAnchor="middle"
      >
        {alert.severity}
      </text>
      {isNamed && (
        <text
          className={styles.tick}
          x={isLeftwards ? left - 4 : left + FLAG_PX.width + 4}
          y={top + 10}
          textAnchor={isLeftwards ? 'end' : 'start'}
        >
          {name}
        </text>
      )}
    </g>
  )
}

/** 'cache.latency_p99_ms' as 'latency p99'. */
function shortName(metric: string): string {
  return metric
    .replace(/^cache\./, '')
    .replace(/_(ms|seconds)$/, '')
    .replaceAll('_', ' ')
}
