import { failedShare } from '#recording/moments.ts'
import type { Recording } from '#recording/recording.ts'

/** A figure worth comparing in any lab, whatever its objectives. */
interface GeneralMeasure {
  readonly id: string
  readonly title: string
  /** null: there is nothing to measure, such as a cost without prices. */
  of(recording: Recording): number | null
}

/** Names with a dot are those of `stampede run --json`. No objective has such a name: theirs are lower case with hyphens. */
export const GENERAL_MEASURES = [
  {
    id: 'answeredShare',
    title: 'Requests answered, share',
    of: ({ summary }) => (summary.requests === 0 ? null : 1 - failedShare([summary])),
  },
  {
    id: 'failedShare',
    title: 'Requests failed, share',
    of: ({ summary }) => (summary.requests === 0 ? null : failedShare([summary])),
  },
  { id: 'origin.loads', title: 'Origin loads', of: ({ summary }) => summary.origin.loads },
  { id: 'origin.peakDemand', title: 'Origin peak demand', of: ({ summary }) => summary.origin.peakDemand },
  { id: 'latencyMs.p50', title: 'Latency p50, ms', of: ({ summary }) => summary.latencyMs.p50 },
  { id: 'latencyMs.p99', title: 'Latency p99, ms', of: ({ summary }) => summary.latencyMs.p99 },
  {
    id: 'latencyMs.worstSecondP99',
    title: "Worst second's p99, ms",
    of: ({ summary }) => summary.latencyMs.worstSecondP99,
  },
  { id: 'staleness.reads', title: 'Stale answers', of: ({ summary }) => summary.staleness.reads },
  {
    id: 'staleness.ageMsMax',
    title: 'Oldest stale answer, ms',
    of: ({ summary }) => summary.staleness.ageMsMax,
  },
  { id: 'wrongAnswers', title: 'Wrong answers', of: ({ summary }) => summary.wrong },
  { id: 'writes.lost', title: 'Lost writes', of: ({ summary }) => summary.writes.lost },
  { id: 'cost.perHour', title: 'Cost of an hour', of: ({ summary }) => summary.cost.perHour },
  { id: 'alerts.count', title: 'Alerts', of: ({ alerts }) => alerts.length },
  {
    id: 'staleness.detectedAtMs',
    title: 'Staleness noticed at, ms',
    of: ({ summary }) => summary.staleness.detectedAtMs,
  },
] as const satisfies readonly GeneralMeasure[]

export type GeneralMeasureId = (typeof GENERAL_MEASURES)[number]['id']
export type GeneralMeasures = Readonly<Record<GeneralMeasureId, number | null>>

export function generalMeasures(recording: Recording): GeneralMeasures {
  return Object.fromEntries(
    GENERAL_MEASURES.map(each => [each.id, each.of(recording)]),
  ) as unknown as GeneralMeasures
}
