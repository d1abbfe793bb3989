import { expect, it } from 'vitest'
import { flagsOf } from '#charts/PagerFlags.tsx'
import type { Alert } from '#recording/recording.ts'

const page = (atMs: number, metric = 'origin.rps'): Alert => ({ metric, severity: 'P2', atMs, text: metric })
const placed = (alerts: readonly Alert[], rows: number) => flagsOf(alerts, ms => ms / 100, 600, rows)

it('pages that come together stand in rows of their own, later ones in the first again', () => {
  const flags = placed([page(10_000), page(10_500, 'cache.latency_p99_ms'), page(40_000)], 3)
  expect(flags.map(({ row }) => row)).toEqual([0, 1, 0])
  expect(flags.every(({ isNamed }) => isNamed)).toBe(true)
})

it('where there are no rows left a page keeps its flag and loses its name', () => {
  const flags = placed([page(10_000), page(10_100), page(10_200)], 2)
  expect(flags.map(({ isNamed }) => isNamed)).toEqual([true, true, false])
  expect(flags.map(({ row }) => row)).toEqual([0, 1, 1])
})

it('near the end of the axis the name is on the left', () => {
  const [early, late] = placed([page(10_000), page(58_000)], 2)
  expect([early?.isLeftwards, late?.isLeftwards]).toEqual([false, true])
})
