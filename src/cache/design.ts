import { z } from 'zod'
import { holder, positiveMs, share } from './limits.ts'
import { Policy } from './policy.ts'

/** Trips when too many attempts fail; while open, they are refused without being made. */
export const BreakerSettings = z.strictObject({
  /** Share of failed attempts in the window that opens it. */
  failureShare: z.number().min(0.01).max(1),
  /** Fewer attempts in the window than this say nothing. */
  minimumLoads: z.number().int().min(1).max(100_000),
  windowMs: positiveMs,
  openMs: positiveMs,
  /** Attempts let through when half open. */
  probes: z.number().int().min(1).max(1000),
  /** Each time the probes fail it stays open so many times as long, up to `longestOpenMs`. */
  backoffFactor: z.number().min(1).max(10).default(1),
  longestOpenMs: positiveMs.default(86_400_000),
})
export type BreakerSettings = z.infer<typeof BreakerSettings>

/** Of loads of low priority, refuses what an instance sends the origin beyond a multiple of what is normal. */
export const SheddingSettings = z.strictObject({
  /** Loads a second of one instance on an ordinary day. */
  normalLoadsPerSecond: z.number().positive().max(1_000_000),
  /** P2 is let through up to this multiple, P1 up to twice this, P0 always. */
  tripAtMultiple: z.number().min(1).max(1000),
  windowMs: positiveMs.default(1000),
})
export type SheddingSettings = z.infer<typeof SheddingSettings>

/** A job that fills an empty cache before, or while, readers come to it. */
export const WarmingSettings = z.strictObject({
  /** Of each type, the most popular ones. */
  mostKeys: z.number().int().min(1).max(1_000_000),
  ratePerSecond: z.number().positive().max(100_000),
  concurrency: z.number().int().min(1).max(1000).default(4),
  /** Readers go to a new cache when this share of their keys is in it; null: at once. */
  hitRateGate: share.nullable().default(null),
  /** The traffic shifts over so long once the gate is open. */
  shiftMs: z.number().min(0).max(86_400_000).default(0),
})
export type WarmingSettings = z.infer<typeof WarmingSettings>

const RedisSettings = z.strictObject({
  /** Memory of each node; null: as much as it takes. */
  memoryBytes: z.number().int().min(1000).max(1e13).nullable().default(null),
  /** Who leaves when it is full; 'noeviction' refuses writes. */
  eviction: z.enum(['noeviction', 'allkeys-lru', 'allkeys-lfu']).default('allkeys-lru'),
  /** A snapshot to disk in this interval; null: a restart begins empty. */
  snapshotEveryMs: positiveMs.nullable().default(null),
  /** Copies of each node; one takes over when it is down for long. */
  replicas: z.number().int().min(0).max(5).default(0),
  /** A command without an answer after this long has failed; null: the client waits. */
  commandTimeoutMs: positiveMs.nullable().default(null),
  /** Skips Redis while it does not answer; one an instance. */
  breaker: BreakerSettings.nullable().default(null),
  /** Cheaper, slower storage for what memory evicts. */
  overflow: z
    .strictObject({ bytes: z.number().int().min(1000).max(1e15), delayMs: positiveMs })
    .nullable()
    .default(null),
})
export type RedisSettings = z.infer<typeof RedisSettings>

/** Everything a candidate decides. The world is what they are given; the seed belongs to neither. */
export const Design = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1).max(40).default('own'),
  title: z.string().min(1).max(80).default('Own design'),
  /** By data type; a type the world reads and the design does not name is not cached. */
  policies: z.record(z.string(), Policy).default({}),
  origin: z
    .strictObject({
      breaker: BreakerSettings.nullable().default(null),
      /** Loads one instance may have under way at once; null for no limit. */
      missLimit: z.number().int().min(1).max(100_000).nullable().default(null),
      shedding: SheddingSettings.nullable().default(null),
    })
    .prefault({}),
  redis: RedisSettings.prefault({}),
  regions: z
    .strictObject({
      /** A Redis in each region, or one in the first region for all. */
      caches: z.enum(['per-region', 'global']).default('per-region'),
      /**
       * How other regions hear of a write: from the change feed over the bus between regions, of types with the CDC
       * backstop only, or not at all. The default is not refused where no type has one.
       */
      invalidation: z.enum(['bus', 'none']).default('bus'),
    })
    .prefault({}),
  warming: WarmingSettings.nullable().default(null),
  ownership: z
    .strictObject({
      invalidation: holder.nullable().default(null),
      warming: holder.nullable().default(null),
      pager: holder.nullable().default(null),
    })
    .prefault({}),
})
export type Design = z.output<typeof Design>
/** A design as it is written down: what is left out has its default. */
export type DesignInput = z.input<typeof Design>
