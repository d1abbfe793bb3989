import { figureText, table } from '../output.ts'
import type { ComparedFigure, Comparison } from './comparison.ts'

/** A comparison for people, line by line. Measures that neither design has are left out. */
export function comparisonReport({ objectives, measures }: Comparison, seeds: number): readonly string[] {
  const ofSeeds = (count: number) => `${count} of ${seeds}`
  const objectiveRows = objectives.map(each => [
    `${each.title}${each.primary ? ' (primary)' : ''}`,
    ...figures(each),
    `<= ${figureText(each.target)}`,
    ofSeeds(each.met.a),
    ofSeeds(each.met.b),
  ])
  const shown = measures.filter(({ defined }) => defined.a + defined.b > 0)
  return [
    ...noted(
      [['objective', ...HEAD, 'target', 'a met', 'b met'], ...objectiveRows],
      objectives.map(each => note(each, seeds)),
    ),
    '',
    ...noted(
      [['measure', ...HEAD], ...shown.map(each => [each.title, ...figures(each)])],
      shown.map(each => note(each, seeds)),
    ),
    '',
    'Where the interval includes 0 these seeds show no difference. Each interval speaks for itself: where nothing',
    'differs in truth, one in twenty leaves 0 out by chance.',
  ]
}

const HEAD = ['mean a', 'mean b', 'b - a', '95 % interval'] as const

function figures({ mean, difference, interval }: ComparedFigure): readonly string[] {
  return [
    mean === null ? '' : figureText(mean.a),
    mean === null ? '' : figureText(mean.b),
    difference === null ? '' : figureText(difference),
    interval === null ? '' : `${figureText(interval.low)} to ${figureText(interval.high)}`,
  ]
}

/** A table whose first row has no note. */
function noted(rows: readonly (readonly string[])[], notes: readonly string[]): readonly string[] {
  return table(rows).map((line, index) => `${line}  ${index === 0 ? '' : notes[index - 1]}`.trimEnd())
}

function note(figure: ComparedFigure, seeds: number): string {
  const { pairs, defined, interval } = figure
  const seldom =
    pairs === seeds
      ? []
      : [`there at ${defined.a} seeds of a, ${defined.b} of b, ${pairs} of both: the means are of these`]
  return [...(interval === null ? [] : [shown(figure)]), ...seldom].filter(Boolean).join('; ')
}

function shown({ interval, difference, includesZero }: ComparedFigure): string {
  if (interval!.low === interval!.high)
    return difference === 0 ? 'the same at every seed' : 'the same difference at every seed'
  return includesZero ? 'includes 0' : ''
}
