import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'

/** By design, the share of the lab's keys that it has memory for. */
const HELD = { ten: 0.1, l5: 0.2, doubled: 0.4, half: 0.5, l6: 0.6, all: 1 } as const

/** Hit rates of the sizing lab under LRU, by the share of the working set that is held. */
export function sizingRuns() {
  const lab = scenario('sizing')!
  return Object.entries(HELD).map(([id, share]) => {
    const design = lab.designs.find(each => each.id === id)!
    const { digest, summary } = new Simulation({ scenario: lab.id, world: lab.world, design, seed: 7 }).run()
    const hitRate = Math.round((summary.hits.l2 / summary.requests) * 10_000) / 10_000
    return { design: id, share, hitRate, digest }
  })
}
