import type { Draws } from '#kernel/chance.ts'
import { exp, log } from '#kernel/math.ts'
import type { Entry } from './entry.ts'
import type { EarlyExpiry } from './policy.ts'

/**
 * Whether a read of a fresh entry should refresh it already. `draw` identifies the read; equal reads decide alike.
 *
 * xfetch (Vattani, Chierichetti, Lowenstein 2015, "Optimal Probabilistic Cache Stampede Prevention"): yes when
 * now + loadMs x beta x -ln(u) >= expiry, so P(yes | t left) = exp(-t / (beta x loadMs)).
 * window (the playbook's form): yes when the age exceeds TTL - random(0, window), so P(yes | t left) = 1 - t / window.
 */
export function expiresEarly(
  policy: EarlyExpiry,
  entry: Entry,
  nowMs: number,
  chance: Draws,
  draw: number,
): boolean {
  switch (policy.kind) {
    case 'none':
      return false
    case 'window': {
      const leftMs = entry.freshUntilMs - nowMs
      return leftMs < policy.windowMs && leftMs < chance.uniform(draw) * policy.windowMs
    }
    case 'xfetch': {
      const leftMs = entry.freshUntilMs - nowMs
      const scaleMs = entry.loadMs * policy.beta
      // Beyond 37 scales no uniform of 53 bits can say yes: spare the draw.
      if (leftMs > 37 * scaleMs) return false
      return scaleMs * -log(1 - chance.uniform(draw)) >= leftMs
    }
  }
}

/** The chance that a read with `leftMs` to go refreshes an entry whose last load took `loadMs`: what the draws of `expiresEarly` come to. */
export function chanceOfEarlyExpiry(policy: EarlyExpiry, loadMs: number, leftMs: number): number {
  switch (policy.kind) {
    case 'none':
      return 0
    case 'window':
      return leftMs < policy.windowMs ? 1 - Math.max(0, leftMs) / policy.windowMs : 0
    case 'xfetch':
      return leftMs <= 0 ? 1 : exp(-leftMs / (policy.beta * loadMs))
  }
}
