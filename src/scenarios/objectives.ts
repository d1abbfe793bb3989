import { failedShare, firstFailureMs, peakAtMs } from '#recording/moments.ts'
import type { Recording, Summary } from '#recording/recording.ts'
import type { Objective } from './scenario.ts'

/** A target, and why it is this one: source, measurement, or choice. */
type Target = Pick<Objective, 'target' | 'because'>

/** Marks the objective that the trap misses at every seed. */
export function primary(objective: Objective): Objective {
  return { ...objective, primary: true }
}

/** An objective of a lab's own: what is left out is as for most. */
export function objective(
  parts: Omit<Objective, 'primary' | 'at'> & Partial<Pick<Objective, 'at'>>,
): Objective {
  return { primary: false, at: () => null, ...parts }
}

/** Queries that ran or waited at once. */
export function originPeak(target: Target): Objective {
  return objective({
    id: 'origin-peak',
    title: 'Origin peak',
    metric: 'origin.peakDemand',
    unit: 'count',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => summary.origin.peakDemand,
    at: recording => peakAtMs(recording, recording.series.originDemand),
    ...target,
  })
}

/** Queries sent to the origin in the measured time. */
export function originLoads(target: Target): Objective {
  return objective({
    id: 'origin-loads',
    title: 'Origin loads',
    metric: 'origin.loads',
    unit: 'count',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => summary.origin.loads,
    at: recording => peakAtMs(recording, recording.series.loads),
    ...target,
  })
}

/** Queries to the origin for each read: what freshness costs, whatever the traffic; of one type its reads that were loads of their own. */
export function loadShare({ type, ...target }: Target & { readonly type?: string }): Objective {
  return objective({
    id: type === undefined ? 'load-share' : `load-share-${type}`,
    title: type === undefined ? 'Database queries for each read' : `Reads of ${type} that miss`,
    metric: type === undefined ? 'origin.loads / requests' : `misses of ${type} / its requests`,
    unit: 'share',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => {
      const of = type === undefined ? summary : summary.byType[type]
      const loads = type === undefined ? summary.origin.loads : (summary.byType[type]?.misses ?? 0)
      return of === undefined || of.requests === 0 ? 0 : loads / of.requests
    },
    at: recording => peakAtMs(recording, recording.series.loads),
    ...target,
  })
}

/** The slowest percent of the worst second. */
export function worstSecond(target: Target): Objective {
  return objective({
    id: 'worst-second',
    title: 'p99 in the worst second',
    metric: 'latencyMs.worstSecondP99',
    unit: 'ms',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => summary.latencyMs.worstSecondP99,
    at: recording => peakAtMs(recording, recording.series.p99),
    ...target,
  })
}

/** Requests without an answer, of all. */
export function failed(target: Target): Objective {
  return objective({
    id: 'failed',
    title: 'Failed requests',
    metric: 'failed share of requests',
    unit: 'share',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => failedShare([summary]),
    at: firstFailureMs,
    ...target,
  })
}

/** Requests of some types without an answer, of all of theirs. */
export function failedOf({ types, ...target }: Target & { readonly types: readonly string[] }): Objective {
  return objective({
    id: `failed-${types.join('-')}`,
    title: `Failed reads of ${types.join(' and ')}`,
    metric: `failed share of ${types.join(' and ')}`,
    unit: 'share',
    shows: 'failure-by-data-type',
    measure: ({ summary: { byType } }) =>
      failedShare(types.map(type => byType[type]).filter(each => each !== undefined)),
    at: firstFailureMs,
    ...target,
  })
}

/** The oldest answer that had been superseded; of one type, or of all. */
export function staleAge({ type, ...target }: Target & { readonly type?: string }): Objective {
  const of = (summary: Summary) => (type === undefined ? summary : summary.byType[type])?.staleness
  return objective({
    id: type === undefined ? 'stale-age' : `stale-age-${type}`,
    title: type === undefined ? 'Oldest stale answer' : `Oldest stale ${type}`,
    metric: type === undefined ? 'staleness.ageMsMax' : `byType.${type}.staleness.ageMsMax`,
    unit: 'ms',
    shows: 'budget-per-data-type',
    measure: ({ summary }) => of(summary)?.ageMsMax ?? 0,
    at: firstStaleMs,
    ...target,
  })
}

/** Of the answers, those that had been superseded; of one type, or of all. */
export function staleShare({ type, ...target }: Target & { readonly type?: string }): Objective {
  const of = (summary: Summary) => (type === undefined ? summary : summary.byType[type])
  return objective({
    id: type === undefined ? 'stale-share' : `stale-share-${type}`,
    title: type === undefined ? 'Stale answers' : `Stale answers, ${type}`,
    metric: type === undefined ? 'stale share of requests' : `stale share of ${type}`,
    unit: 'share',
    shows: 'budget-per-data-type',
    measure: ({ summary }) => {
      const measured = of(summary)
      return measured === undefined || measured.requests === 0
        ? 0
        : measured.outcomes.stale / measured.requests
    },
    at: firstStaleMs,
    ...target,
  })
}

/** Answers to an author from before their own write. */
export function ownWritesUnseen(target: Target): Objective {
  return objective({
    id: 'own-writes',
    title: 'Own changes not seen',
    metric: 'staleness.ownWrites',
    unit: 'count',
    shows: 'read-your-writes',
    measure: ({ summary }) => summary.staleness.ownWrites,
    at: recording => momentOf(recording, 'own-write'),
    ...target,
  })
}

/** Writes that were acknowledged and are gone. */
export function lostWrites(target: Target): Objective {
  return objective({
    id: 'lost-writes',
    title: 'Lost writes',
    metric: 'writes.lost',
    unit: 'count',
    shows: 'correctness-over-hit-rate',
    measure: ({ summary }) => summary.writes.lost,
    at: recording => momentOf(recording, 'writes-lost'),
    ...target,
  })
}

/** Writes that were refused, of all that were tried. */
export function failedWrites(target: Target): Objective {
  return objective({
    id: 'failed-writes',
    title: 'Failed writes',
    metric: 'failed share of writes',
    unit: 'share',
    shows: 'failure-by-data-type',
    measure: ({ summary: { writes } }) =>
      writes.failed === 0 ? 0 : writes.failed / (writes.failed + writes.acknowledged),
    at: firstFailureMs,
    ...target,
  })
}

/**
 * From the first answer older than `olderThanMs` until a page says that answers may not be right, or until the last
 * answer of that age. Where there is none, 0: what is over within its budget needs no page. For labs in which a remedy
 * may either repair in time or raise its voice.
 */
export function untold({ olderThanMs, ...target }: Target & { readonly olderThanMs: number }): Objective {
  const tooOld = ({ series, settleMs, bucketMs, buckets }: Recording): readonly number[] => {
    const ages = Object.values(series.staleAgeMs)
    const found: number[] = []
    for (let bucket = Math.ceil(settleMs / bucketMs); bucket < buckets; bucket++)
      if (ages.some(age => age[bucket]! > olderThanMs)) found.push(bucket * bucketMs)
    return found
  }
  return objective({
    id: 'untold',
    title: 'Too old, and nobody is told',
    metric: `from the first answer older than ${olderThanMs / 1000} s to a page, or to the last such answer`,
    unit: 'ms',
    shows: 'correctness-over-hit-rate',
    measure: recording => {
      const found = tooOld(recording)
      const untilMs = Math.min(
        recording.summary.staleness.detectedAtMs ?? Number.POSITIVE_INFINITY,
        (found.at(-1) ?? 0) + recording.bucketMs,
      )
      return found.length === 0 ? 0 : Math.max(0, untilMs - found[0]!)
    },
    at: recording => tooOld(recording)[0] ?? null,
    ...target,
  })
}

/** What the memory of the cache costs an hour, in the world's prices. */
export function costPerHour(target: Target): Objective {
  return objective({
    id: 'cost',
    title: 'Cost an hour',
    metric: 'cost.perHour',
    unit: 'price',
    shows: 'usage-audit-first',
    measure: ({ summary }) => summary.cost.perHour ?? 0,
    ...target,
  })
}

/** Of what Redis holds, the share that belongs to key patterns that are written more often than they answer. */
export function unpaidMemory(target: Target): Objective {
  return objective({
    id: 'unpaid-memory',
    title: 'Memory that does not pay',
    metric: 'share of the bytes held of key patterns with fewer hits than entries written',
    unit: 'share',
    shows: 'usage-audit-first',
    measure: ({ summary: { patterns } }) => {
      const bytesOf = (some: typeof patterns) => some.reduce((sum, each) => sum + each.meanBytes, 0)
      const all = bytesOf(patterns)
      return all === 0 ? 0 : bytesOf(patterns.filter(({ hits, entries }) => hits < entries)) / all
    },
    ...target,
  })
}

/** Nine of ten readers of one type are answered within this. */
export function typeP90({ type, ...target }: Target & { readonly type: string }): Objective {
  return objective({
    id: `p90-${type}`,
    title: `p90 of ${type}`,
    metric: `byType.${type}.latencyMs.p90`,
    unit: 'ms',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => summary.byType[type]?.latencyMs.p90 ?? 0,
    ...target,
  })
}

/** What readers of one type wait on average. */
export function typeMean({ type, ...target }: Target & { readonly type: string }): Objective {
  return objective({
    id: `mean-${type}`,
    title: `Mean of ${type}`,
    metric: `byType.${type}.latencyMs.mean`,
    unit: 'ms',
    shows: 'commits-to-intent',
    measure: ({ summary }) => summary.byType[type]?.latencyMs.mean ?? 0,
    ...target,
  })
}

/** The slowest percent of one type, over the measured time. */
export function typeP99({ type, ...target }: Target & { readonly type: string }): Objective {
  return objective({
    id: `p99-${type}`,
    title: `p99 of ${type}`,
    metric: `byType.${type}.latencyMs.p99`,
    unit: 'ms',
    shows: 'quantifies-blast-radius',
    measure: ({ summary }) => summary.byType[type]?.latencyMs.p99 ?? 0,
    at: recording => peakAtMs(recording, recording.series.p99),
    ...target,
  })
}

function firstStaleMs({ summary }: Recording): number | null {
  return summary.staleness.firstStaleAtMs
}

function momentOf({ events }: Recording, kind: Recording['events'][number]['kind']): number | null {
  return events.find(event => event.kind === kind)?.atMs ?? null
}
