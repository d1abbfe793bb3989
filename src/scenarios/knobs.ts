import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'

/** A decision of a design that the lab offers as a control. Policy knobs set every data type at once. */
export type Knob = {
  readonly id: string
  readonly title: string
  /** What the present choice costs or risks, in one line. */
  effect(design: Design): string
} & (
  | {
      readonly kind: 'slider'
      /** Allowed positions, ascending; the first may stand for "off". */
      readonly stops: readonly number[]
      /** Marked on the slider. */
      readonly usual: number
      read(design: Design): number
      write(design: Design, value: number): Design
      show(value: number): string
    }
  | {
      readonly kind: 'choice'
      readonly options: readonly { readonly value: string; readonly title: string }[]
      readonly usual: string
      read(design: Design): string
      write(design: Design, value: string): Design
    }
)

function eachPolicy(design: Design, change: (policy: Policy) => Policy): Design {
  const policies = Object.fromEntries(
    Object.entries(design.policies).map(([type, policy]) => [type, change(policy)]),
  )
  return { ...design, policies }
}

/** The policy of the type read most: the first one. All types share what a knob shows. */
function leading(design: Design): Policy | undefined {
  return Object.values(design.policies)[0]
}

const seconds = (ms: number) => (ms === 0 ? 'off' : ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)
const percent = (share: number) => (share === 0 ? 'off' : `${Math.round(share * 100)} %`)

const redisTtl: Knob = {
  id: 'redis-ttl',
  title: 'Redis TTL',
  kind: 'slider',
  stops: [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 3_600_000],
  usual: 300_000,
  read: design => leading(design)?.l2?.ttlMs ?? 300_000,
  write: (design, ttlMs) =>
    eachPolicy(design, policy => ({
      ...policy,
      l2: { jitter: 0, replicaReads: 'none', ...policy.l2, ttlMs },
    })),
  show: seconds,
  effect: design => `Stale up to ${seconds(leading(design)?.l2?.ttlMs ?? 0)} if a delete is lost`,
}

const ttlJitter: Knob = {
  id: 'ttl-jitter',
  title: 'TTL jitter',
  kind: 'slider',
  stops: [0, 0.05, 0.1, 0.2, 0.3, 0.5],
  usual: 0.1,
  read: design => leading(design)?.l2?.jitter ?? 0,
  write: (design, jitter) =>
    eachPolicy(design, policy => (policy.l2 === null ? policy : { ...policy, l2: { ...policy.l2, jitter } })),
  show: percent,
  effect: () => 'Spreads many keys that expire together; does nothing for one hot key',
}

const localTtl: Knob = {
  id: 'local-ttl',
  title: 'In-process copy (L1)',
  kind: 'slider',
  stops: [0, 1000, 2000, 5000, 10_000, 30_000],
  usual: 10_000,
  read: design => leading(design)?.l1?.ttlMs ?? 0,
  write: (design, ttlMs) =>
    eachPolicy(design, policy => ({
      ...policy,
      l1:
        ttlMs === 0
          ? null
          : { maxEntries: 1000, eviction: 'lru', outlivesEntry: false, ...policy.l1, ttlMs },
    })),
  show: seconds,
  effect: design =>
    leading(design)?.l1 == null
      ? 'Every read crosses the network to Redis'
      : 'Takes load off Redis; instances may disagree until it expires or a message evicts it',
}

const coalescing: Knob = {
  id: 'coalescing',
  title: 'Coalescing',
  kind: 'choice',
  options: [
    { value: 'none', title: 'None' },
    { value: 'instance', title: 'Instance' },
  ],
  usual: 'instance',
  read: design => leading(design)?.coalescing ?? 'none',
  write: (design, value) =>
    eachPolicy(design, policy => ({ ...policy, coalescing: value === 'instance' ? 'instance' : 'none' })),
  effect: design =>
    leading(design)?.coalescing === 'instance'
      ? 'One load a key and instance; the others wait for it'
      : 'Each miss is its own query',
}

const earlyExpiry: Knob = {
  id: 'early-expiry',
  title: 'Early expiry (XFetch β)',
  kind: 'slider',
  stops: [0, 0.5, 1, 1.5, 2, 4],
  usual: 1,
  read: design => {
    const early = leading(design)?.earlyExpiry
    return early?.kind === 'xfetch' ? early.beta : 0
  },
  write: (design, beta) =>
    eachPolicy(design, policy => ({
      ...policy,
      earlyExpiry: beta === 0 ? { kind: 'none' } : { kind: 'xfetch', beta },
    })),
  show: beta => (beta === 0 ? 'off' : String(beta)),
  effect: design => {
    const early = leading(design)?.earlyExpiry
    if (early === undefined || early.kind === 'none') return 'Everybody meets the expiry at the same instant'
    if (early.kind === 'window') return `Drawn anew at every read of the last ${seconds(early.windowMs)}`
    return 'A reader refreshes in the background before the end; a few loads more'
  },
}

const originBreaker: Knob = {
  id: 'origin-breaker',
  title: 'Origin breaker',
  kind: 'slider',
  stops: [0, 0.1, 0.25, 0.5, 0.75],
  usual: 0.5,
  read: design => design.origin.breaker?.failureShare ?? 0,
  write: (design, failureShare) => ({
    ...design,
    origin: {
      ...design.origin,
      breaker:
        failureShare === 0
          ? null
          : {
              minimumLoads: 20,
              windowMs: 10_000,
              openMs: 5000,
              probes: 3,
              backoffFactor: 1,
              longestOpenMs: 86_400_000,
              ...design.origin.breaker,
              failureShare,
            },
    },
  }),
  show: share => (share === 0 ? 'off' : `at ${Math.round(share * 100)} % failed`),
  effect: design =>
    design.origin.breaker === null
      ? 'A drowning origin keeps being asked'
      : 'Fails fast while open: readers get errors instead of waiting',
}

const missLimit: Knob = {
  id: 'miss-limit',
  title: 'Miss limit per instance',
  kind: 'slider',
  stops: [0, 2, 4, 6, 10, 20, 50],
  usual: 6,
  read: design => design.origin.missLimit ?? 0,
  write: (design, limit) => ({
    ...design,
    origin: { ...design.origin, missLimit: limit === 0 ? null : limit },
  }),
  show: limit => (limit === 0 ? 'off' : String(limit)),
  effect: design =>
    design.origin.missLimit === null
      ? 'Nothing bounds what one instance asks'
      : 'Loads above it are refused at once',
}

function invalidationKnob(
  id: string,
  title: string,
  field: 'deleteOnWrite' | 'publishToL1' | 'cdcBackstop' | 'missTokens',
  on: string,
  off: string,
): Knob {
  return {
    id,
    title,
    kind: 'choice',
    options: [
      { value: 'off', title: 'Off' },
      { value: 'on', title: 'On' },
    ],
    usual: 'on',
    read: design => (leading(design)?.invalidation[field] ? 'on' : 'off'),
    write: (design, value) =>
      eachPolicy(design, policy => ({
        ...policy,
        invalidation: { ...policy.invalidation, [field]: value === 'on' },
      })),
    effect: design => (leading(design)?.invalidation[field] ? on : off),
  }
}

export const KNOBS: readonly Knob[] = [
  redisTtl,
  ttlJitter,
  localTtl,
  coalescing,
  earlyExpiry,
  originBreaker,
  missLimit,
  invalidationKnob(
    'delete-on-write',
    'DEL on write',
    'deleteOnWrite',
    'Every writer that knows of the cache deletes the key',
    'A write is seen when the TTL ends',
  ),
  invalidationKnob(
    'publish-to-l1',
    'Evict L1 by message',
    'publishToL1',
    'In-process copies go when the message arrives',
    'In-process copies stay for their TTL',
  ),
  invalidationKnob(
    'cdc-backstop',
    'CDC backstop',
    'cdcBackstop',
    'The change feed deletes what a writer forgot, after its lag',
    'A forgotten delete stays until the TTL ends',
  ),
  invalidationKnob(
    'miss-tokens',
    'Miss tokens',
    'missTokens',
    'A load overtaken by a write fills nothing',
    'A load overtaken by a write fills the old value for a full TTL',
  ),
]

/** The knob with this id. Throws for an id no scenario should name. */
export function knob(id: string): Knob {
  const found = KNOBS.find(candidate => candidate.id === id)
  if (found === undefined)
    throw new Error(`no knob "${id}"; there are ${KNOBS.map(each => each.id).join(', ')}`)
  return found
}
