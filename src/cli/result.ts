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
    sampledDivergence: share.nullable(),
    firstStaleAtMs: ms.nullable(),
    detectedAtMs: ms.nullable(),
  }),
  byType: z.record(
    z.string(),
    z.strictObject({ requests: count, outcomes, hits, misses: count, staleness, latencyMs: latency }),
  ),
  writes: z.strictObject({ acknowledged: count, durable: count, lost: count }),
  shards: z.array(z.strictObject({ operations: count, utilisation: share, peakUtilisation: share })),
  memory: z.strictObject({ peakBytes: count.nullable(), evictions: count }),
  cost: z.strictObject({ perHour: share.nullable(), perThousandHits: share.nullable() }),
  alerts: z.array(z.strictObject({ metric: z.string(), severity: z.enum(['P1', 'P2']), atMs: ms })),
  events: z.array(z.strictObject({ number: count, atMs: ms, kind: z.string(), text: z.string() })),
  objectives: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      metric: z.string(),
      unit: z.enum(['ms', 'share', 'count']),
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
  return structuredClone({ ...head, ...rest, alerts, events, objectives, verdict }) as Result
}
