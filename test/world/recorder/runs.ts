import { Design, type DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import type { Recording } from '#recording/recording.ts'
import { Simulation } from '#world/simulation.ts'
import { World, type WorldInput } from '#world/world.ts'

export const ITEM = 'item:1'

/** So many items, all equally popular. */
export function items(count: number, type = 'item') {
  return { kind: 'zipf', type, prefix: `${type}:`, count, exponent: 0 } as const
}

/** A small world, written down as briefly as it can be; everything in it is measured. */
export const worldInput: WorldInput = {
  version: 1,
  durationMs: 10_000,
  settleMs: 0,
  drainMs: 3000,
  bucketMs: 100,
  windows: [{ fromMs: 0, toMs: 10_000 }],
  instances: 2,
  network: { clientMs: 0, redisMs: 0.5, originMs: 0.5, busMs: 1 },
  readers: [{ name: 'readers', ratePerSecond: 200, keys: items(50) }],
  client: { timeoutMs: 2000, retries: 0, backoffMs: 0 },
  writers: [],
  redis: { nodes: 1, commandMs: 0.01 },
  origin: {
    connections: 1000,
    lineLimit: 1000,
    connectTimeoutMs: 2000,
    comfortable: 1000,
    slowdown: 0,
    queries: { item: { meanMs: 5, variation: 0 }, money: { meanMs: 5, variation: 0 } },
    commitMs: 1,
  },
  changeFeed: { lagMs: 1000 },
  warm: [],
  faults: [],
  watchedKeys: [ITEM],
}

export const policyInput: PolicyInput = {
  stalenessBudgetMs: 30_000,
  signedBy: 'Product',
  l1: null,
  l2: { ttlMs: 60_000 },
  invalidation: { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: false },
  coalescing: 'instance',
  earlyExpiry: { kind: 'none' },
  loadCapMs: 2000,
}

export function designInput(
  policies: DesignInput['policies'],
  change: Partial<DesignInput> = {},
): DesignInput {
  return {
    version: 1,
    id: 'tested',
    title: 'Tested',
    policies,
    origin: { breaker: null, missLimit: null },
    ownership: { invalidation: null, warming: null, pager: null },
    ...change,
  }
}

/** Items cached by this policy. */
export function caching(change: Partial<PolicyInput>, rest: Partial<DesignInput> = {}): DesignInput {
  return designInput({ item: { ...policyInput, ...change } }, rest)
}

export function recorded(world: Partial<WorldInput>, design: DesignInput, seed = 1): Recording {
  const parts = { world: World.parse({ ...worldInput, ...world }), design: Design.parse(design) }
  return new Simulation({ scenario: 'test', ...parts, seed }).run()
}

export function sum(counts: Iterable<number>): number {
  let total = 0
  for (const count of counts) total += count
  return total
}
