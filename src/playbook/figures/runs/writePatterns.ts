import { TieredCache } from '#cache/tieredCache.ts'
import type { Kernel } from '#kernel/kernel.ts'
import { failures } from '#recording/moments.ts'
import { complete } from '#scenarios/complete.ts'
import { writeStrategies } from '#scenarios/writeStrategies.ts'
import { Simulation } from '#world/simulation.ts'

const SEED = 7

/** Every way of writing that the lab offers, through its two failures of the cache: the figure that compares them. */
export function writePatterns() {
  const { id, world, designs } = complete(writeStrategies)
  return {
    seed: SEED,
    designs: designs.map(design => {
      const simulation = new Simulation({ scenario: id, world, design, seed: SEED })
      const { recording, writesMs } = timed(simulation.kernel, () => simulation.run())
      const { requests, writes, staleness, origin } = recording.summary
      return {
        id: design.id,
        requests,
        failedReads: failures(recording.summary),
        writes: writes.acknowledged + writes.failed,
        refusedWrites: writes.failed,
        lostWrites: writes.lost,
        writeMs: Number((writesMs.reduce((sum, each) => sum + each, 0) / writesMs.length).toFixed(1)),
        oldestStaleS: Number((staleness.ageMsMax / 1000).toFixed(1)),
        loads: origin.loads,
        digest: recording.digest,
      }
    }),
  }
}

/**
 * How long each acknowledged write took, from the instance that was asked to the acknowledgement. Runs measure readers alone, so the
 * instances' method is looked on at from outside, while it runs.
 */
function timed<Result>(kernel: Kernel, run: () => Result) {
  const { write } = TieredCache.prototype
  const writesMs: number[] = []
  TieredCache.prototype.write = function* (...inputs) {
    const beganMs = kernel.nowMs
    const version = yield* write.apply(this, inputs)
    writesMs.push(kernel.nowMs - beganMs)
    return version
  }
  try {
    return { recording: run(), writesMs }
  } finally {
    TieredCache.prototype.write = write
  }
}
