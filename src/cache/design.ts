import { z } from 'zod'

const positiveMs = z.number().positive().max(86_400_000)
const durationMs = z.number().min(0).max(86_400_000)

/** Somebody who answers for something; blanks are nobody. */
const holder = z.string().max(80).regex(/\S/, 'a name, or null')

/** When an entry may be refreshed before it expires. */
export const EarlyExpiry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Expire at a moment drawn anew at every read from the last `windowMs` of the TTL: the playbook's form. */
  z.strictObject({ kind: z.literal('window'), windowMs: positiveMs }),
  /** Vattani, Chierichetti and Lowenstein 2015: refresh once now + loadMs x beta x -ln(u) passes the expiry. */
  z.strictObject({ kind: z.literal('xfetch'), beta: z.number().positive().max(10) }),
])
export type EarlyExpiry = z.infer<typeof EarlyExpiry>

/** How one type of data is cached, and who answers for it. */
export const Policy = z.strictObject({
  /** How long a reader may see a superseded value. */
  stalenessBudgetMs: durationMs,
  /** The role that signed the budget; null when nobody did. */
  signedBy: holder.nullable(),
  /** In-process tier; null for none. */
  l1: z.strictObject({ ttlMs: positiveMs, maxEntries: z.number().int().min(1).max(1_000_000) }).nullable(),
  /** Redis tier; null for none. `jitter` shortens each TTL by up to that share, drawn once when the entry is written. */
  l2: z.strictObject({ ttlMs: positiveMs, jitter: z.number().min(0).max(0.9) }).nullable(),
  invalidation: z.strictObject({
    deleteOnWrite: z.boolean(),
    publishToL1: z.boolean(),
    cdcBackstop: z.boolean(),
    missTokens: z.boolean(),
  }),
  coalescing: z.enum(['none', 'instance']),
  earlyExpiry: EarlyExpiry,
  /** A flight older than this has failed for those on it, and for the breaker; its load still fills when it ends. Counted from its question to Redis. */
  loadCapMs: positiveMs,
})
export type Policy = z.infer<typeof Policy>

/** Trips when too many queries fail; while open, loads are refused without asking the origin. */
export const BreakerSettings = z.strictObject({
  /** Share of failed loads in the window that opens it. */
  failureShare: z.number().min(0.01).max(1),
  /** Fewer loads in the window than this say nothing. */
  minimumLoads: z.number().int().min(1).max(100_000),
  windowMs: positiveMs,
  openMs: positiveMs,
  /** Loads let through when half open. */
  probes: z.number().int().min(1).max(1000),
})
export type BreakerSettings = z.infer<typeof BreakerSettings>

/** Everything a candidate decides. The world is what they are given; the seed belongs to neither. */
export const Design = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1).max(40),
  title: z.string().min(1).max(80),
  /** By data type; a type the world reads and the design does not name is not cached. */
  policies: z.record(z.string(), Policy),
  origin: z.strictObject({
    breaker: BreakerSettings.nullable(),
    /** Loads one instance may have under way at once; null for no limit. */
    missLimit: z.number().int().min(1).max(100_000).nullable(),
  }),
  ownership: z.strictObject({
    invalidation: holder.nullable(),
    warming: holder.nullable(),
    pager: holder.nullable(),
  }),
})
export type Design = z.infer<typeof Design>
