import { describe, expect, it, vi } from 'vitest'
import { FATES, STAGES } from '#recording/recording.ts'
import { type Change, caching, querying, reading, run, total, uncached, world } from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

describe('an attempt that takes too long', () => {
  /** Each query takes 500 ms, and a reader waits 200 ms for an attempt. */
  const slow = (change: Change = {}) =>
    world({
      durationMs: 2000,
      drainMs: 5000,
      origin: { queries: querying(500) },
      ...change,
      client: { timeoutMs: 5000, attemptTimeoutMs: 200, retries: 1, ...change.client },
    })

  it('is given up, counts as a refusal, and is tried again', () => {
    const { summary, series, traces } = run(slow(), uncached, 1)
    expect(summary.outcomes.timeout).toBe(summary.requests)
    expect(summary.latencyMs.max).toBeCloseTo(400, 6)
    expect(new Set(traces.attempts)).toEqual(new Set([2]))
    // What it had begun goes on: two queries each, to their end.
    expect(total(series.loads)).toBe(2 * summary.requests)
    expect(Math.max(...series.originRunning)).toBeGreaterThan(60)
  })

  it('counts its time from the question to the answer, travel included', () => {
    const far = (attemptTimeoutMs: number) =>
      run(slow({ network: { clientMs: 50 }, client: { attemptTimeoutMs, retries: 0 } }), uncached, 1).summary
    expect(far(601).outcomes.timeout).toBe(0)
    const late = far(599)
    expect(late.outcomes.timeout).toBe(late.requests)
    expect(late.latencyMs.max).toBeCloseTo(599, 6)
  })

  it('is answered by nobody any more, also before the next one begins: a late answer is ignored', () => {
    const client = { attemptTimeoutMs: 400, backoffMs: 1000, retries: 1 }
    const { summary } = run(slow({ client }), uncached, 1)
    // The answer comes at 500 ms, in the middle of the back-off.
    expect(summary.outcomes.timeout).toBe(summary.requests)
    expect(summary.latencyMs.p50).toBeGreaterThan(1700)
  })

  it('still fills, so that the next one hits', () => {
    const { summary, traces } = run(
      slow({ readers: reading(5), client: { backoffMs: 400, retries: 2 } }),
      caching({ coalescing: 'instance' }),
      1,
    )
    expect(summary.outcomes.ok).toBe(summary.requests)
    expect(
      total(run(slow({ readers: reading(5) }), caching({ coalescing: 'instance' }), 1).series.loads),
    ).toBe(1)
    expect(traces.attempts[0]).toBe(2)
    expect(traces.endMs[0]! - traces.startMs[0]!).toBeCloseTo(600, 2)
    expect(FATES[traces.fate[0]!]).toBe('hit')
  })

  it('tells what it waited for until it was given up, and nothing of what comes later', () => {
    const { traces } = run(slow({ client: { backoffMs: 50, retries: 2 } }), uncached, 1)
    const query = STAGES.indexOf('query')
    for (let trace = 0; trace < traces.count; trace++) {
      const spans = []
      for (let span = traces.spanFirst[trace]!; span < traces.spanFirst[trace + 1]!; span++) {
        if (traces.spanStage[span] !== query) continue
        spans.push(
          [traces.spanStartMs[span]!, traces.spanEndMs[span]!].map(ms => ms - traces.startMs[trace]!),
        )
      }
      expect(spans).toHaveLength(3)
      for (const [attempt, [fromMs, toMs]] of spans.entries()) {
        expect(fromMs).toBeCloseTo(250 * attempt, 6)
        expect(toMs).toBeCloseTo(250 * attempt + 200, 6)
      }
    }
  })

  it('is nobody’s when its instance crashes: the one that came after it lives on', () => {
    // Attempts of 200 ms at two instances; those given up linger for 2 s, and the first instance crashes meanwhile.
    const lingering = world({
      durationMs: 1000,
      drainMs: 6000,
      instances: 2,
      readers: reading(50),
      client: { timeoutMs: 6000, attemptTimeoutMs: 200, retries: 1, backoffMs: 700 },
      origin: { queries: querying(2000) },
      faults: [{ kind: 'instances-restart', atMs: 1250, first: 0, count: 1, downMs: 100, everyMs: 0 }],
    })
    const { summary, series } = run(lingering, uncached, 1)
    // Whose second attempt is there then is told: half of those who came from 150 to 350 ms. All others wait, or have gone.
    expect(summary.outcomes.timeout + summary.outcomes.error).toBe(summary.requests)
    expect(summary.outcomes.error).toBeLessThan(0.3 * summary.requests)
    expect([...series.instanceOpen.slice(-2)]).toEqual([0, 0])
  })
})
