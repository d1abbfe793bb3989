import { describe, expect, it } from 'vitest'
import { FATES } from '#recording/recording.ts'
import { caching, querying, reading, run, total, uncached, world } from './build.ts'

/** A pool that the first query keeps to itself; every other one is refused at once. */
const full = world({
  durationMs: 1000,
  drainMs: 5000,
  readers: reading(50),
  origin: { connections: 1, lineLimit: 0, queries: querying(60_000) },
})

describe('a reader', () => {
  it('who is refused tries again as often as it may, and then gives up', () => {
    const { summary, traces } = run(
      { ...full, client: { timeoutMs: 5000, retries: 3, backoffMs: 100 } },
      uncached,
      1,
    )
    const { requests, outcomes, latencyMs } = summary
    expect(outcomes).toEqual({ ok: 0, stale: 0, shed: 0, rejected: requests - 1, timeout: 1, error: 0 })
    expect(summary.latencyMs.p50).toBeCloseTo(300, -1)
    expect(latencyMs.max).toBeCloseTo(5000, 6)
    expect(new Set([...traces.attempts].slice(1))).toEqual(new Set([4]))
  })

  it('who has left does not try again: no attempt begins after its patience has run out', () => {
    const impatient = { ...full, client: { timeoutMs: 1000, retries: 10, backoffMs: 700 }, drainMs: 5000 }
    const { summary, traces } = run({ ...impatient, windows: [{ fromMs: 0, toMs: 1000 }] }, uncached, 1)
    expect(summary.outcomes.timeout).toBe(summary.requests)
    // One attempt at the beginning and one after 700 ms; the next would begin 400 ms after the reader has gone.
    expect(Math.max(...traces.attempts)).toBe(2)
  })

  it('who leaves costs the origin nothing more', () => {
    const waiting = (timeoutMs: number) =>
      world({
        durationMs: 2000,
        drainMs: 6000,
        client: { timeoutMs, retries: 5, backoffMs: 500 },
        origin: { connections: 4, lineLimit: 0, queries: querying(400) },
      })
    const { series } = run(waiting(300), uncached, 1)
    // The last readers arrive before 2 s and leave before 2.3 s.
    expect(total(series.loads.slice(23))).toBe(0)
  })

  it('who leaves lets its query go on, and the query still fills', () => {
    const impatient = world({
      durationMs: 3000,
      readers: reading(20),
      client: { timeoutMs: 100 },
      origin: { queries: querying(500) },
    })
    const { summary, series } = run(impatient, caching({ coalescing: 'instance' }), 1)
    expect(total(series.loads)).toBe(1)
    expect(summary.outcomes.timeout).toBeGreaterThan(2)
    expect(summary.hits.l2).toBeGreaterThan(20)
    expect(summary.outcomes.ok).toBe(summary.hits.l2 + summary.hits.joined)
  })

  it('of a load that takes too long is told so when the cap is reached, and the next one hits what it filled', () => {
    const slow = world({ durationMs: 3000, readers: reading(20), origin: { queries: querying(500) } })
    const { traces, summary } = run(slow, caching({ loadCapMs: 200 }), 1)
    const timedOut = [...traces.fate.keys()].filter(trace => FATES[traces.fate[trace]!] === 'timeout')
    expect(timedOut.length).toBe(summary.outcomes.timeout)
    expect(timedOut.length).toBeGreaterThan(2)
    for (const trace of timedOut) expect(traces.endMs[trace]! - traces.startMs[trace]!).toBeCloseTo(200, 2)
    expect(summary.hits.l2).toBeGreaterThan(20)
  })

  it('of a failed flight fails with it: one load, as many errors as waiters, nothing kept', () => {
    // The pool is busy for good, and gives up after 300 ms.
    const busy = world({
      durationMs: 2000,
      readers: [
        ...reading(100),
        { name: 'hog', ratePerSecond: 1000, keys: { kind: 'one', type: 'hog', key: 'hog' } },
      ],
      client: { timeoutMs: 10_000 },
      drainMs: 10_000,
      origin: {
        connections: 1,
        lineLimit: 1000,
        connectTimeoutMs: 300,
        queries: { ...querying(10), hog: { meanMs: 60_000, variation: 0 } },
      },
    })
    const { summary } = run(busy, caching({ coalescing: 'instance' }), 1)
    const { item } = summary.byType
    expect(item!.outcomes.rejected).toBe(item!.requests)
    // 300 ms a flight: no more than seven flights in two seconds, so all the others have joined one.
    expect(summary.origin.loads).toBeLessThanOrEqual(summary.byType.hog!.requests + 7)
  })
})
