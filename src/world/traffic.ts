import { z } from 'zod'
import { PRIORITIES } from '#cache/priority.ts'
import { momentMs, name, positiveMs, rate, share } from './limits.ts'

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
    /** The keys belong to so many groups in turn, `prefix` + `group:1` ...; 0: to none. */
    groups: z.number().int().min(0).max(100_000).default(0),
  }),
  /** As 'zipf' with exponent 0, of keys that the origin does not hold until somebody writes them. */
  z.strictObject({
    kind: z.literal('missing'),
    type: name,
    prefix: name,
    count: z.number().int().min(1).max(1_000_000),
  }),
])
export type KeyMix = z.output<typeof KeyMix>

/** How a rate changes over the run: it is multiplied by a factor. */
export const Profile = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('steady') }),
  /** From each moment on its factor holds; 1 before the first. */
  z.strictObject({
    kind: z.literal('steps'),
    steps: z
      .array(z.strictObject({ atMs: momentMs, factor: z.number().min(0).max(1000) }))
      .min(1)
      .max(50),
  }),
  /** Straight from one factor to the next; the first holds before, the last after. */
  z.strictObject({
    kind: z.literal('ramps'),
    points: z
      .array(z.strictObject({ atMs: momentMs, factor: z.number().min(0).max(1000) }))
      .min(2)
      .max(50),
  }),
  /** 1, but for short times in between, given in order. */
  z.strictObject({
    kind: z.literal('spikes'),
    spikes: z
      .array(z.strictObject({ atMs: momentMs, forMs: positiveMs, factor: z.number().min(0).max(1000) }))
      .min(1)
      .max(50),
  }),
])
export type Profile = z.output<typeof Profile>

export const Reader = z.strictObject({
  name,
  /** Arrivals a second before the profile; for a closed loop it says nothing and may be left out. */
  ratePerSecond: rate.default(1),
  keys: KeyMix,
  /** What these requests say of their importance; null: the policy of their type decides. */
  priority: z.enum(PRIORITIES).nullable().default(null),
  profile: Profile.prefault({ kind: 'steady' }),
  /** So many users who each ask, wait for the end, think and ask again, in place of arrivals at a rate. */
  closedLoop: z
    .strictObject({
      users: z.number().int().min(1).max(100_000),
      /** On average; who thinks for no time at all would ask for ever at one instant. */
      thinkMs: z.number().min(1).max(86_400_000),
    })
    .nullable()
    .default(null),
  /** Users who write and then look at what they wrote; not those of a closed loop. */
  sessions: z
    .strictObject({
      users: z.number().int().min(1).max(1_000_000),
      /** Share of the arrivals that write first. */
      writeShare: share,
      /** From the acknowledgement to the look. */
      lookAfterMs: momentMs,
    })
    .nullable()
    .default(null),
  /** Name of the region they are in; null: in all, by their shares. */
  region: name.nullable().default(null),
})
export type Reader = z.output<typeof Reader>

export const Writer = z.strictObject({
  name,
  ratePerSecond: rate,
  keys: KeyMix,
  /** False for a writer that does not know the cache. */
  invalidates: z.boolean().default(true),
  profile: Profile.prefault({ kind: 'steady' }),
  /** Writes the whole group of the key picked, and invalidates it as one. */
  wholeGroups: z.boolean().default(false),
  /** A bug: meanwhile the values written are not those intended. */
  wrong: z
    .array(z.strictObject({ fromMs: momentMs, toMs: momentMs }))
    .max(20)
    .default([]),
  region: name.nullable().default(null),
})
export type Writer = z.output<typeof Writer>

export const Client = z.strictObject({
  /** A reader leaves after this long; what was begun for it goes on. */
  timeoutMs: positiveMs.default(10_000),
  /** Further attempts after a refusal, within the same timeout. */
  retries: z.number().int().min(0).max(10).default(0),
  /** Before the first further attempt. */
  backoffMs: momentMs.default(100),
  /** Each further wait is so many times as long. */
  backoffFactor: z.number().min(1).max(10).default(1),
  /** Shortens each wait by up to this share, drawn anew. */
  backoffJitter: share.default(0),
  /** An attempt without an answer after this long is given up and counts as refused; null: only the whole request ends. */
  attemptTimeoutMs: positiveMs.nullable().default(null),
  /** Retries of one instance's readers as a share of their first attempts, with a reserve; null: no budget. */
  retryBudget: z
    .strictObject({ share, reserve: z.number().min(0).max(10_000) })
    .nullable()
    .default(null),
})
export type Client = z.output<typeof Client>
