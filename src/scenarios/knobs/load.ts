import type { Policy } from '#cache/policy.ts'
import { duration, eachPolicy, type Knob, leading, seconds } from './knob.ts'

const COALESCING: readonly {
  readonly value: Policy['coalescing']
  readonly title: string
  readonly effect: string
}[] = [
  { value: 'none', title: 'None', effect: 'Each miss is its own query' },
  { value: 'instance', title: 'Instance', effect: 'One load a key and instance; the others wait for it' },
  {
    value: 'fleet',
    title: 'Fleet',
    effect:
      'One load a key: the holder of a lease in Redis; a crashed one is waited for until its lease ends',
  },
]

export const coalescing: Knob = {
  id: 'coalescing',
  group: 'Load',
  title: 'Coalescing',
  kind: 'choice',
  options: COALESCING,
  usual: 'instance',
  read: design => leading(design)?.coalescing ?? 'none',
  write: (design, value) =>
    eachPolicy(design, policy => ({ ...policy, coalescing: value as Policy['coalescing'] })),
  effect: design =>
    COALESCING.find(each => each.value === leading(design)?.coalescing)?.effect ??
    'Each miss is its own query',
}

export const earlyExpiry: Knob = {
  id: 'early-expiry',
  group: 'Load',
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

export const backgroundRefresh: Knob = duration({
  id: 'background-refresh',
  group: 'Load',
  title: 'Background refresh',
  stops: [0, 2000, 5000, 10_000, 30_000],
  usual: 5000,
  on: 'Whoever filled an entry loads it again so long before its end, if it was read',
  off: 'Entries end, and a reader loads the next one',
  read: policy => policy.backgroundRefresh?.aheadMs ?? 0,
  write: (policy, aheadMs) => ({
    ...policy,
    backgroundRefresh: aheadMs === 0 ? null : { mostKeys: 1000, ...policy.backgroundRefresh, aheadMs },
  }),
})

export const originBreaker: Knob = {
  id: 'origin-breaker',
  group: 'Load',
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

export const missLimit: Knob = {
  id: 'miss-limit',
  group: 'Load',
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

export const shedding: Knob = {
  id: 'shedding',
  group: 'Load',
  title: 'Shed load at a multiple of normal',
  kind: 'slider',
  stops: [0, 1.5, 2, 3, 5],
  usual: 2,
  read: design => design.origin.shedding?.tripAtMultiple ?? 0,
  write: (design, tripAtMultiple) => ({
    ...design,
    origin: {
      ...design.origin,
      shedding:
        tripAtMultiple === 0
          ? null
          : { normalLoadsPerSecond: 20, windowMs: 1000, ...design.origin.shedding, tripAtMultiple },
    },
  }),
  show: multiple => (multiple === 0 ? 'off' : `${multiple} times`),
  effect: ({ origin: { shedding } }) =>
    shedding === null
      ? 'Every class of readers waits in the same line'
      : `From ${shedding.tripAtMultiple * shedding.normalLoadsPerSecond} loads a second of one instance P2 is refused, from twice that P1`,
}
