import type { PolicyInput } from '#cache/policy.ts'
import { type PolicyChange, Rig, type RigParts } from './fakes.ts'

export const LEASE_MS = 300

type Lease = NonNullable<PolicyInput['lease']>

/** Three instances that share loads by lease. */
export function fleet(lease: Lease = {}, change: PolicyChange = {}, parts: RigParts = {}): Rig {
  const settings: Lease = { leaseMs: LEASE_MS, pollMs: 10, waitMs: 2000, ...lease }
  return new Rig({ instances: 3, ...parts, policy: { coalescing: 'fleet', lease: settings, ...change } })
}
