import type { Fault } from '#world/fault.ts'
import type { World } from '#world/world.ts'

/** Less than this is no baseline. */
const LEAST_SETTLE_MS = 1000

/**
 * A world with further faults. What somebody does to it is measured from its beginning: settling and measuring give way
 * to a fault that comes before they would.
 */
export function withFaults(world: World, faults: readonly Fault[]): World {
  const firstMs = Math.min(...faults.map(fault => fault.atMs))
  const [opening, ...later] = world.windows
  return {
    ...world,
    faults: [...world.faults, ...faults],
    settleMs: Math.max(LEAST_SETTLE_MS, Math.min(world.settleMs, firstMs)),
    windows:
      opening === undefined ? [] : [{ ...opening, fromMs: Math.min(opening.fromMs, firstMs) }, ...later],
  }
}
