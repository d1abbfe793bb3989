import { FATES, type Fate } from '#recording/recording.ts'
import { complete } from '#scenarios/complete.ts'
import { multiTierStale } from '#scenarios/multiTierStale.ts'
import { Simulation } from '#world/simulation.ts'

const SEED = 7
const KEY = 'price:1'
const DESIGN = 'l5'
/** Around a write whose last old copy lives nearly its full ten seconds. */
const FROM_MS = 60_000
const TO_MS = 80_000

/** What each instance held of one price around one write, and what its readers got. Times in ms. */
export function oneWrite() {
  const { id, world, designs } = complete(multiTierStale)
  const design = designs.find(each => each.id === DESIGN)!
  const { copies, traces, topology, digest } = new Simulation({
    scenario: id,
    world,
    design,
    seed: SEED,
  }).run()
  const within = copies.filter(copy => copy.key === KEY && copy.toMs > FROM_MS && copy.fromMs < TO_MS)
  const instances = Array.from({ length: topology.instances }, (_, instance) => ({
    held: within
      .filter(
        copy =>
          copy.place === `instance ${instance + 1}` && (copy.state === 'fresh' || copy.state === 'stale'),
      )
      .map(({ state, fromMs, toMs }) => ({
        state,
        fromMs: Math.round(Math.max(fromMs, FROM_MS)),
        toMs: Math.round(Math.min(toMs, TO_MS)),
      })),
    reads: readsOf(instance),
  }))
  // Redis holds the old value from the commit to the DEL, about a millisecond later.
  const writes = within.filter(({ place, state }) => place === 'redis' && state === 'stale')
  return {
    scenario: id,
    design: DESIGN,
    seed: SEED,
    key: KEY,
    fromMs: FROM_MS,
    toMs: TO_MS,
    writesMs: writes.map(({ fromMs }) => Math.round(fromMs)),
    instances,
    digest,
  }

  function readsOf(instance: number): readonly { readonly atMs: number; readonly fate: Fate }[] {
    const reads = []
    for (let i = 0; i < traces.count; i++) {
      const atMs = traces.startMs[i]!
      if (traces.instance[i] !== instance || traces.keyNames[traces.key[i]!] !== KEY) continue
      if (atMs >= FROM_MS && atMs < TO_MS)
        reads.push({ atMs: Math.round(atMs), fate: FATES[traces.fate[i]!]! })
    }
    return reads
  }
}
