import type { Policy } from '#cache/policy.ts'
import { duration, eachPolicy, type Knob, leading, onOff, percent } from './knob.ts'

function invalidationKnob(
  id: string,
  title: string,
  field: 'deleteOnWrite' | 'publishToL1' | 'cdcBackstop' | 'missTokens',
  on: string,
  off: string,
): Knob {
  return onOff({
    id,
    group: 'Invalidation',
    title,
    on,
    off,
    usual: true,
    isOn: design => leading(design)?.invalidation[field] ?? false,
    turn: (design, isOn) => eachPolicy(design, policy => withInvalidation(policy, { [field]: isOn })),
  })
}

function withInvalidation(policy: Policy, change: Partial<Policy['invalidation']>): Policy {
  return { ...policy, invalidation: { ...policy.invalidation, ...change } }
}

export const deleteOnWrite = invalidationKnob(
  'delete-on-write',
  'DEL on write',
  'deleteOnWrite',
  'Every writer that knows of the cache deletes the key',
  'A write is seen when the TTL ends',
)

export const publishToL1 = invalidationKnob(
  'publish-to-l1',
  'Evict L1 by message',
  'publishToL1',
  'In-process copies go when the message arrives',
  'In-process copies stay for their TTL',
)

export const cdcBackstop = invalidationKnob(
  'cdc-backstop',
  'CDC backstop',
  'cdcBackstop',
  'The change feed deletes what a writer forgot, after its lag',
  'A forgotten delete stays until the TTL ends',
)

export const missTokens = invalidationKnob(
  'miss-tokens',
  'Miss tokens',
  'missTokens',
  'A load overtaken by a write fills nothing',
  'A load overtaken by a write fills the old value for a full TTL',
)

export const deleteRetries = onOff({
  id: 'delete-retries',
  group: 'Invalidation',
  title: 'Retry failed DELs',
  on: 'A DEL that fails is tried again from a bounded queue',
  off: 'A DEL that fails is forgotten',
  usual: true,
  isOn: design => leading(design)?.invalidation.retries != null,
  turn: (design, isOn) =>
    eachPolicy(design, policy =>
      withInvalidation(policy, {
        retries: isOn
          ? (policy.invalidation.retries ?? { attempts: 10, delayMs: 50, queueLimit: 1000 })
          : null,
      }),
    ),
})

export const versionStamps = onOff({
  id: 'version-stamps',
  group: 'Invalidation',
  title: 'Version stamps',
  on: 'Each read asks the origin for the version first: a short query a read, and nothing stale',
  off: 'A copy is as fresh as its invalidation',
  usual: false,
  isOn: design => leading(design)?.invalidation.versionStamps != null,
  turn: (design, isOn) =>
    eachPolicy(design, policy =>
      withInvalidation(policy, {
        versionStamps: isOn ? (policy.invalidation.versionStamps ?? { lookup: 'primary' }) : null,
      }),
    ),
})

export const readYourWrites = duration({
  id: 'read-your-writes',
  group: 'Invalidation',
  title: 'Read your writes',
  stops: [0, 5000, 10_000, 30_000, 60_000],
  usual: 30_000,
  on: 'Whoever has just written reads past the caches for so long',
  off: 'An author may be shown the old value',
  read: policy => policy.readYourWritesMs,
  write: (policy, ms) => ({ ...policy, readYourWritesMs: ms }),
})

export const sampling: Knob = {
  id: 'sampling',
  group: 'Invalidation',
  title: 'Correctness sampling',
  kind: 'slider',
  stops: [0, 0.001, 0.01, 0.1],
  usual: 0.001,
  read: design => leading(design)?.samplingShare ?? 0,
  write: (design, samplingShare) => eachPolicy(design, policy => ({ ...policy, samplingShare })),
  show: percent,
  effect: design =>
    (leading(design)?.samplingShare ?? 0) === 0
      ? 'Nobody compares what is served with what is true'
      : 'So many answers are compared with the origin; each costs it a short query',
}
