import { z } from 'zod'
import { EVICTION_KINDS } from './eviction/eviction.ts'
import { durationMs, holder, positiveMs, share } from './limits.ts'
import { PRIORITIES } from './priority.ts'
import { stampsOf } from './stamps.ts'

/** When an entry may be refreshed before it expires. */
export const EarlyExpiry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Expire at a moment drawn anew at every read from the last `windowMs` of the TTL: the playbook's form. */
  z.strictObject({ kind: z.literal('window'), windowMs: positiveMs }),
  /** Vattani, Chierichetti and Lowenstein 2015: refresh once now + loadMs x beta x -ln(u) passes the expiry. */
  z.strictObject({ kind: z.literal('xfetch'), beta: z.number().positive().max(10) }),
])
export type EarlyExpiry = z.infer<typeof EarlyExpiry>

/** What a read does when Redis does not answer. Only the first may serve a copy past its end. */
export const OnCacheFailure = z.discriminatedUnion('kind', [
  /** A copy of this instance that ended at most `maxAgeMs` ago; without one, the origin. */
  z.strictObject({ kind: z.literal('serve-stale'), maxAgeMs: positiveMs }),
  /** The origin; if it fails too, the grace of `staleIfErrorMs` still holds. */
  z.strictObject({ kind: z.literal('fall-through') }),
  /** The origin; if it fails too, an error, whatever copies there are. */
  z.strictObject({ kind: z.literal('fall-through-then-error') }),
  /** An error, at once. Such a type is never served past its end: financial data, permissions. */
  z.strictObject({ kind: z.literal('fail-explicit') }),
])
export type OnCacheFailure = z.infer<typeof OnCacheFailure>

/** The in-process tier. */
const LocalTierSettings = z.strictObject({
  ttlMs: positiveMs,
  maxEntries: z.number().int().min(1).max(1_000_000),
  eviction: z.enum(EVICTION_KINDS).default('lru'),
  /** A copy lives its whole TTL even when its entry in Redis ends sooner, so that the tiers' times add up. */
  outlivesEntry: z.boolean().default(false),
})

const SharedTierSettings = z.strictObject({
  /** Twice the staleness budget unless given. */
  ttlMs: positiveMs.optional(),
  /** Shortens each TTL by up to this share, drawn once when the entry is written. */
  jitter: z.number().min(0).max(0.9).default(0),
  /** Which reads may be answered by a replica, which lags behind: none, those of hot keys, or all. */
  replicaReads: z.enum(['none', 'hot', 'all']).default('none'),
})

const Invalidation = z.strictObject({
  deleteOnWrite: z.boolean().default(true),
  publishToL1: z.boolean().default(false),
  cdcBackstop: z.boolean().default(false),
  missTokens: z.boolean().default(false),
  /** What becomes of a DEL that failed: tried again from a bounded queue. null: forgotten. */
  retries: z
    .strictObject({
      attempts: z.number().int().min(1).max(100),
      /** Before the first; doubles up to 2 s. */
      delayMs: positiveMs,
      /** Keys of one instance that may wait for repair; one more is given up. */
      queueLimit: z.number().int().min(1).max(100_000),
    })
    .nullable()
    .default(null),
  /** Each read asks for the row's version and looks for exactly that one; an older copy is unreachable. With write-behind always null: what waits has no version. */
  versionStamps: z
    .strictObject({ lookup: z.enum(['primary', 'replica']) })
    .nullable()
    .default(null),
  /**
   * How a whole group is invalidated: by a marker that each read compares with, believed for so long; null: by a DEL
   * for each of its keys.
   */
  groupMarkerMs: positiveMs.nullable().default(null),
})

/** The right of one instance to load for all: `SET lock:{key} holder NX PX leaseMs`. */
const LeaseSettings = z.strictObject({
  leaseMs: positiveMs.default(3000),
  /** The holder prolongs its lease while its load runs. */
  renews: z.boolean().default(false),
  pollMs: positiveMs.default(50),
  /** The others wait so long; then `afterWait`. */
  waitMs: positiveMs.default(5000),
  afterWait: z.enum(['load', 'stale', 'error']).default('load'),
})
export type LeaseSettings = z.infer<typeof LeaseSettings>

const HotKeySettings = z.strictObject({
  /** Reads a second in one instance that make a key hot. */
  ratePerSecond: z.number().positive().max(1_000_000),
  windowMs: positiveMs.default(1000),
  /** Counters of the sketch in each instance. */
  trackedKeys: z.number().int().min(1).max(10_000).default(64),
  /** An instance keeps its own copy of a hot key for so long; null: it does not. */
  localCopyMs: positiveMs.nullable().default(null),
  /** Copies in Redis, each on another shard; reads pick one. */
  copies: z.number().int().min(1).max(100).default(1),
  /** Known beforehand: hot from the start, and loaded before the traffic comes. */
  known: z.array(z.string().min(1).max(60)).max(100).default([]),
})
export type HotKeySettings = z.infer<typeof HotKeySettings>

const Fields = z.strictObject({
  /** How long a reader may see a superseded value. */
  stalenessBudgetMs: durationMs,
  /** The role that signed the budget; null when nobody did. */
  signedBy: holder.nullable().default(null),
  /** Who answers for this type; null: whom the design names for all. */
  owners: z
    .strictObject({
      invalidation: holder.nullable().default(null),
      warming: holder.nullable().default(null),
      pager: holder.nullable().default(null),
    })
    .prefault({}),
  pattern: z
    .enum(['cache-aside', 'read-through', 'write-through', 'write-behind', 'none'])
    .default('cache-aside'),
  /** For the pattern of that name: writes are acknowledged from a buffer beside the cache, and reach the origin later. */
  writeBehind: z
    .strictObject({
      flushMs: positiveMs.default(1000),
      /** Keys that may wait in one shard's buffer; one more write is refused. */
      bufferLimit: z.number().int().min(1).max(1_000_000).default(1000),
    })
    .prefault({}),
  /** Edge tier before the instances; null for none. */
  cdn: z
    .strictObject({ ttlMs: positiveMs, purgeOnWrite: z.boolean().default(false) })
    .nullable()
    .default(null),
  /** In-process tier; null for none. */
  l1: LocalTierSettings.nullable().default(null),
  /** Redis tier; null for none. */
  l2: SharedTierSettings.nullable().prefault({}),
  invalidation: Invalidation.prefault({}),
  /** Which copy of the database loads read; a replica lags behind. */
  readFrom: z.enum(['primary', 'replica']).default('primary'),
  coalescing: z.enum(['none', 'instance', 'fleet']).default('none'),
  /** For coalescing across the fleet. */
  lease: LeaseSettings.prefault({}),
  earlyExpiry: EarlyExpiry.default({ kind: 'none' }),
  /** Whoever filled an entry refreshes it so long before its end, if it was read since; null: nobody does. */
  backgroundRefresh: z
    .strictObject({ aheadMs: positiveMs, mostKeys: z.number().int().min(1).max(100_000).default(1000) })
    .nullable()
    .default(null),
  /** An entry past its end by less than this is served while it is refreshed. */
  staleWhileRevalidateMs: durationMs.default(0),
  /** An entry past its end by less than this is served when its load fails. */
  staleIfErrorMs: durationMs.default(0),
  /** A reader with an ended copy at hand waits no longer than this for a load; null: as long as anybody. */
  softTimeoutMs: positiveMs.nullable().default(null),
  /** A flight older than this has failed for those on it, and for the breaker; its load still fills when it ends. Counted from its question to Redis. */
  loadCapMs: positiveMs.default(10_000),
  onCacheFailure: OnCacheFailure.default({ kind: 'fall-through' }),
  /** So long after a write its author reads past every cache, with write-behind from the one that took the write; 0: never. */
  readYourWritesMs: durationMs.default(0),
  /** What does not exist is remembered for so long; null: asked for each time. */
  negativeTtlMs: positiveMs.nullable().default(null),
  priority: z.enum(PRIORITIES).default('P1'),
  /** Share of the reads answered from a cache that are compared with the origin. */
  samplingShare: share.default(0),
  hotKeys: HotKeySettings.nullable().default(null),
  encoding: z
    .strictObject({
      format: z.enum(['json', 'messagepack']).default('json'),
      compression: z.enum(['none', 'fast', 'strong']).default('none'),
    })
    .prefault({}),
})

/** How one type of data is cached, and who answers for it. */
export const Policy = Fields.transform(policy => ({
  ...policy,
  invalidation: { ...policy.invalidation, versionStamps: stampsOf(policy) },
  l2:
    policy.l2 === null
      ? null
      : { ...policy.l2, ttlMs: policy.l2.ttlMs ?? Math.max(1, 2 * policy.stalenessBudgetMs) },
}))
export type Policy = z.output<typeof Policy>
/** A policy as it is written down: what is left out has its default. */
export type PolicyInput = z.input<typeof Policy>
