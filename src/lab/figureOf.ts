import { formatCount, formatMs, formatShare } from '#charts/figures.ts'
import type { Unit } from '#scenarios/scenario.ts'

/** A value with its unit, as it stands beside an objective or a prediction. */
export function figureOf(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return formatMs(value)
    case 'share':
      return formatShare(value)
    case 'count':
      return value > 0 && value < 10 ? String(Number(value.toPrecision(2))) : formatCount(value)
    case 'price':
      return String(Number(value.toPrecision(3)))
    case 'bytes':
      return `${Number((value / 1e6).toPrecision(3))} MB`
  }
}
