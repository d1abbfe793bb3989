import type { Design, WarmingSettings } from '#cache/design.ts'
import { type Knob, percent, seconds } from './knob.ts'

/** A job for a design that has none: everything worth warming, at a rate that a database hardly feels. */
const MODEST: WarmingSettings = {
  mostKeys: 1000,
  ratePerSecond: 50,
  concurrency: 5,
  hitRateGate: null,
  shiftMs: 0,
}

function withWarming(design: Design, change: Partial<WarmingSettings>): Design {
  return { ...design, warming: { ...(design.warming ?? MODEST), ...change } }
}

export const warmingGate: Knob = {
  id: 'warming-gate',
  group: 'Redis',
  title: 'Gate of a new cluster',
  kind: 'slider',
  stops: [0, 0.5, 0.7, 0.8, 0.9, 0.95],
  usual: 0.8,
  read: design => design.warming?.hitRateGate ?? 0,
  write: (design, share) =>
    design.warming === null && share === 0
      ? design
      : withWarming(design, { hitRateGate: share === 0 ? null : share }),
  show: percent,
  effect: ({ warming }) =>
    warming?.hitRateGate == null
      ? 'A new cluster gets the traffic at once, empty as it is'
      : 'The traffic waits for the hit rate it would have, as long as the old cluster is there',
}

export const warmingParallel: Knob = {
  id: 'warming-parallel',
  group: 'Redis',
  title: 'Warming: loads at once',
  kind: 'slider',
  stops: [1, 2, 3, 5, 6, 8, 16],
  usual: 5,
  read: design => (design.warming ?? MODEST).concurrency,
  write: (design, concurrency) =>
    concurrency === (design.warming ?? MODEST).concurrency ? design : withWarming(design, { concurrency }),
  show: String,
  effect: ({ warming }) =>
    warming === null
      ? 'No job yet: nobody fills an empty cluster but its readers'
      : `At most ${warming.ratePerSecond} keys a second, and ${warming.concurrency} connections of the database`,
}

export const warmingShift: Knob = {
  id: 'warming-shift',
  group: 'Redis',
  title: 'Traffic shifts over',
  kind: 'slider',
  stops: [0, 1000, 5000, 10_000, 30_000],
  usual: 10_000,
  read: design => design.warming?.shiftMs ?? 0,
  write: (design, shiftMs) =>
    design.warming === null && shiftMs === 0 ? design : withWarming(design, { shiftMs }),
  show: seconds,
  effect: ({ warming }) =>
    (warming?.shiftMs ?? 0) === 0
      ? 'All keys move at the same moment'
      : 'Some slots after the others: what moves is filled by its own readers, a little at a time',
}
