import type { Objective } from '#scenarios/scenario.ts'
import { GENERAL_MEASURES } from '../generalMeasures.ts'
import { figureText, table } from '../output.ts'
import type { Axis } from './axis.ts'
import type { CellResult } from './sweepResult.ts'

/** The figure that a table shows: an objective, or a measure that has no target. */
export interface Shown {
  readonly id: string
  readonly title: string
  readonly target: number | null
}

/** One row a cell: its values, the number of seeds, every objective with the seeds that met it, every measure. */
export function csv(
  cells: readonly CellResult[],
  x: Axis,
  y: Axis | null,
  objectives: readonly Pick<Objective, 'id'>[],
): readonly string[] {
  const head = [
    x.parameter.name,
    ...(y === null ? [] : [y.parameter.name]),
    'seeds',
    ...objectives.flatMap(({ id }) => [id, `${id}.met`]),
    ...GENERAL_MEASURES.map(({ id }) => id),
  ]
  const rows = cells.map(cell => [
    cell.x,
    ...(y === null ? [] : [cell.y]),
    cell.seeds,
    ...objectives.flatMap(({ id }) => [cell.objectives[id]!.mean, cell.objectives[id]!.met]),
    ...GENERAL_MEASURES.map(({ id }) => cell.measures[id]),
  ])
  // Neither names nor values contain commas or quotes.
  return [head, ...rows].map(row => row.map(value => value ?? '').join(','))
}

/** One figure over the grid: x from left to right and y downwards, or x downwards when it is alone. */
export function gridTable(
  cells: readonly CellResult[],
  x: Axis,
  y: Axis | null,
  shown: Shown,
): readonly string[] {
  const text = (cell: CellResult) => figureOf(cell, shown) + (shown.target === null ? '' : mark(cell, shown))
  const rows =
    y === null
      ? [[x.parameter.name, shown.id], ...cells.map(cell => [String(cell.x), text(cell)])]
      : [
          [`${y.parameter.name} ↓  ${x.parameter.name} →`, ...x.values.map(String)],
          ...y.values.map(value => [
            String(value),
            ...cells.filter(cell => cell.y === value).map(cell => text(cell)),
          ]),
        ]
  const isMissed = cells.some(cell => isMissedIn(cell, shown))
  const several = (cells[0]?.seeds ?? 1) > 1 ? ' at one seed or more' : ''
  return [...table(rows).map(line => line.trimEnd()), ...(isMissed ? [`* misses the target${several}`] : [])]
}

function figureOf({ objectives, measures }: CellResult, { id }: Shown): string {
  const value = objectives[id]?.mean ?? measures[id as keyof typeof measures]
  return value === null || value === undefined ? '-' : figureText(value)
}

function mark(cell: CellResult, shown: Shown): string {
  return isMissedIn(cell, shown) ? ' *' : '  '
}

function isMissedIn({ objectives, seeds }: CellResult, { id, target }: Shown): boolean {
  return target !== null && objectives[id]!.met < seeds
}
