import { z } from 'zod'

const momentMs = z.number().min(0).max(86_400_000)
const positiveMs = z.number().positive().max(86_400_000)
const rate = z.number().min(0.001).max(1_000_000)
const name = z.string().min(1).max(60)

/** Which keys are asked for. */
export const KeyMix = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('one'), type: name, key: name }),
  /** `count` keys `prefix1`, `prefix2` ..., the i-th asked for in proportion to i^-exponent. */
  z.strictObject({
    kind: z.literal('zipf'),
    type: name,
    prefix: name,
    count: z.number().int().min(1).max(1_000_000),
    exponent: z.number().min(0).max(4),
  }),
])
export type KeyMix = z.infer<typeof KeyMix>

/** Something that goes wrong at a given time. Data, so that a link can carry it. */
export const Fault = z.discriminatedUnion('kind', [
  /** The entry in force was written so that its time to live ends here, in every tier. */
  z.strictObject({ kind: z.literal('expire-key'), atMs: momentMs, key: name }),
  /** Somebody deletes a key in every tier, as a publish does: no early expiry can see it coming. */
  z.strictObject({ kind: z.literal('delete-key'), atMs: momentMs, key: name }),
  /** A Redis node refuses every command. It comes back with what it held, or empty. */
  z.strictObject({
    kind: z.literal('node-down'),
    atMs: momentMs,
    forMs: positiveMs,
    node: z.number().int().min(0).max(999),
    loses: z.boolean(),
  }),
  /** Queries begun meanwhile take `factor` times as long. */
  z.strictObject({
    kind: z.literal('origin-slow'),
    atMs: momentMs,
    forMs: positiveMs,
    factor: z.number().min(1).max(100),
  }),
  /** Deletes and eviction messages sent on writes are lost with this probability, without an error. */
  z.strictObject({
    kind: z.literal('invalidations-lost'),
    atMs: momentMs,
    forMs: positiveMs,
    probability: z.number().min(0).max(1),
  }),
])
export type Fault = z.infer<typeof Fault>

/** What the candidate is given: traffic, topology and its limits, the origin, and what goes wrong. */
export const World = z.strictObject({
  version: z.literal(1),
  durationMs: z.number().min(1000).max(86_400_000),
  /** Not measured; its mean is the baseline. */
  settleMs: momentMs,
  /** After the last arrival, for what is under way. Not measured. */
  drainMs: momentMs,
  bucketMs: z.number().min(10).max(60_000),
  /** Requests that arrive in these stretches count in the summary. */
  windows: z
    .array(z.strictObject({ fromMs: momentMs, toMs: momentMs }))
    .min(1)
    .max(20),
  instances: z.number().int().min(1).max(1000),
  /** One-way delays. */
  network: z.strictObject({ clientMs: momentMs, redisMs: momentMs, originMs: momentMs, busMs: momentMs }),
  readers: z
    .array(z.strictObject({ name, ratePerSecond: rate, keys: KeyMix }))
    .min(1)
    .max(20),
  client: z.strictObject({
    /** A reader leaves after this long; what was begun for it goes on. */
    timeoutMs: positiveMs,
    /** Further attempts after a refusal, within the same timeout. */
    retries: z.number().int().min(0).max(10),
    backoffMs: momentMs,
  }),
  writers: z
    .array(z.strictObject({ name, ratePerSecond: rate, keys: KeyMix, invalidates: z.boolean() }))
    .max(20),
  redis: z.strictObject({
    nodes: z.number().int().min(1).max(1000),
    /** Time a node works on one command; a node does one at a time. */
    commandMs: z.number().min(0.0001).max(1000),
  }),
  origin: z.strictObject({
    connections: z.number().int().min(1).max(100_000),
    /** Queries that may wait for a connection; one more is refused. */
    lineLimit: z.number().int().min(0).max(1_000_000),
    /** A query gives up waiting for a connection after this long. */
    connectTimeoutMs: positiveMs,
    /** Running queries that do not disturb each other; each one more adds `slowdown` to every query's time. */
    comfortable: z.number().int().min(1).max(100_000),
    slowdown: z.number().min(0).max(10),
    /** Time of a query alone, by data type: mean and coefficient of variation of a log-normal (1 with 'exponential'). */
    queries: z.record(
      z.string(),
      z.strictObject({
        meanMs: positiveMs,
        variation: z.union([z.number().min(0).max(10), z.literal('exponential')]),
      }),
    ),
    commitMs: positiveMs,
  }),
  /** Lag of the change feed behind the commit. */
  changeFeed: z.strictObject({ lagMs: momentMs }),
  /** What Redis holds when the run begins. Ages are uniform over the TTL unless `expiresAtMs` says when the entry ends. */
  warm: z.array(z.strictObject({ keys: KeyMix, expiresAtMs: momentMs.nullable() })).max(20),
  faults: z.array(Fault).max(100),
  /** Keys whose copies the recording follows. */
  watchedKeys: z.array(name).max(12),
})
export type World = z.infer<typeof World>
