import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { Simulation } from '#world/simulation.ts'
import { World } from '#world/world.ts'
import { designs, quietRuns, type Run, runs } from './arbitraries.ts'
import { run, total } from './build.ts'
import { brokenBy, INVARIANTS, QUIET_INVARIANTS } from './invariants.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 240_000 })

const recordingOf = ({ world, design, seed }: Run): Recording => run(world, design, seed)

const shuffled = ({ world, design, seed }: Run): Recording =>
  new Simulation({ scenario: 'test', world, design, seed, tieShuffle: true }).run()

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
  it('the invariants hold, whatever goes wrong', () => {
    holds(each => {
      expect(brokenBy(each, recordingOf(each), INVARIANTS)).toBeNull()
    }, 1500)
  })

  it('in which nothing goes wrong, the tighter ones hold, too', () => {
    holds(
      each => {
        expect(brokenBy(each, recordingOf(each), [...INVARIANTS, ...QUIET_INVARIANTS])).toBeNull()
      },
      700,
      quietRuns,
    )
  })

  it('the invariants do not depend on the order of what happens at the same instant', () => {
    holds(each => {
      expect(brokenBy(each, shuffled(each), INVARIANTS)).toBeNull()
    }, 400)
    holds(
      each => {
        expect(brokenBy(each, shuffled(each), QUIET_INVARIANTS)).toBeNull()
      },
      200,
      quietRuns,
    )
  })

  it('a design that caches nothing leaves Redis alone', () => {
    holds(each => {
      // Who deletes a key by hand deletes it in Redis, whether anything caches there or not.
      const faults = each.world.faults.filter(({ kind }) => kind !== 'delete-key')
      const world = { ...each.world, faults }
      const { summary, copies, series } = recordingOf({
        ...each,
        world,
        design: { ...each.design, policies: {} },
      })
      expect(summary.shards.every(shard => shard.operations === 0)).toBe(true)
      expect(total(series.nodeBusy)).toBe(0)
      expect(copies.every(copy => copy.state === 'absent')).toBe(true)
    }, 40)
  })

  it('the same world, design and seed give the same recording', () => {
    holds(each => {
      expect(recordingOf(each)).toEqual(recordingOf(each))
    }, 40)
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
      // Where instances crash, readers go to others: the traffic is the same, its way is not.
      const isElsewhere = ({ kind }: World['faults'][number]) =>
        kind === 'instances-restart' || kind === 'lease-holder-crash'
      const faults = each.world.faults.filter(fault => !isElsewhere(fault))
      const troubled = { ...each, world: { ...each.world, faults } }
      const quiet = { ...each, world: { ...each.world, faults: [] } }
      expect(recordingOf(quiet).arrivalsDigest).toBe(recordingOf(troubled).arrivalsDigest)
    }, 60)
  })
})
