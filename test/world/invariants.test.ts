import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { World } from '#world/world.ts'
import { designs, type Run, runs } from './arbitraries.ts'
import { run, total } from './build.ts'
import { brokenIn, KINDS } from './kinds.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 240_000 })

const recordingOf = ({ world, design, seed }: Run): Recording => run(world, design, seed)

/** A failure is made smaller for no longer than this, and a busy machine tries fewer runs. */
const MOST_MS = 150_000

/** Asserts a sentence about random runs; a failure prints the world, the design and the seed. */
function holds(sentence: (run: Run) => void, numRuns: number, among: fc.Arbitrary<Run> = runs) {
  fc.assert(fc.property(among, sentence), { numRuns, interruptAfterTimeLimit: MOST_MS })
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
  it.each([
    ['whatever goes wrong', 'any', 1200],
    ['and tighter ones where nothing goes wrong', 'quiet', 600],
    ['and nobody loads twice at once who is patient', 'coalesced', 300],
    ['and users see what they wrote', 'sessions', 200],
  ] as const)('the invariants hold, %s', (_, kind, count) => {
    holds(
      each => {
        expect(brokenIn(each, kind)).toBeNull()
      },
      count,
      KINDS[kind].runs,
    )
  })

  it.each([
    ['any', 300],
    ['quiet', 150],
    ['coalesced', 100],
    ['sessions', 50],
  ] as const)(
    'of kind "%s" the order of what happens at the same instant does not matter to them',
    (kind, count) => {
      holds(
        each => {
          expect(brokenIn(each, kind, true)).toBeNull()
        },
        count,
        KINDS[kind].runs,
      )
    },
  )

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
