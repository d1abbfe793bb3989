import type { ObjectiveResult } from '#scenarios/scenario.ts'

const HOUR_MS = 3_600_000

export function show(ms: number): string {
  if (ms >= HOUR_MS) return `${(ms / HOUR_MS).toFixed(1)} h`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}

/** A measured value as it is said. */
export function inUnit(value: number, unit: ObjectiveResult['unit']): string {
  switch (unit) {
    case 'ms':
      return show(value)
    case 'share':
      return `${Number((100 * value).toPrecision(3))} %`
    case 'count':
      return count(value)
    case 'price':
      return `${Number(value.toPrecision(3))}`
    case 'bytes':
      return `${Number((value / 1e6).toPrecision(3))} MB`
  }
}
