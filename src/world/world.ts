import { z } from 'zod'
import { Fault } from './fault.ts'
import { momentMs, name, positiveMs, share } from './limits.ts'
import { Client, KeyMix, Reader, Writer } from './traffic.ts'

const Network = z.strictObject({
  clientMs: momentMs.default(0.5),
  redisMs: momentMs.default(0.5),
  originMs: momentMs.default(0.5),
  busMs: momentMs.default(2),
  /** One way between two regions. */
  crossRegionMs: momentMs.default(0),
  /** A message between regions takes from `leastMs` to `mostMs`, drawn for each. */
  crossRegionBus: z
    .strictObject({ leastMs: momentMs, mostMs: momentMs })
    .prefault({ leastMs: 100, mostMs: 500 }),
})

const Redis = z.strictObject({
  /** In each region that has a cache. */
  nodes: z.number().int().min(1).max(1000).default(1),
  /** Time a node works on one command; a node does one at a time. */
  commandMs: z.number().min(0.0001).max(1000).default(0.02),
  /** How far a replica is behind its primary. */
  replicaLagMs: momentMs.default(1),
  /** A replica takes over from a primary that has been down for so long; the default is Redis Cluster's node timeout. */
  failoverMs: positiveMs.default(15_000),
})

const Origin = z.strictObject({
  connections: z.number().int().min(1).max(100_000),
  /** Queries that may wait for a connection; one more is refused. */
  lineLimit: z.number().int().min(0).max(1_000_000).default(10_000),
  /** A query gives up waiting for a connection after this long. */
  connectTimeoutMs: positiveMs.default(10_000),
  /** Running queries that do not disturb each other; each one more adds `slowdown` to every query's time. */
  comfortable: z.number().int().min(1).max(100_000).default(1),
  slowdown: z.number().min(0).max(10).default(0),
  /** Time of a query alone, by data type: mean and coefficient of variation of a log-normal (1 with 'exponential'). */
  queries: z.record(
    z.string(),
    z.strictObject({
      meanMs: positiveMs,
      variation: z.union([z.number().min(0).max(10), z.literal('exponential')]),
    }),
  ),
  commitMs: positiveMs.default(2),
  /** Time of a query for a row's version alone. */
  versionMs: positiveMs.default(1),
  /** A copy of the database that lags behind; null: there is none, and reads of it go to the primary. */
  replica: z
    .strictObject({ lagMs: momentMs, connections: z.number().int().min(1).max(100_000) })
    .nullable()
    .default(null),
})

const Fields = z.strictObject({
  version: z.literal(1),
  durationMs: z.number().min(1000).max(86_400_000).default(60_000),
  /** Not measured; its mean is the baseline. */
  settleMs: momentMs.default(0),
  /** After the last arrival, for what is under way. Not measured. Left out: as long as a client waits. */
  drainMs: momentMs.optional(),
  bucketMs: z.number().min(10).max(60_000).default(100),
  /** Requests that arrive in these stretches count in the summary. Left out: from the end of settling on. */
  windows: z
    .array(z.strictObject({ fromMs: momentMs, toMs: momentMs }))
    .min(1)
    .max(20)
    .optional(),
  /** Left out: as many as the regions have, or one. */
  instances: z.number().int().min(1).max(1000).optional(),
  /**
   * The first is home: the origin, and a global cache, are there. `instances` is the sum of theirs; none: one region.
   * `trafficShare` is how much of the traffic without a region of its own is here; the shares need not add up to 1.
   */
  regions: z
    .array(
      z.strictObject({ name, instances: z.number().int().min(1).max(1000), trafficShare: share.default(1) }),
    )
    .max(10)
    .default([]),
  /** Clocks of instances differ from the true time by up to this much, either way. */
  clockSkewMs: momentMs.default(0),
  /** One-way delays. */
  network: Network.prefault({}),
  readers: z.array(Reader).min(1).max(20),
  client: Client.prefault({}),
  writers: z.array(Writer).max(20).default([]),
  redis: Redis.prefault({}),
  origin: Origin,
  /** Lag of the change feed behind the commit. */
  changeFeed: z.strictObject({ lagMs: momentMs.default(1000) }).prefault({}),
  /** What Redis holds when the run begins. Ages are uniform over the TTL unless `expiresAtMs` says when the entry ends. */
  warm: z
    .array(z.strictObject({ keys: KeyMix, expiresAtMs: momentMs.nullable().default(null) }))
    .max(20)
    .default([]),
  /** Size of values as JSON, mean bytes by data type, 1000 where not given, and the team that answers for them. */
  values: z
    .record(
      z.string(),
      z.strictObject({
        bytes: z.number().int().min(1).max(10_000_000),
        team: name.nullable().default(null),
      }),
    )
    .default({}),
  /** Of memory, for each GB and hour; null: cost is not modelled. */
  prices: z
    .strictObject({
      redisPerGbHour: z.number().min(0).max(1000),
      overflowPerGbHour: z.number().min(0).max(1000),
    })
    .nullable()
    .default(null),
  faults: z.array(Fault).max(100).default([]),
  /** Keys whose copies the recording follows. */
  watchedKeys: z.array(name).max(12).default([]),
})

/** What the candidate is given: traffic, topology and its limits, the origin, and what goes wrong. */
export const World = Fields.transform(({ drainMs, windows, instances, ...fields }) => ({
  ...fields,
  instances:
    instances ??
    Math.max(
      1,
      fields.regions.reduce((sum, region) => sum + region.instances, 0),
    ),
  drainMs: drainMs ?? fields.client.timeoutMs,
  windows: windows ?? [{ fromMs: fields.settleMs, toMs: fields.durationMs }],
}))
export type World = z.output<typeof World>
/** A world as it is written down: what is left out has its default. */
export type WorldInput = z.input<typeof World>
