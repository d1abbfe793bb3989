import { makeKey } from '#cache/key.ts'
import type { Fiber } from '#kernel/fiber.ts'
import { type Outcome, type PolicyChange, Rig, type RigParts } from './fakes.ts'

export const breaker = {
  failureShare: 0.5,
  minimumLoads: 4,
  windowMs: 1000,
  openMs: 500,
  probes: 2,
}

type Settings = typeof breaker & { readonly backoffFactor?: number; readonly longestOpenMs?: number }

export function withBreaker(
  change: Partial<Settings> = {},
  policy: PolicyChange = {},
  parts: RigParts = {},
): Rig {
  return new Rig({ ...parts, policy, redis: { breaker: { ...breaker, ...change } } })
}

let keys = 0

/** Reads of so many different keys: each asks Redis once, whatever the others do. */
export function readOthers(rig: Rig, count: number, instance = 0): Fiber<Outcome>[] {
  return Array.from({ length: count }, () => rig.read(makeKey('product', `other:${++keys}`), instance))
}

/** A rig whose Redis is down and whose breaker has opened at 0. */
export function opened(change: Partial<Settings> = {}, policy: PolicyChange = {}, parts: RigParts = {}): Rig {
  const rig = withBreaker(change, policy, parts)
  rig.store.isDown = true
  readOthers(rig, breaker.minimumLoads)
  rig.kernel.run(0)
  rig.store.lookUps = 0
  return rig
}

/** How many commands have reached Redis's door while `act` and what it set off ran for so long. */
export function askedBy(rig: Rig, forMs: number, act: () => void): number {
  const before = rig.store.lookUps
  act()
  rig.kernel.run(rig.kernel.nowMs + forMs)
  return rig.store.lookUps - before
}
