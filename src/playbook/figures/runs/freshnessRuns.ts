import { Design } from '#cache/design.ts'
import { Simulation } from '#world/simulation.ts'
import { World } from '#world/world.ts'

const KEYS = { kind: 'zipf', type: 'item', prefix: 'item:', count: 50, exponent: 0 } as const
const SEED = 7
const TTLS_S = [1, 3, 10, 30, 100, 300]

/** Each of these keys is read every two seconds, and changes every two minutes. */
const KEY = { readsPerS: 0.5, writesPerS: 1 / 120 }

/** A run for each of a few TTLs that nothing shortens: points on the curves of the figure about freshness and load. */
export function freshnessRuns() {
  return { seed: SEED, ...KEY, runs: TTLS_S.map(run) }
}

function run(ttlS: number) {
  const world = World.parse({
    version: 1,
    durationMs: 1_210_000,
    settleMs: 10_000,
    drainMs: 5000,
    bucketMs: 5000,
    instances: 4,
    readers: [{ name: 'pages', ratePerSecond: KEY.readsPerS * KEYS.count, keys: KEYS }],
    writers: [{ name: 'editors', ratePerSecond: KEY.writesPerS * KEYS.count, keys: KEYS }],
    origin: { connections: 20, queries: { item: { meanMs: 10, variation: 0.5 } } },
    warm: [{ keys: KEYS }],
  })
  const design = Design.parse({
    version: 1,
    id: `ttl-${ttlS}`,
    title: `TTL of ${ttlS} s alone`,
    policies: {
      item: {
        stalenessBudgetMs: ttlS * 1000,
        l2: { ttlMs: ttlS * 1000, jitter: 0 },
        invalidation: { deleteOnWrite: false },
      },
    },
  })
  const { summary, digest } = new Simulation({ scenario: 'freshness', world, design, seed: SEED }).run()
  const share = (count: number) => Number((count / summary.requests).toFixed(4))
  return {
    ttlS,
    loadShare: share(summary.origin.loads),
    staleShare: share(summary.staleness.reads),
    oldestS: Number((summary.staleness.ageMsMax / 1000).toFixed(1)),
    digest,
  }
}
