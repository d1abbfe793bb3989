import { z } from 'zod'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { DIMENSIONS, LEVELS, type Verdict } from '#rubric/verdict.ts'
import type { ObjectiveResult } from '#scenarios/scenario.ts'

const count = z.number().int().min(0)
const ms = z.number().min(0)
const share = z.number().min(0)
const outcomes = z.strictObject({
  ok: count,
  stale: count,
  shed: count,
  rejected: count,
  timeout: count,
  error: count,
})
const hits = z.strictObject({ l1: count, l2: count, cdn: count, joined: count })
const latency = z.strictObject({ mean: ms, p50: ms, p90: ms, p99: ms, p999: ms, max: ms })
const staleness = z.strictObject({ reads: count, ageMsMax: ms, ageMsP99: ms, boundMs: ms, worstBoundMs: ms })
const level = z.enum(LEVELS)

/** What `stampede run --json` prints. Times in ms of virtual time; counts over the measuring windows. */
export const Result = z.strictObject({
  scenario: z.string(),
  design: z.string(),
  seed: count.max(0xffff_ffff),
  digest: z.string().length(64),
  arrivalsDigest: z.string().length(64),
  virtualMs: ms,
  requests: count,
  retries: count,
  wallMs: ms,
  outcomes,
  wrong: count,
  servedExpired: count,
  hits,
  misses: count,
  origin: z.strictObject({
    loads: count,
    writes: count,
    peakRunning: count,
    peakDemand: count,
    poolSaturatedMs: ms,
    rejected: count,
  }),
  latencyMs: latency.extend({ worstSecondP99: ms }),
  staleness: staleness.extend({
    ownWrites: count,
    sampledDivergence: share.nullable(),
    firstStaleAtMs: ms.nullable(),
    detectedAtMs: ms.nullable(),
  }),
  byType: z.record(
    z.string(),
    z.strictObject({ requests: count, outcomes, hits, misses: count, staleness, latencyMs: latency }),
  ),
  byPriority: z.record(z.string(), z.strictObject({ requests: count, outcomes })),
  /** Of the whole run: a write is lost long after it was acknowledged. */
  writes: z.strictObject({ acknowledged: count, failed: count, durable: count, lost: count }),
  shards: z.array(z.strictObject({ operations: count, utilisation: share, peakUtilisation: share })),
  memory: z.strictObject({ peakBytes: count.nullable(), evictions: count }),
  cost: z.strictObject({
    perHour: z.number().min(0).nullable(),
    perThousandHits: z.number().min(0).nullable(),
  }),
  /** By what the names of keys begin with. */
  patterns: z.array(
    z.strictObject({
      pattern: z.string(),
      type: z.string(),
      team: z.string().nullable(),
      entries: count,
      reusedShare: share.nullable(),
      meanBytes: z.number().min(0),
      hits: count,
      costPerHour: z.number().min(0).nullable(),
    }),
  ),
  /** How often each mechanism of the engine acted, over the whole run. */
  acts: z.record(z.string(), count),
  alerts: z.array(
    z.strictObject({ metric: z.string(), severity: z.enum(['P1', 'P2']), atMs: ms, text: z.string() }),
  ),
  events: z.array(z.strictObject({ number: count, atMs: ms, kind: z.string(), text: z.string() })),
  objectives: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      metric: z.string(),
      unit: z.enum(['ms', 'share', 'count', 'price', 'bytes']),
      target: z.number(),
      actual: z.number(),
      met: z.boolean(),
      primary: z.boolean(),
    }),
  ),
  /** null for a world of one's own: it has no objectives to be judged by. */
  verdict: z
    .strictObject({
      level,
      dimensions: z.array(
        z.strictObject({
          id: z.enum(DIMENSIONS),
          level: level.nullable(),
          evidence: z.array(
            z.strictObject({
              signal: z.string(),
              text: z.string(),
              supports: z.boolean(),
              atMs: ms.nullable(),
            }),
          ),
        }),
      ),
      next: z.strictObject({ signal: z.string(), question: z.string() }).nullable(),
    })
    .nullable(),
})
export type Result = z.infer<typeof Result>

export function resultOf(
  recording: Recording,
  design: Design,
  objectives: readonly ObjectiveResult[],
  verdict: Verdict | null,
  wallMs: number,
): Result {
  const { scenario, seed, digest, arrivalsDigest, summary, alerts, events } = recording
  const { virtualMs, requests, ...rest } = summary
  const head = { scenario, design: design.id, seed, digest, arrivalsDigest, virtualMs, requests, wallMs }
  // Every array of a recording is readonly; a document of its own is not.
  return structuredClone({ ...head, ...rest, alerts, events, objectives, verdict }) as unknown as Result
}
