import type { Recording } from '#recording/recording.ts'
import { cut, type Span } from './buckets.ts'
import { formatMoment } from './figures.ts'
import type { Numbers } from './NumbersTable.tsx'

const MOST_ROWS = 150

interface Column {
  readonly name: string
  cell(i: number): string
}

/** The table behind a chart over time: a row a second, or longer where there would be too many to read. */
export function rowsBySpan(
  recording: Recording,
  fromMs: number,
  toMs: number,
  columns: (span: Span) => readonly Column[],
): Numbers {
  const span = cut(recording, fromMs, toMs, MOST_ROWS, 1000)
  const shown = columns(span)
  const stepMs = span.per * recording.bucketMs
  return {
    columns: ['from', ...shown.map(column => column.name)],
    rows: Array.from({ length: span.points }, (_, i) => [
      formatMoment((span.first + i * span.per) * recording.bucketMs),
      ...shown.map(column => column.cell(i)),
    ]),
    note: stepMs === 1000 ? 'one row a second' : `one row each ${formatMoment(stepMs)}`,
  }
}
