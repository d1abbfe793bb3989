import type { Policy } from '#cache/policy.ts'
import type { Pivot } from './scenario.ts'

/** After a design in which at least one cached type is so. */
export function where(holds: (policy: Policy) => boolean): Pivot['after'] {
  return design => Object.values(design.policies).some(policy => policy.pattern !== 'none' && holds(policy))
}

/** After any design. */
export const always: Pivot['after'] = () => true

/** After a design that leaves a role or a signature empty. */
export const unowned: Pivot['after'] = design =>
  Object.values(design.ownership).some(holder => holder === null) ||
  where(policy => policy.signedBy === null)(design)
