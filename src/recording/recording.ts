/**
 * What a run leaves behind. Its size depends on duration and buckets, never on the number of requests; every array is
 * bounded, and what a bound left out is counted. Times are virtual milliseconds from the start of the run.
 */
export interface Recording {
  readonly format: 1
  readonly scenario: string
  readonly designId: string
  readonly seed: number
  /** SHA-256 over every request, commit and piece of origin work, in order: equal runs have equal digests. */
  readonly digest: string
  /** SHA-256 over first attempts only: equal for every design under the same world and seed. */
  readonly arrivalsDigest: string
  /** End of the recorded time: measured duration and drain. */
  readonly endMs: number
  /** Traffic arrives until here; afterwards what is under way drains, unmeasured. */
  readonly durationMs: number
  /** The settling phase ends here; its mean is the baseline of alerts. */
  readonly settleMs: number
  readonly bucketMs: number
  readonly buckets: number
  readonly topology: Topology
  readonly series: Series
  readonly latency: LatencyGrid
  readonly traces: Traces
  readonly copies: readonly CopyInterval[]
  readonly copiesLeftOut: number
  readonly events: readonly NotableEvent[]
  readonly eventsLeftOut: number
  readonly alerts: readonly Alert[]
  readonly summary: Summary
}

export interface Topology {
  readonly readersPerSecond: number
  readonly instances: number
  /** Redis nodes in all regions together. */
  readonly nodes: number
  readonly connections: number
  /** In order: the first instances and nodes belong to the first region. One without a name where a world names none. */
  readonly regions: readonly { readonly name: string; readonly instances: number; readonly nodes: number }[]
  /** Whether the design deletes after the origin's change feed. */
  readonly hasFeed: boolean
  /** What all Redis nodes together may hold; null without a limit. */
  readonly memoryBytes: number | null
}

/**
 * How a request ended, as the reader and the oracle know it. hit: answered from a tier; joined: answered by another
 * caller's flight; miss: answered by a load of its own; stale: answered with a superseded version, from a tier or by a flight; the last four failed.
 */
export const FATES = ['hit', 'joined', 'miss', 'stale', 'shed', 'rejected', 'timeout', 'error'] as const
export type Fate = (typeof FATES)[number]
export const FAILED_FATES: readonly Fate[] = ['shed', 'rejected', 'timeout', 'error']

/** One value a bucket. A request counts in the bucket in which it ended. */
export interface Series {
  readonly fates: Readonly<Record<Fate, Uint32Array>>
  /** First attempts by the time of their arrival. */
  readonly arrivals: Uint32Array
  /** Lookups by the time at which they were made: found fresh at the edge, in L1, found fresh in L2, found in no tier. Who joins a flight makes none. */
  readonly hitsCdn: Uint32Array
  readonly hitsL1: Uint32Array
  readonly hitsL2: Uint32Array
  readonly lookupMisses: Uint32Array
  /** Loads begun: queries sent to the origin's pool, queued ones included. */
  readonly loads: Uint32Array
  /** Highest number of running queries in the bucket; never above the pool. */
  readonly originRunning: Uint32Array
  /** Highest number of running and queued queries: what was asked of the pool. */
  readonly originDemand: Uint32Array
  /** How many times as long as alone a query begun at the end of the bucket would take. */
  readonly originSlowdown: Float32Array
  /** Queries waiting for a connection at the end of the bucket, and how long the oldest had waited, ms. */
  readonly originWaiting: Uint32Array
  readonly originOldestMs: Float32Array
  /** Requests inside each instance at the end of the bucket: [bucket * instances + instance]. */
  readonly instanceOpen: Uint32Array
  /** Share of each Redis node's time spent working, 0 to 1: [bucket * nodes + node]. */
  readonly nodeBusy: Float32Array
  /** Entries that Redis evicted for want of memory, and bytes its nodes hold at the end of the bucket. */
  readonly evictions: Uint32Array
  readonly memoryBytes: Float64Array
  /** Longest time from a commit to the invalidation that it led to, of those carried out in the bucket, ms. */
  readonly invalidationLagMs: Float32Array
  /** The same for those that the change feed led to, and how many these were. */
  readonly feedLagMs: Float32Array
  readonly feedDeletes: Uint32Array
  /** Age of the oldest stale answer of the bucket, ms, by data type; a type that was never stale is left out. */
  readonly staleAgeMs: Readonly<Record<string, Float32Array>>
  /** Answers with a value that nobody intended. */
  readonly wrong: Uint32Array
  /** Requests ended, stale and failed by the region of their instance: [bucket * regions + region]. */
  readonly byRegion: Readonly<Record<'ended' | 'stale' | 'failed', Uint32Array>>
  /** What each mechanism of the engine did, by its name; one that never acted is left out. */
  readonly acts: Readonly<Record<string, Uint32Array>>
  /** Quantiles of the latency of requests answered in the bucket, ms; NaN where none was. */
  readonly p50: Float32Array
  readonly p99: Float32Array
}

/** Requests by end time and latency: counts[bucket * bins + bin]; bin i covers edgesMs[i] to edgesMs[i + 1]. */
export interface LatencyGrid {
  readonly edgesMs: Float64Array
  readonly bins: number
  readonly counts: Uint32Array
}

/** Where a request spent its time. 'flight' is waiting for somebody else's load, 'lease' for another instance's, 'pool' for a connection. */
export const STAGES = ['network', 'l1', 'redis', 'flight', 'pool', 'query', 'backoff', 'lease'] as const
export type Stage = (typeof STAGES)[number]

/**
 * A sample of requests, in order of arrival, as parallel arrays. Every `sampleEvery`th request is in it, so that a dot
 * on the screen stands for so many; the slowest, stale and failed ones of each second are kept besides.
 */
export interface Traces {
  readonly count: number
  readonly sampleEvery: number
  readonly request: Uint32Array
  /** 1 where the request belongs to the even sample, 0 where it was kept for being notable. */
  readonly sampled: Uint8Array
  readonly keyNames: readonly string[]
  /** Index into keyNames. */
  readonly key: Uint16Array
  readonly instance: Uint16Array
  /** The Redis node asked, or NO_NODE when none was. */
  readonly node: Uint16Array
  /** Index into FATES. */
  readonly fate: Uint8Array
  readonly attempts: Uint8Array
  readonly startMs: Float64Array
  readonly endMs: Float64Array
  /** Version answered, and how long it had been superseded when the attempt began, ms (0: it was current). */
  readonly staleMs: Float32Array
  /** Spans of trace i: spanFirst[i] until spanFirst[i + 1]; `stage` indexes STAGES. Times are absolute. */
  readonly spanFirst: Uint32Array
  readonly spanStage: Uint8Array
  readonly spanStartMs: Float64Array
  readonly spanEndMs: Float64Array
  /** Notable requests that the bound left out. */
  readonly leftOut: number
}
export const NO_NODE = 0xffff

/** What one place held of a watched key over a stretch of time. expired: held past its freshness, for when a policy allows no better. */
export interface CopyInterval {
  readonly key: string
  /** 'redis', 'instance 3' or 'edge'; 'redis copy 2' of a key kept several times, 'redis v3' of a stamped one; other regions' with their name. */
  readonly place: string
  readonly state: 'fresh' | 'stale' | 'expired' | 'absent'
  readonly fromMs: number
  readonly toMs: number
}

/** Injected or detected; numbered in order of time. The number is what all parts of the screen show. */
export interface NotableEvent {
  readonly number: number
  readonly atMs: number
  readonly kind:
    | 'fault'
    | 'fault-ends'
    | 'expiry'
    | 'refresh'
    | 'pool-exhausted'
    | 'pool-recovered'
    | 'first-failure'
    | 'first-stale'
    | 'first-wrong'
    | 'own-write'
    | 'breaker'
    | 'crash'
    | 'failover'
    | 'warming'
    | 'hot-key'
    | 'shedding'
    | 'writes-lost'
    | 'divergence'
    | 'alert'
  readonly text: string
}

export interface Alert {
  readonly metric: string
  readonly severity: 'P1' | 'P2'
  readonly atMs: number
  readonly text: string
}

/** The figures of a run over its measuring windows: what `stampede run --json` prints. */
export interface Summary {
  readonly virtualMs: number
  readonly requests: number
  /** Attempts beyond the first of each request. */
  readonly retries: number
  readonly outcomes: {
    readonly ok: number
    readonly stale: number
    readonly shed: number
    readonly rejected: number
    readonly timeout: number
    readonly error: number
  }
  readonly wrong: number
  readonly servedExpired: number
  readonly hits: { readonly l1: number; readonly l2: number; readonly cdn: number; readonly joined: number }
  readonly misses: number
  readonly origin: {
    readonly loads: number
    readonly writes: number
    readonly peakRunning: number
    readonly peakDemand: number
    readonly poolSaturatedMs: number
    readonly rejected: number
  }
  readonly latencyMs: LatencySummary & { readonly worstSecondP99: number }
  readonly staleness: StalenessSummary & {
    /** Answers to an author from before their own write; with write-behind it may be still to be committed, so that they are not stale. */
    readonly ownWrites: number
    /** Oldest answer the design can give in this world while every message arrives, and when all are lost. */
    readonly boundMs: number
    readonly worstBoundMs: number
    readonly sampledDivergence: number | null
    readonly firstStaleAtMs: number | null
    readonly detectedAtMs: number | null
  }
  readonly byType: Readonly<Record<string, TypeSummary>>
  /** Of the whole run: a write is lost long after it was acknowledged. */
  readonly writes: {
    readonly acknowledged: number
    readonly failed: number
    readonly durable: number
    readonly lost: number
  }
  readonly shards: readonly {
    readonly operations: number
    readonly utilisation: number
    readonly peakUtilisation: number
  }[]
  /** peakBytes is null where bytes are not accounted: the nodes have no limit, and memory no price. */
  readonly memory: { readonly peakBytes: number | null; readonly evictions: number }
  /** null in a world that names no prices. */
  readonly cost: { readonly perHour: number | null; readonly perThousandHits: number | null }
  /** What Redis held of each key pattern, where bytes are accounted: who answers for it, and whether it was worth its memory. */
  readonly patterns: readonly PatternSummary[]
  /** How requests of each importance ended. */
  readonly byPriority: Readonly<
    Record<string, { readonly requests: number; readonly outcomes: Summary['outcomes'] }>
  >
  /** How often each mechanism of the engine acted over the whole run; one that never did is left out. */
  readonly acts: Readonly<Record<string, number>>
}

export interface PatternSummary {
  /** What the names of its keys begin with. */
  readonly pattern: string
  readonly type: string
  readonly team: string | null
  /** Entries written, and the share of those gone again that were read more than once before they went. */
  readonly entries: number
  readonly reusedShare: number | null
  /** Mean bytes held over the measured time, in memory and in overflow. */
  readonly meanBytes: number
  readonly hits: number
  /** Of that at the price of memory: what it would cost to hold all of it there. */
  readonly costPerHour: number | null
}

export interface LatencySummary {
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

interface StalenessSummary {
  /** Stale answers, and how old they were: from the first superseding commit to the beginning of the attempt. */
  readonly reads: number
  readonly ageMsMax: number
  readonly ageMsP99: number
}

export interface TypeSummary {
  readonly requests: number
  readonly outcomes: Summary['outcomes']
  readonly hits: Summary['hits']
  readonly misses: number
  /** With the type's own computed bounds: see `boundMs` and `worstBoundMs` of the whole run. */
  readonly staleness: StalenessSummary & { readonly boundMs: number; readonly worstBoundMs: number }
  readonly latencyMs: LatencySummary
}
