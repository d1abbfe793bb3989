import { OriginRefused } from '#cache/ports.ts'
import { type PolicyChange, Rig, type RigParts } from './fakes.ts'

export const refused = new OriginRefused('no room')
export const l1 = { ttlMs: 30_000, maxEntries: 10 }

/** A rig whose cache reads and writes by itself. */
export function servedAtOnce(policy: PolicyChange, more: Omit<RigParts, 'policy'> = {}): Rig {
  const rig = new Rig({ policy, ...more })
  rig.service?.start()
  return rig
}

/** As `servedAtOnce`, but the store takes a moment. */
export function served(policy: PolicyChange, more: Omit<RigParts, 'policy'> = {}): Rig {
  const rig = servedAtOnce(policy, more)
  rig.store.delayMs = 1
  return rig
}
