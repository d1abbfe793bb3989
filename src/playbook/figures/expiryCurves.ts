import { chanceOfEarlyExpiry } from '#cache/earlyExpiry.ts'
import type { EarlyExpiry } from '#cache/policy.ts'

/** One hot key and the fleet that reads it. */
export interface HotEntry {
  readonly readsPerS: number
  /** What a load takes, constant. */
  readonly loadMs: number
  readonly ttlMs: number
  /** Processes that coalesce, each for itself. */
  readonly processes: number
}

/** What comes of one expiry. Means over the moment of the first refresh. */
export interface Expiry {
  /** How long before the end the first refresh begins, ms; 0 where no read asks for one. */
  readonly leadMs: number
  /** Loads until the first one has landed: every read that misses or refreshes makes one, or one a process. */
  readonly loads: number
  readonly coalescedLoads: number
  /** Mean age of what readers get, from the beginning of its load, ms. */
  readonly meanAgeMs: number
}

const STEPS = 4000

/**
 * Readers come by a Poisson process of λ reads a second, each refreshes with the engine's own chance p(t) for t ms to go, and misses
 * after the end. Nobody has refreshed with t to go with a chance of S(t) = exp(−λ ∫ₜ p). From the first refresh on it takes one load
 * time δ until the entry is new; in it λ ∫ p more reads load without coalescing, and with it each of the other n − 1 processes does
 * with a chance of 1 − exp(−λ/n ∫ p). An entry is served from δ after its load began until the next one lands or it ends.
 */
export function expiryOf(form: EarlyExpiry, entry: HotEntry): Expiry {
  const { loadMs, ttlMs, processes } = entry
  const readsPerMs = entry.readsPerS / 1000
  // The last read before the end counts with half a step to go: at its middle.
  const stepMs = ttlMs / STEPS
  const chanceAt = (leftMs: number) => chanceOfEarlyExpiry(form, loadMs, leftMs)
  /** areas[i]: ∫ p from the end to i steps before it. */
  const areas = new Float64Array(STEPS + 1)
  for (let step = 0; step < STEPS; step++)
    areas[step + 1] = areas[step]! + chanceAt((step + 0.5) * stepMs) * stepMs
  const areaUntil = (leftMs: number) => {
    const at = Math.min(STEPS, Math.max(0, leftMs / stepMs))
    const step = Math.min(STEPS - 1, Math.floor(at))
    return areas[step]! + (areas[step + 1]! - areas[step]!) * (at - step)
  }
  const whole = areas[STEPS]!
  const unasked = (leftMs: number) => Math.exp(-readsPerMs * (whole - areaUntil(leftMs)))

  let lead = 0
  let loads = 0
  let coalesced = 0
  let served = 0
  let aged = 0
  const add = (leftMs: number, weight: number) => {
    // Whoever comes after the end misses: every read of that time loads.
    const more = readsPerMs * (areaUntil(leftMs) - areaUntil(leftMs - loadMs) + Math.max(0, loadMs - leftMs))
    const endMs = ttlMs - Math.max(0, leftMs - loadMs)
    lead += weight * leftMs
    loads += weight * (1 + more)
    coalesced += weight * (1 + (processes - 1) * -Math.expm1(-more / processes))
    served += weight * Math.max(0, endMs - loadMs)
    aged += (weight * Math.max(0, endMs * endMs - loadMs * loadMs)) / 2
  }
  for (let step = 0; step < STEPS; step++)
    add((step + 0.5) * stepMs, unasked((step + 1) * stepMs) - unasked(step * stepMs))
  add(0, unasked(0))
  return { leadMs: lead, loads, coalescedLoads: coalesced, meanAgeMs: aged / served }
}
