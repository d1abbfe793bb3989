import { describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import type { EarlyExpiry } from '#cache/policy.ts'
import { exp } from '#kernel/math.ts'
import type { Program } from '#kernel/program.ts'
import { Rig } from './fakes.ts'

const LOAD_MS = 10
const TTL_MS = 10_000

/**
 * Loads of each of many keys about its first expiry, in one instance without coalescing: readers come by a Poisson
 * process from `leadMs` before the expiry until the first new load has answered. Keys are far apart, so that each is an
 * experiment of its own.
 */
function loadsPerExpiry(
  earlyExpiry: EarlyExpiry,
  readsPerMs: number,
  leadMs: number,
  keys: number,
  seed: number,
): number[] {
  const rig = new Rig({
    policy: {
      coalescing: 'none',
      earlyExpiry,
      l1: { ttlMs: TTL_MS, maxEntries: keys },
      l2: null,
    },
    seed,
  })
  rig.origin.loadMs = LOAD_MS
  const gaps = rig.chance.about('gap between reads')
  const loads: number[] = []
  const cache = rig.caches[0]!
  let gap = 0
  function* experiment(n: number): Program<void> {
    const key = makeKey('product', `product:${n}`)
    const first = (yield* cache.read(key, rig.call())).entry
    const before = rig.origin.loads
    yield TTL_MS - LOAD_MS - leadMs
    for (;;) {
      yield gaps.exponential(1 / readsPerMs, gap++)
      const held = cache.peek(key, rig.call())
      if (held === null) rig.kernel.start(cache.fetch(key, rig.call()), 'reader')
      else if (held.entry !== first) break
    }
    // The loads that were under way when the first one answered count as well.
    loads.push(rig.origin.loads - before)
  }
  function* all(): Program<void> {
    for (let n = 0; n < keys; n++) yield* experiment(n)
  }
  rig.kernel.start(all(), 'experiments')
  rig.kernel.run()
  return loads
}

function expectMean(loads: readonly number[], expected: number, variance: number, seed: number): void {
  const mean = loads.reduce((sum, each) => sum + each, 0) / loads.length
  const tolerance = 4 * Math.sqrt(variance / loads.length)
  const text = `mean of ${loads.length} expiries is ${mean}, expected ${expected} +- ${tolerance} (seed ${seed})`
  expect(Math.abs(mean - expected), text).toBeLessThanOrEqual(tolerance)
}

describe('loads per expiry without coalescing', () => {
  it('are 1 + rate x load time: the one that finds it expired, and all who come before its answer', () => {
    for (const [seed, rate] of [
      [11, 0.2],
      [12, 1],
      [13, 3],
    ] as const) {
      const loads = loadsPerExpiry({ kind: 'none' }, rate, 1, 1500, seed)
      expectMean(loads, 1 + rate * LOAD_MS, rate * LOAD_MS, seed)
    }
  })

  it('are e^(1/beta) with XFetch, however many readers there are', () => {
    // Readers come so often that the first refresh begins before the expiry in all but one of 10^7 cycles. The loads
    // of a cycle are geometrically distributed: variance mean x (mean - 1).
    for (const [seed, beta, rate] of [
      [21, 1, 5],
      [22, 1, 15],
      [23, 2, 5],
    ] as const) {
      const scaleMs = beta * LOAD_MS
      const loads = loadsPerExpiry({ kind: 'xfetch', beta }, rate, 16 * scaleMs, 500, seed)
      const mean = exp(1 / beta)
      expectMean(loads, mean, mean * (mean - 1), seed)
    }
  })

  it('with XFetch begin ahead of the expiry by beta x load ms x (ln(rate x beta x load) + 0.577) in the mean', () => {
    const [seed, beta, rate, keys] = [31, 1, 5, 500]
    const rig = new Rig({
      policy: {
        earlyExpiry: { kind: 'xfetch', beta },
        l1: { ttlMs: TTL_MS, maxEntries: keys },
        l2: null,
      },
      seed,
    })
    rig.origin.loadMs = LOAD_MS
    const gaps = rig.chance.about('gap between reads')
    const cache = rig.caches[0]!
    const leads: number[] = []
    let gap = 0
    function* all(): Program<void> {
      for (let n = 0; n < keys; n++) {
        const key = makeKey('product', `product:${n}`)
        const { entry } = yield* cache.read(key, rig.call())
        const before = rig.origin.loads
        yield TTL_MS - 17 * LOAD_MS
        while (rig.origin.loads === before) {
          yield gaps.exponential(1 / rate, gap++)
          yield* cache.read(key, rig.call())
        }
        leads.push(entry.freshUntilMs - rig.origin.beganMs.at(-1)!)
      }
    }
    rig.kernel.start(all(), 'experiments')
    rig.kernel.run()
    // A Gumbel distribution of scale beta x load: variance (pi x scale)^2 / 6.
    const scaleMs = beta * LOAD_MS
    const expected = scaleMs * (Math.log(rate * scaleMs) + 0.5772)
    expectMean(leads, expected, (Math.PI * scaleMs) ** 2 / 6, seed)
  })
})
