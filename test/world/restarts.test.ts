import { describe, expect, it } from 'vitest'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import type { FaultInput } from '#world/fault.ts'
import {
  type Change,
  caching,
  ITEM,
  invalidating,
  querying,
  reading,
  run,
  total,
  uncached,
  world,
  writing,
} from './build.ts'

const restart = (change: Partial<Extract<FaultInput, { kind: 'instances-restart' }>> = {}): FaultInput => ({
  kind: 'instances-restart',
  atMs: 1000,
  first: 0,
  count: 1,
  downMs: 500,
  everyMs: 0,
  ...change,
})

/** Ups and downs of instances: when, and which. */
function crashes({ events }: Recording): readonly string[] {
  return events
    .filter(({ kind }) => kind === 'crash')
    .map(({ atMs, text }: NotableEvent) => `${atMs} ${text.replace(/,.*| again.*/, '')}`)
}

describe('an instance that restarts', () => {
  const local = caching({ l1: { ttlMs: 60_000, maxEntries: 10 }, l2: null, coalescing: 'instance' })
  const alone = (change: Change = {}) =>
    world({
      durationMs: 3000,
      readers: reading(200),
      client: { timeoutMs: 400 },
      faults: [restart()],
      ...change,
    })

  it('ends what is inside with an error at once, and nothing of it twice', () => {
    const slow = alone({ origin: { queries: querying(300) } })
    const { traces, summary } = run(slow, uncached, 1)
    const cut = [...traces.startMs.keys()].filter(
      trace => traces.startMs[trace]! > 700 && traces.startMs[trace]! < 1000,
    )
    expect(cut.length).toBeGreaterThan(20)
    for (const trace of cut) expect(traces.endMs[trace]).toBe(1000)
    const { ok, error, timeout } = summary.outcomes
    expect(ok + error + timeout).toBe(summary.requests)
  })

  it('refuses connections while it is down, and readers find the others', () => {
    const refused = run(alone(), local, 1)
    const down = total(refused.series.arrivals.slice(10, 15))
    expect(refused.summary.outcomes.error).toBe(down)
    expect(run(alone({ instances: 2 }), local, 1).summary.outcomes.error).toBe(0)
  })

  it('is empty afterwards', () => {
    const loads = (faults: readonly FaultInput[]) =>
      run(alone({ faults: [...faults] }), local, 1).summary.origin.loads
    expect([loads([]), loads([restart()])]).toEqual([1, 2])
  })

  it('loads what it knows to be hot before anybody asks', () => {
    const known = caching({
      l1: { ttlMs: 60_000, maxEntries: 10 },
      l2: null,
      hotKeys: { ratePerSecond: 1000, known: [ITEM] },
    })
    const quiet = alone({ readers: reading(0.001) })
    expect(run(quiet, known, 1).summary.origin.loads).toBe(2)
  })

  it('follows the one before it in a rolling restart', () => {
    const rolling = alone({ instances: 3, faults: [restart({ count: 3, downMs: 100, everyMs: 400 })] })
    expect(crashes(run(rolling, local, 1))).toEqual([
      '1000 Instance 1 is down',
      '1100 Instance 1 is up',
      '1400 Instance 2 is down',
      '1500 Instance 2 is up',
      '1800 Instance 3 is down',
      '1900 Instance 3 is up',
    ])
  })

  it('stays down for the longer of two that overlap', () => {
    const twice = alone({ faults: [restart(), restart({ atMs: 1100, downMs: 50 })] })
    expect(crashes(run(twice, local, 1))).toEqual(['1000 Instance 1 is down', '1500 Instance 1 is up'])
    const longer = alone({ faults: [restart(), restart({ atMs: 1400, downMs: 300 })] })
    expect(crashes(run(longer, local, 1))).toEqual(['1000 Instance 1 is down', '1700 Instance 1 is up'])
  })

  it('takes along what it had under way: its query runs, and fills nothing', () => {
    const filling = caching({ coalescing: 'instance' })
    const slow = alone({ instances: 1, origin: { queries: querying(300) }, readers: reading(20) })
    const recording = run({ ...slow, faults: [restart({ atMs: 200, downMs: 10 })] }, filling, 2)
    // Begun before 200 ms, it would have been there from 500 ms at the latest.
    const filled = recording.copies.filter(copy => copy.place === 'redis' && copy.state === 'fresh')
    expect(recording.summary.origin.loads).toBe(2)
    expect(filled[0]!.fromMs).toBeGreaterThan(510)
  })

  it('acknowledges nothing that it did not live to hear of', () => {
    const writes = alone({
      readers: reading(1),
      writers: writing(50, true),
      origin: { commitMs: 100 },
      faults: [restart({ downMs: 1500 })],
    })
    const { acknowledged, durable } = run(writes, uncached, 1).summary.writes
    expect(durable).toBeGreaterThan(acknowledged)
    expect(durable - acknowledged).toBeLessThan(10)
  })
})

describe('the holder of a lease', () => {
  const fleet = caching({ coalescing: 'fleet', lease: { leaseMs: 800, waitMs: 2000, pollMs: 20 } })
  const crash: FaultInput = { kind: 'lease-holder-crash', atMs: 0, key: ITEM, downMs: 400 }
  const herd = (change: Change = {}) =>
    world({
      durationMs: 3000,
      instances: 4,
      readers: reading(100),
      origin: { queries: querying(200) },
      faults: [crash],
      ...change,
    })

  it('that crashes is replaced when its lease has run out, and not before', () => {
    const { series, summary, bucketMs } = run(herd(), fleet, 1)
    expect(summary.origin.loads).toBe(2)
    const second = series.loads.findLastIndex(count => count > 0) * bucketMs
    expect(second).toBeGreaterThanOrEqual(700)
    expect(second).toBeLessThan(1200)
  })

  it('is the next to take it where nobody has it, and crashes a moment later', () => {
    const recording = run(herd(), fleet, 1)
    expect(crashes(recording).length).toBe(2)
    const downMs = Number(crashes(recording)[0]!.split(' ')[0])
    expect(downMs).toBeGreaterThan(1)
    expect(downMs).toBeLessThan(100)
  })

  it('is found where somebody has it', () => {
    const loading = herd({ faults: [{ ...crash, atMs: 150 }] })
    const recording = run(loading, fleet, 1)
    expect(crashes(recording)[0]).toMatch(/^150 /)
    expect(recording.summary.origin.loads).toBe(2)
  })

  it('is nobody where no type asks for leases', () => {
    expect(crashes(run(herd(), caching({ coalescing: 'instance' }), 1))).toEqual([])
  })

  it('of one life has no right in the next: the late answer of its query fills nothing', () => {
    const short = caching({
      coalescing: 'fleet',
      lease: { leaseMs: 250, waitMs: 2000, pollMs: 20 },
      invalidation: invalidating({ missTokens: true }),
    })
    const recording = run(herd({ instances: 1, faults: [{ ...crash, atMs: 150, downMs: 1 }] }), short, 1)
    const filled = recording.copies.filter(copy => copy.place === 'redis' && copy.state === 'fresh')
    expect(filled[0]!.fromMs).toBeGreaterThan(400)
  })
})
