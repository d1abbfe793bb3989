import { type ReactNode, useMemo } from 'react'
import type { Recording } from '#recording/recording.ts'

/** What every track takes. Marks are drawn once for these; a playhead or a crosshair lies over them. */
export interface TrackProps {
  readonly recording: Recording
  /** The stretch on the time axis; the whole recording if not given. */
  readonly fromMs?: number
  readonly toMs?: number
  /** Of the whole track, gutter included, px. */
  readonly width: number
  /** Of the plot, px. */
  readonly height: number
  /** Room for the title on the left, px; 0 puts the title above the plot. */
  readonly gutter?: number
  /** Runs drawn beside this one, on the same stretch: the same height means the same in all of them. */
  readonly alongside?: readonly Recording[]
  /** What the chart shows, in words; said from the recording if not given. */
  readonly conclusion?: string
  /** Where the crosshair is: the values there take the place of the legend. */
  readonly hoverMs?: number | null
  /** Lies over the plot: a playhead, the lines of events, whatever takes the pointer. */
  readonly over?: ReactNode
}

/** Of a run that is drawn by itself. */
export const ALONE: readonly Recording[] = []

export interface TrackFrame {
  readonly fromMs: number
  readonly toMs: number
  /** Of the plot, px. */
  readonly plotWidth: number
  /** Where a moment is in the plot, px. */
  x(ms: number): number
}

export function useTrackFrame(props: TrackProps): TrackFrame {
  const { recording, width, gutter = 0 } = props
  const fromMs = props.fromMs ?? 0
  const toMs = Math.max(fromMs + 1, props.toMs ?? recording.endMs)
  const plotWidth = Math.max(1, width - gutter)
  return useMemo(() => {
    const perMs = plotWidth / (toMs - fromMs)
    return { fromMs, toMs, plotWidth, x: ms => (ms - fromMs) * perMs }
  }, [fromMs, toMs, plotWidth])
}
