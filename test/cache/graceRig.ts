import { OriginRefused } from '#cache/ports.ts'
import { type PolicyChange, Rig, type RigParts } from './fakes.ts'

export const TTL_MS = 1000
export const refused = new OriginRefused('no room')
export const inL1 = { ttlMs: TTL_MS, maxEntries: 10 }

/** A rig whose key was loaded at 0 by instance 0, has ended at `TTL_MS`, and whose time is now `nowMs`. */
export function ended(policy: PolicyChange, nowMs = TTL_MS + 100, parts: RigParts = {}): Rig {
  const rig = new Rig({ ...parts, policy: { l2: { ttlMs: TTL_MS, jitter: 0 }, ...policy } })
  rig.read()
  rig.kernel.run(nowMs)
  return rig
}
