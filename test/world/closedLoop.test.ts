import { describe, expect, it, vi } from 'vitest'
import { caching, manyItems, overSeeds, querying, reading, run, total, uncached, world } from './build.ts'
import { expectMean } from './spread.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const loop = (users: number, thinkMs: number, durationMs = 20_000) =>
  world({
    durationMs,
    readers: [{ name: 'users', keys: manyItems(50), closedLoop: { users, thinkMs } }],
    client: { timeoutMs: 20_000 },
    drainMs: 20_000,
    origin: { queries: querying(100) },
    windows: [{ fromMs: 2000, toMs: durationMs }],
  })

/** Machines that fail (users who ask) and one or more repairmen (connections): the throughput of M/M/c//N, a ms. */
function machineRepair(users: number, thinkMs: number, connections: number, serviceMs: number): number {
  const weights = [1]
  for (let n = 1; n <= users; n++) {
    const asking = (users - n + 1) / thinkMs
    const served = Math.min(n, connections) / serviceMs
    weights.push((weights[n - 1]! * asking) / served)
  }
  const all = total(weights)
  const busy = weights.reduce((sum, weight, n) => sum + (weight / all) * Math.min(n, connections), 0)
  return busy / serviceMs
}

describe('a closed loop', () => {
  it('brings as many requests as its users can ask: N = X (R + Z), Little 1961', () => {
    const users = 20
    const throughputs = overSeeds(
      8,
      seed => run(loop(users, 300, 62_000), uncached, seed).summary.requests / 60_000,
    )
    // Each takes 100 ms and thinks for 300 ms on average.
    expectMean(throughputs, users / (100 + 300), 0.03)
  })

  it('slows down with what it asks, as machines that wait for few repairmen do: M/M/2//20', () => {
    const one = {
      ...loop(20, 300, 62_000),
      origin: { ...loop(20, 300).origin, connections: 2, queries: querying(100, 'exponential') },
    }
    const throughputs = overSeeds(8, seed => run(one, uncached, seed).summary.requests / 60_000)
    expectMean(throughputs, machineRepair(20, 300, 2, 100), 0.05)
  })

  it('has no more requests open than it has users', () => {
    const { series } = run(loop(7, 10, 5000), uncached, 1)
    expect(Math.max(...series.instanceOpen)).toBeLessThanOrEqual(7)
    expect(Math.max(...series.originDemand)).toBe(7)
  })

  it('asks more of a quick system, and so is no part of the arrivals that all designs meet', () => {
    const both = { ...loop(10, 50, 4000), readers: [...loop(10, 50).readers, ...reading(50, manyItems(50))] }
    const slow = run(both, uncached, 1)
    const quick = run(both, caching(), 1)
    expect(quick.summary.requests).toBeGreaterThan(1.3 * slow.summary.requests)
    expect(quick.arrivalsDigest).toBe(slow.arrivalsDigest)
    const openOnly = { ...both, readers: [both.readers[0]!, ...reading(51, manyItems(50))] }
    expect(run(openOnly, uncached, 1).arrivalsDigest).not.toBe(slow.arrivalsDigest)
  })

  it('goes on after a refusal', () => {
    const refused = {
      ...loop(5, 100, 3000),
      origin: { ...loop(5, 100).origin, connections: 1, lineLimit: 0 },
    }
    const { outcomes, requests } = run(refused, uncached, 1).summary
    expect(outcomes.rejected).toBeGreaterThan(20)
    expect(outcomes.ok).toBeGreaterThan(5)
    expect(outcomes.ok + outcomes.rejected).toBe(requests)
  })
})
