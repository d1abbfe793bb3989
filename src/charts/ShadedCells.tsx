import type { Recording } from '#recording/recording.ts'
import type { Span } from './buckets.ts'
import type { Shade } from './shades.ts'
import type { TrackFrame } from './trackProps.ts'

interface ShadedCellsProps {
  readonly shades: readonly Shade[]
  readonly recording: Recording
  readonly span: Span
  readonly frame: TrackFrame
  readonly className: string | undefined
}

/** A grid of unit-wide cells, stretched to where its points are on the time axis. */
export function ShadedCells({ shades, recording, span, frame, className }: ShadedCellsProps) {
  const { bucketMs } = recording
  const perPoint = (frame.plotWidth * span.per * bucketMs) / (frame.toMs - frame.fromMs)
  return (
    <g
      className={className}
      transform={`translate(${frame.x(span.first * bucketMs)} 0) scale(${perPoint} 1)`}
    >
      {shades.map(({ opacity, d }) => (
        <path key={opacity} d={d} fillOpacity={opacity} />
      ))}
    </g>
  )
}
