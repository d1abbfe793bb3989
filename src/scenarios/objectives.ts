import type { Summary } from '#recording/recording.ts'
import { failedShare } from './measures.ts'
import type { Objective } from './scenario.ts'

/** A target, and why it is this one: source, measurement, or choice. */
type Target = Pick<Objective, 'target' | 'because'>

/** Marks the objective that the trap misses at every seed. */
export function primary(objective: Objective): Objective {
  return { ...objective, primary: true }
}

/** Queries that ran or waited at once. */
export function originPeak(target: Target): Objective {
  return {
    id: 'origin-peak',
    title: 'Origin peak',
    metric: 'origin.peakDemand',
    unit: 'count',
    primary: false,
    measure: summary => summary.origin.peakDemand,
    ...target,
  }
}

/** The slowest percent of the worst second. */
export function worstSecond(target: Target): Objective {
  return {
    id: 'worst-second',
    title: 'p99 in the worst second',
    metric: 'latencyMs.worstSecondP99',
    unit: 'ms',
    primary: false,
    measure: summary => summary.latencyMs.worstSecondP99,
    ...target,
  }
}

/** Requests without an answer, of all. */
export function failed(target: Target): Objective {
  return {
    id: 'failed',
    title: 'Failed requests',
    metric: 'failed share of requests',
    unit: 'share',
    primary: false,
    measure: summary => failedShare([summary]),
    ...target,
  }
}

/** The oldest answer that had been superseded; of one type, or of all. */
export function staleAge(target: Target & { readonly type?: string }): Objective {
  const { type, ...rest } = target
  const of = (summary: Summary) => (type === undefined ? summary : summary.byType[type])?.staleness
  return {
    id: type === undefined ? 'stale-age' : `stale-age-${type}`,
    title: type === undefined ? 'Oldest stale answer' : `Oldest stale ${type}`,
    metric: type === undefined ? 'staleness.ageMsMax' : `byType.${type}.staleness.ageMsMax`,
    unit: 'ms',
    primary: false,
    measure: summary => of(summary)?.ageMsMax ?? 0,
    ...rest,
  }
}

/** The slowest percent of one type, over the measured time. */
export function typeP99({ type, ...target }: Target & { readonly type: string }): Objective {
  return {
    id: `p99-${type}`,
    title: `p99 of ${type}`,
    metric: `byType.${type}.latencyMs.p99`,
    unit: 'ms',
    primary: false,
    measure: summary => summary.byType[type]?.latencyMs.p99 ?? 0,
    ...target,
  }
}

/** Requests of some types without an answer, of all of theirs. */
export function failedOf({ types, ...target }: Target & { readonly types: readonly string[] }): Objective {
  return {
    id: `failed-${types.join('-')}`,
    title: `Failed ${types.join(' and ')}`,
    metric: `failed share of ${types.join(' and ')}`,
    unit: 'share',
    primary: false,
    measure: ({ byType }) => failedShare(types.map(type => byType[type]).filter(each => each !== undefined)),
    ...target,
  }
}
