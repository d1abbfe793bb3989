import { z } from 'zod'
import { momentMs, name, positiveMs, share } from './limits.ts'

const node = z.number().int().min(0).max(999)
const lasting = { atMs: momentMs, forMs: positiveMs }

/** Something that goes wrong at a given time. Data, so that a link can carry it. */
export const Fault = z.discriminatedUnion('kind', [
  /** The entry in force was written so that its time to live ends here, in every tier. */
  z.strictObject({ kind: z.literal('expire-key'), atMs: momentMs, key: name }),
  /** Somebody deletes a key in every tier, as a publish does: no early expiry can see it coming. */
  z.strictObject({ kind: z.literal('delete-key'), atMs: momentMs, key: name }),
  /**
   * A Redis node refuses every command, or with `hangs` leaves them without an answer. With `loses` it was restarted:
   * it comes back with its last snapshot, or empty.
   */
  z.strictObject({
    kind: z.literal('node-down'),
    ...lasting,
    node,
    loses: z.boolean(),
    hangs: z.boolean().default(false),
  }),
  /** As 'node-down' for every node. */
  z.strictObject({
    kind: z.literal('cache-down'),
    ...lasting,
    loses: z.boolean(),
    hangs: z.boolean().default(false),
  }),
  /** A Redis node takes `factor` times as long for each command. */
  z.strictObject({ kind: z.literal('node-slow'), ...lasting, node, factor: z.number().min(1).max(100_000) }),
  /** A new, empty cluster takes the place of the old one, which is switched off after a time whatever the new one holds. */
  z.strictObject({
    kind: z.literal('cache-replaced'),
    atMs: momentMs,
    oldOffAfterMs: positiveMs.nullable().default(null),
  }),
  /** Queries begun meanwhile take `factor` times as long. */
  z.strictObject({ kind: z.literal('origin-slow'), ...lasting, factor: z.number().min(1).max(100) }),
  /** The origin refuses every query and commit. */
  z.strictObject({ kind: z.literal('origin-down'), ...lasting }),
  /** Deletes and eviction messages sent on writes are lost with this probability, without an error. */
  z.strictObject({ kind: z.literal('invalidations-lost'), ...lasting, probability: share }),
  /** The bus drops messages, delivers them twice, and holds some back by up to so long, so that later ones overtake them. */
  z.strictObject({
    kind: z.literal('bus-faulty'),
    ...lasting,
    drops: share.default(0),
    repeats: share.default(0),
    holdsBackMs: momentMs.default(0),
  }),
  /** The change feed stands still; afterwards it delivers what it missed. */
  z.strictObject({ kind: z.literal('feed-paused'), ...lasting }),
  /** The change feed lags this much more. */
  z.strictObject({ kind: z.literal('feed-slow'), ...lasting, lagMs: positiveMs }),
  /** Instances restart one after the other, as in a deploy: what they hold and have under way is gone. */
  z.strictObject({
    kind: z.literal('instances-restart'),
    atMs: momentMs,
    first: z.number().int().min(0).max(999),
    count: z.number().int().min(1).max(1000),
    downMs: momentMs,
    everyMs: momentMs,
  }),
  /** The instance that holds the lease of a key then, or is the next to take it, crashes and comes back. */
  z.strictObject({ kind: z.literal('lease-holder-crash'), atMs: momentMs, key: name, downMs: momentMs }),
  /** Nothing passes between a region and the others. */
  z.strictObject({ kind: z.literal('region-cut'), ...lasting, region: name }),
])
export type Fault = z.output<typeof Fault>
/** A fault as it is written down: what is left out has its default. */
export type FaultInput = z.input<typeof Fault>
