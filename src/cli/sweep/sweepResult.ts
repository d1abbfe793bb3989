import { GENERAL_MEASURES, type GeneralMeasureId } from '../generalMeasures.ts'
import type { MeasuredRun } from '../measuredRun.ts'
import type { Cell } from './grid.ts'
import type { Value } from './parameter.ts'

/** What came of one cell, over its seeds. */
export interface CellResult {
  readonly x: Value
  readonly y: Value | null
  readonly seeds: number
  /** By id of the objective: the mean, and at how many seeds it was met. */
  readonly objectives: Readonly<Record<string, { readonly mean: number; readonly met: number }>>
  /** Means over the seeds that have the measure; null when none has. */
  readonly measures: Readonly<Record<GeneralMeasureId, number | null>>
}

export function cellResult({ x, y }: Cell, runs: readonly MeasuredRun[]): CellResult {
  const objectives = (runs[0]?.objectives ?? []).map(({ id }, index) => {
    const results = runs.map(run => run.objectives[index]!)
    return [
      id,
      { mean: mean(results.map(each => each.actual))!, met: results.filter(each => each.met).length },
    ]
  })
  const measures = GENERAL_MEASURES.map(({ id }) => [id, mean(runs.map(run => run.measures[id]))])
  return {
    x,
    y,
    seeds: runs.length,
    objectives: Object.fromEntries(objectives),
    measures: Object.fromEntries(measures),
  }
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
