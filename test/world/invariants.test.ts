import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Design } from '#cache/design.ts'
import { FATES, type Recording } from '#recording/recording.ts'
import { World } from '#world/world.ts'
import { designs, quietRuns, type Run, runs } from './arbitraries.ts'
import { run, total } from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

/** Ages are differences of times up to some thousand ms. */
const ROUNDING_MS = 1e-6

const recordingOf = ({ world, design, seed }: Run): Recording => run(world, design, seed)

/** Asserts a sentence about random runs; a failure prints the world, the design and the seed. */
function holds(sentence: (run: Run) => void, numRuns: number, among = runs) {
  fc.assert(fc.property(among, sentence), { numRuns })
}

describe('random worlds and designs', () => {
  it('are valid ones: what holds for them holds for what a learner can build', () => {
    holds(({ world, design }) => {
      expect(World.parse(world)).toEqual(world)
      expect(Design.parse(design)).toEqual(design)
    }, 200)
  })
})

describe('in every run', () => {
  it('each request that comes in goes out, once, with one outcome', () => {
    holds(each => {
      const { series, summary, traces } = recordingOf(each)
      const { ok, stale, shed, rejected, timeout, error } = summary.outcomes
      expect(ok + stale + shed + rejected + timeout + error).toBe(summary.requests)
      expect(total(series.arrivals)).toBe(summary.requests)
      expect(total(FATES.map(fate => total(series.fates[fate])))).toBe(summary.requests)
      expect([...traces.endMs].every((endMs, trace) => endMs >= traces.startMs[trace]!)).toBe(true)
    }, 200)
  })

  it('no reader waits longer than its patience', () => {
    holds(each => {
      const { latencyMs } = recordingOf(each).summary
      expect(latencyMs.max).toBeLessThanOrEqual(each.world.client.timeoutMs + ROUNDING_MS)
    }, 100)
  })

  it('running queries stay within the pool, and its line within its limit', () => {
    holds(each => {
      const { connections, lineLimit } = each.world.origin
      const { series, summary } = recordingOf(each)
      expect(summary.origin.peakRunning).toBeLessThanOrEqual(connections)
      expect(summary.origin.peakDemand).toBeLessThanOrEqual(connections + lineLimit)
      expect(Math.max(...series.originRunning)).toBeLessThanOrEqual(connections)
      expect(Math.max(...series.originWaiting)).toBeLessThanOrEqual(lineLimit)
      expect(Math.max(...series.originOldestMs)).toBeLessThanOrEqual(
        each.world.origin.connectTimeoutMs + 0.01,
      )
    }, 200)
  })

  it('no answer is older than worstBoundMs, whatever goes wrong', () => {
    holds(each => {
      for (const [type, { staleness }] of Object.entries(recordingOf(each).summary.byType))
        expect(staleness.ageMsMax, type).toBeLessThanOrEqual(staleness.worstBoundMs + ROUNDING_MS)
    }, 300)
  })

  it('in which nothing goes wrong, no answer is older than boundMs', () => {
    holds(
      each => {
        for (const [type, { staleness }] of Object.entries(recordingOf(each).summary.byType))
          expect(staleness.ageMsMax, type).toBeLessThanOrEqual(staleness.boundMs + ROUNDING_MS)
      },
      300,
      quietRuns,
    )
  })

  it('boundMs is not above worstBoundMs', () => {
    holds(each => {
      for (const { staleness } of Object.values(recordingOf(each).summary.byType))
        expect(staleness.boundMs).toBeLessThanOrEqual(staleness.worstBoundMs)
    }, 60)
  })

  it('no entry is served past its expiry', () => {
    holds(each => {
      expect(recordingOf(each).summary.servedExpired).toBe(0)
    }, 120)
  })

  it('a type without a policy is loaded by each of its readers, and is never stale', () => {
    holds(each => {
      const { byType } = recordingOf(each).summary
      for (const [type, summary] of Object.entries(byType)) {
        if (each.design.policies[type] !== undefined) continue
        expect(summary.hits).toEqual({ l1: 0, l2: 0, cdn: 0, joined: 0 })
        expect(summary.misses).toBe(summary.requests)
        expect(summary.outcomes.stale).toBe(0)
      }
    }, 100)
  })

  it('a design that caches nothing leaves Redis alone', () => {
    holds(each => {
      const { summary, copies, series } = recordingOf({ ...each, design: { ...each.design, policies: {} } })
      expect(summary.shards.every(shard => shard.operations === 0)).toBe(true)
      expect(total(series.nodeBusy)).toBe(0)
      expect(copies.every(copy => copy.state === 'absent')).toBe(true)
    }, 60)
  })

  it('what is acknowledged is durable', () => {
    holds(each => {
      const { writes, origin } = recordingOf(each).summary
      expect(writes.durable).toBe(origin.writes)
      // The last ones may be acknowledged in the drain, and the drain is not measured.
      expect(writes.acknowledged).toBeLessThanOrEqual(writes.durable)
      expect(writes.lost).toBe(0)
    }, 100)
  })

  it('the same world, design and seed give the same recording', () => {
    holds(each => {
      expect(recordingOf(each)).toEqual(recordingOf(each))
    }, 25)
  })

  it('another seed gives another digest', () => {
    holds(each => {
      const other = { ...each, seed: (each.seed ^ 1) >>> 0 }
      fc.pre(recordingOf(each).summary.requests > 0)
      expect(recordingOf(other).digest).not.toBe(recordingOf(each).digest)
      expect(recordingOf(other).arrivalsDigest).not.toBe(recordingOf(each).arrivalsDigest)
    }, 40)
  })

  it('another design meets the same arrivals', () => {
    fc.assert(
      fc.property(runs, designs, (each, design) => {
        const other = recordingOf({ ...each, design })
        expect(other.arrivalsDigest).toBe(recordingOf(each).arrivalsDigest)
      }),
      { numRuns: 100 },
    )
  })

  it('a fault leaves the arrivals alone, too', () => {
    holds(each => {
      const quiet = { ...each, world: { ...each.world, faults: [] } }
      expect(recordingOf(quiet).arrivalsDigest).toBe(recordingOf(each).arrivalsDigest)
    }, 60)
  })
})
