import { GENERAL_MEASURES } from '../generalMeasures.ts'
import type { MeasuredRun } from '../measuredRun.ts'
import { type Interval, type Pair, pairedDifference } from './pairedDifference.ts'

/** One figure of two designs over the same seeds. */
export interface ComparedFigure {
  readonly id: string
  readonly title: string
  /** Over the seeds at which both designs have the figure; null where there is none. */
  readonly mean: Pair | null
  readonly difference: number | null
  readonly interval: Interval | null
  readonly includesZero: boolean | null
  /** Seeds at which both have it, and at which each has it. */
  readonly pairs: number
  readonly defined: Pair
}

interface ComparedObjective extends ComparedFigure {
  readonly metric: string
  readonly unit: string
  readonly target: number
  readonly primary: boolean
  /** Seeds at which each design met it. */
  readonly met: Pair
}

export interface Comparison {
  readonly objectives: readonly ComparedObjective[]
  readonly measures: readonly ComparedFigure[]
}

/** Compares the runs of two designs of one lab, seed by seed. Throws when they did not meet the same arrivals. */
export function comparison(a: readonly MeasuredRun[], b: readonly MeasuredRun[]): Comparison {
  checkArrivals(a, b)
  const objectives = (a[0]?.objectives ?? []).map(({ id, title, metric, unit, target, primary }, index) => ({
    ...figure(
      id,
      title,
      a.map(run => run.objectives[index]!.actual),
      b.map(run => run.objectives[index]!.actual),
    ),
    metric,
    unit,
    target,
    primary,
    met: {
      a: a.filter(run => run.objectives[index]!.met).length,
      b: b.filter(run => run.objectives[index]!.met).length,
    },
  }))
  const measures = GENERAL_MEASURES.map(({ id, title }) =>
    figure(
      id,
      title,
      a.map(run => run.measures[id]),
      b.map(run => run.measures[id]),
    ),
  )
  return { objectives, measures }
}

function checkArrivals(a: readonly MeasuredRun[], b: readonly MeasuredRun[]): void {
  for (const [index, run] of a.entries()) {
    const other = b[index]
    if (run.seed === other?.seed && run.arrivalsDigest === other.arrivalsDigest) continue
    throw new Error(
      `a and b cannot be compared: at seed ${run.seed} they did not meet the same arrivals (arrivalsDigest ${run.arrivalsDigest} and ${other?.arrivalsDigest})`,
    )
  }
}

function figure(
  id: string,
  title: string,
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): ComparedFigure {
  const pairs = a.flatMap((value, index) => {
    const other = b[index] ?? null
    return value === null || other === null ? [] : [{ a: value, b: other }]
  })
  const found = pairedDifference(pairs)
  const interval = found?.interval ?? null
  return {
    id,
    title,
    mean: found?.mean ?? null,
    difference: found?.difference ?? null,
    interval,
    includesZero: interval === null ? null : interval.low <= 0 && interval.high >= 0,
    pairs: pairs.length,
    defined: { a: count(a), b: count(b) },
  }
}

function count(values: readonly (number | null)[]): number {
  return values.filter(value => value !== null).length
}
