import { scaleLog } from 'd3-scale'
import type { LatencyGrid } from '#recording/recording.ts'
import type { Span } from './buckets.ts'
import { type Shade, shadesOf } from './shades.ts'

export interface Heat {
  /** Ends of the log scale, ms. */
  readonly fromMs: number
  readonly toMs: number
  /** Where a latency is, px from above. */
  y(ms: number): number
  /** One path a shade, of unit-wide cells: cell i of the span lies between x = i and i + 1. */
  readonly shades: readonly Shade[]
}

/** Rows lower than this cannot be told apart, px: neighbouring bins become one row. */
const ROW_PX = 4

/**
 * The latency grid as ink. A cell's shade grows with the logarithm of its count, so that one request in a thousand
 * is seen. The scale has room for the grids alongside, which have the same bins.
 */
export function heatOf(
  grid: LatencyGrid,
  span: Span,
  height: number,
  alongside: readonly LatencyGrid[] = [],
): Heat {
  const fine = cellCounts(grid, span)
  const { first, last } = usedBins([fine, ...alongside.map(other => cellCounts(other, span))], grid.bins)
  const perRow = Math.max(1, Math.round((ROW_PX * (last - first + 3)) / height))
  // A row of room on either side, so that the outermost do not stick to the frame.
  const low = edgesOf(grid, Math.max(0, first - perRow)).from
  const high = Math.max(edgesOf(grid, Math.min(grid.bins - 1, last + perRow)).to, low * 100)
  const scale = scaleLog([low, high], [height - 1, 2]).clamp(true)
  const y = (ms: number) => scale(Math.max(ms, low))

  const rows = Math.ceil((last - first + 1) / perRow)
  const cells = new Float64Array(span.points * rows)
  let most = 1
  for (let point = 0; point < span.points; point++) {
    for (let bin = first; bin <= last; bin++) {
      const cell = point * rows + Math.floor((bin - first) / perRow)
      const count = (cells[cell] as number) + (fine[point * grid.bins + bin] as number)
      cells[cell] = count
      if (count > most) most = count
    }
  }
  const darkness = (count: number) => (most === 1 ? 1 : Math.log(count) / Math.log(most))
  const shades = shadesOf(cells, rows, darkness, row => {
    const top = y(edgesOf(grid, Math.min(last, first + (row + 1) * perRow - 1)).to)
    return { top, tall: Math.max(1, y(edgesOf(grid, first + row * perRow).from) - top) }
  })
  return { fromMs: low, toMs: high, y, shades }
}

function cellCounts(grid: LatencyGrid, span: Span): Float64Array {
  const cells = new Float64Array(span.points * grid.bins)
  for (let point = 0; point < span.points; point++) {
    const from = span.first + point * span.per
    for (let bucket = from; bucket < Math.min(from + span.per, span.end); bucket++) {
      for (let bin = 0; bin < grid.bins; bin++) {
        const cell = point * grid.bins + bin
        cells[cell] = (cells[cell] as number) + (grid.counts[bucket * grid.bins + bin] as number)
      }
    }
  }
  return cells
}

function usedBins(grids: readonly Float64Array[], bins: number): { first: number; last: number } {
  let first = bins
  let last = -1
  for (const cells of grids) {
    for (let i = 0; i < cells.length; i++) {
      if (cells[i] === 0) continue
      if (i % bins < first) first = i % bins
      if (i % bins > last) last = i % bins
    }
  }
  return last < 0 ? { first: 0, last: bins - 1 } : { first, last }
}

/** The edges of a bin, finite and above 0: the outermost bins may reach to 0 and to infinity. */
function edgesOf(grid: LatencyGrid, bin: number): { from: number; to: number } {
  const from = grid.edgesMs[bin] as number
  const to = grid.edgesMs[bin + 1] as number
  const low = from > 0 ? from : to / 2
  return { from: low, to: Number.isFinite(to) ? to : low * 2 }
}
