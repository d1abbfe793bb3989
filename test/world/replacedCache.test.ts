import { describe, expect, it } from 'vitest'
import type { DesignInput } from '#cache/design.ts'
import { makeKey } from '#cache/key.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { unseen } from '#cache/ports.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import { FATES, type Recording } from '#recording/recording.ts'
import { ClusterShift } from '#world/clusterShift.ts'
import type { FaultInput } from '#world/fault.ts'
import { type ClusterWatcher, RedisCluster } from '#world/redisCluster.ts'
import { RedisNode } from '#world/redisNode.ts'
import { ShiftingStore } from '#world/shiftingStore.ts'
import {
  type Change,
  caching,
  ITEM,
  invalidating,
  manyItems,
  querying,
  reading,
  run,
  total,
  world,
  writing,
} from './build.ts'

const nothing = () => {}
const NOBODY: ClusterWatcher = {
  stored: nothing,
  deleted: nothing,
  evicted: nothing,
  left: nothing,
  memory: nothing,
  hit: nothing,
  worked: nothing,
  lost: nothing,
  failedOver: nothing,
  replicaRead: nothing,
}

const ITEMS = 200
const replaced = (oldOffAfterMs: number | null = null, atMs = 1000): FaultInput => ({
  kind: 'cache-replaced',
  atMs,
  oldOffAfterMs,
})

/** Two hundred items, all of them in Redis from the beginning. */
const shop = (change: Change = {}) =>
  world({
    durationMs: 6000,
    readers: reading(500, manyItems(ITEMS)),
    origin: { queries: querying(1) },
    warm: [{ keys: manyItems(ITEMS), expiresAtMs: 50_000 }],
    redis: { nodes: 3 },
    watchedKeys: [],
    faults: [replaced()],
    ...change,
  })

const shopDesign = (
  warming: DesignInput['warming'],
  change: Partial<PolicyInput> = {},
  whole: Partial<DesignInput> = {},
) => caching({ coalescing: 'instance', ...change }, {}, { warming, ...whole })

const job = { mostKeys: ITEMS, ratePerSecond: 200 }

/** What was said of warming, and when. */
function said(
  { events }: Recording,
  what: RegExp,
): readonly { readonly atMs: number; readonly text: string }[] {
  return events.filter(({ text }) => what.test(text))
}

function loadsBetween({ series, bucketMs }: Recording, fromMs: number, toMs: number): number {
  return total(series.loads.slice(fromMs / bucketMs, toMs / bucketMs))
}

describe('a new cluster', () => {
  it('takes over at once without a warming job: all that was held is loaded again', () => {
    const recording = run(shop(), shopDesign(null), 1)
    expect(loadsBetween(recording, 0, 1000)).toBe(0)
    expect(loadsBetween(recording, 1000, 6000)).toBeGreaterThan(150)
    expect(recording.summary.outcomes.error).toBe(0)
  })

  it('is filled by the job while readers go to the old one, until it holds enough of what they ask for', () => {
    const recording = run(shop(), shopDesign({ ...job, hitRateGate: 0.9 }), 1)
    const [gate] = said(recording, /^The gate opens/)
    // 90 % of the keys at 200 a second; all of them, a second of look-ups later, at the next look.
    expect(gate!.atMs).toBeGreaterThan(1000 + 800)
    expect(gate!.atMs).toBeLessThan(1000 + 1000 + 1000 + 250)
    // The job loads each key once; of the readers hardly any has to.
    expect(loadsBetween(recording, 1000, 6000)).toBeLessThan(1.1 * ITEMS + 10)
    expect(recording.summary.hits.l2).toBeGreaterThan(0.98 * recording.summary.requests)
  })

  it('tells how far the job is, at each quarter, and when the traffic has moved', () => {
    const recording = run(shop(), shopDesign({ ...job, hitRateGate: 0.5, shiftMs: 500 }), 1)
    const told = said(recording, /^Warming is at/).map(({ text }) => text.replace(/ after.*/, ''))
    expect(told).toEqual([25, 50, 75, 100].map(share => `Warming is at ${share} %`))
    const [gate] = said(recording, /^The gate opens/)
    const [moved] = said(recording, /^All traffic/)
    expect(moved!.atMs - gate!.atMs).toBeCloseTo(500, 6)
  })

  it('takes the traffic over by and by', () => {
    const shifting = shop({ durationMs: 6000 })
    const recording = run(
      shifting,
      shopDesign({ ...job, ratePerSecond: 1, hitRateGate: 0, shiftMs: 4000 }),
      1,
    )
    const [gate] = said(recording, /^The gate opens/)
    const early = loadsBetween(recording, gate!.atMs, gate!.atMs + 1000)
    expect(early).toBeGreaterThan(20)
    expect(early).toBeLessThan(ITEMS / 2)
    expect(loadsBetween(recording, gate!.atMs, 6000)).toBeGreaterThan(ITEMS * 0.8)
  })

  it('never gets the traffic of a gate it does not reach, unless the old one is switched off', () => {
    const few = shopDesign({ ...job, mostKeys: 20, hitRateGate: 0.9 })
    const waiting = run(shop(), few, 1)
    expect(said(waiting, /^All traffic/)).toEqual([])
    expect(waiting.summary.origin.loads).toBe(20)
    const off = run(shop({ faults: [replaced(2000)] }), few, 1)
    expect(said(off, /switched off/).map(({ atMs, text }) => `${atMs} ${text}`)).toEqual([
      '1000 Injected: a new, empty Redis takes the place of the old one, which is switched off after 2 s',
      '3000 The old Redis is switched off before the new one is warm',
    ])
    expect(loadsBetween(off, 3000, 6000)).toBeGreaterThan(150)
    // It serves, warm or not: each key is loaded once.
    expect(loadsBetween(off, 3000, 6000)).toBeLessThanOrEqual(ITEMS)
    expect(off.summary.outcomes.error).toBe(0)
  })

  it('is told of what has changed, as the old one is: neither keeps what was deleted', () => {
    const deleting = { invalidation: invalidating({ deleteOnWrite: true, missTokens: true }) }
    const written = shop({ writers: writing(50, true, manyItems(ITEMS)) })
    for (const gate of [0, 0.5, 0.95]) {
      const design = shopDesign({ ...job, hitRateGate: gate, shiftMs: 1000 }, deleting)
      expect(run(written, design, 1).summary.staleness.ageMsMax, `gate ${gate}`).toBeLessThan(2)
    }
  })

  it('is written through as the old one is', () => {
    const through = { pattern: 'write-through' as const, invalidation: invalidating({ missTokens: true }) }
    const written = shop({ writers: writing(50, true, manyItems(ITEMS)) })
    const design = shopDesign({ ...job, hitRateGate: 0.5, shiftMs: 1000 }, through)
    expect(run(written, design, 1).summary.staleness.ageMsMax).toBeLessThan(2)
  })

  it('may itself be replaced, and the faults of then act upon it', () => {
    const down: FaultInput = { kind: 'cache-down', atMs: 4000, forMs: 100, loses: true }
    const twice = shop({ faults: [replaced(500), replaced(500, 2500), down] })
    const recording = run(twice, shopDesign(null), 1)
    for (const [fromMs, toMs] of [
      [1000, 2500],
      [2500, 4000],
      [4000, 6000],
    ] as const)
      expect(loadsBetween(recording, fromMs, toMs), `from ${fromMs}`).toBeGreaterThan(100)
    expect(loadsBetween(recording, 2000, 2500)).toBeLessThan(30)
  })

  it('serves while the next one is warmed', () => {
    const design = shopDesign({ ...job, ratePerSecond: 400, hitRateGate: 0.9 })
    const recording = run(shop({ faults: [replaced(2000), replaced(null, 3500)] }), design, 1)
    expect(said(recording, /^All traffic/).length).toBe(2)
    expect(recording.summary.hits.l2).toBeGreaterThan(0.97 * recording.summary.requests)
  })

  it('gives way to another one that comes before it is warm', () => {
    const design = shopDesign({ ...job, hitRateGate: 0.9 })
    const recording = run(shop({ faults: [replaced(), replaced(null, 1300)] }), design, 1)
    const gates = said(recording, /^The gate opens/)
    expect(gates.length).toBe(1)
    expect(gates[0]!.atMs).toBeGreaterThan(1300 + 800)
  })

  it('is reached from other regions, too', () => {
    const far = shop({
      instances: 2,
      regions: [
        { name: 'home', instances: 1 },
        { name: 'away', instances: 1 },
      ],
      network: { crossRegionMs: 5 },
      writers: writing(50, true, manyItems(ITEMS)),
      faults: [replaced(500)],
    })
    const deleting = { invalidation: invalidating({ deleteOnWrite: true, missTokens: true }) }
    const design = shopDesign(null, deleting, { regions: { caches: 'global' } })
    const recording = run(far, design, 1)
    // A DEL takes at most the way to the origin and back, and to Redis: 15 ms.
    expect(recording.summary.staleness.ageMsMax).toBeLessThan(16)
    expect(recording.summary.hits.l2).toBeGreaterThan(0.5 * recording.summary.requests)
    expect(loadsBetween(recording, 5000, 6000)).toBeLessThan(150)
    const { traces } = recording
    const isHit = (trace: number) => FATES[traces.fate[trace]!] === 'hit'
    const away = [...traces.instance.keys()].filter(trace => traces.instance[trace] === 1 && isHit(trace))
    const fastestMs = Math.min(...away.map(trace => traces.endMs[trace]! - traces.startMs[trace]!))
    expect(away.length).toBeGreaterThan(100)
    expect(fastestMs).toBeGreaterThanOrEqual(10)
  })
})

describe('a node that comes back empty', () => {
  const back = (faults: readonly FaultInput[], warming: DesignInput['warming']) =>
    run(shop({ readers: reading(1, manyItems(ITEMS)), faults: [...faults] }), shopDesign(warming), 1)
  const down = (node: number, forMs: number): FaultInput => ({
    kind: 'node-down',
    atMs: 1000,
    forMs,
    node,
    loses: true,
  })

  it('is filled by the job once it is back, with its own keys', () => {
    const recording = back([down(1, 500)], job)
    const loads = loadsBetween(recording, 1500, 6000)
    expect(loads).toBeGreaterThan(ITEMS / 5)
    expect(loads).toBeLessThan(ITEMS / 2)
    expect(loads - loadsBetween(back([down(1, 500)], null), 1500, 6000)).toBeGreaterThan(ITEMS / 5)
  })

  it('is not filled before that, also when another outage prolongs its own', () => {
    const recording = back([down(1, 500), down(1, 1500)], job)
    expect(said(recording, /^Warming begins/).map(({ atMs }) => atMs)).toEqual([2501])
  })

  it('is filled at the rate of the job, together with all others that come back then', () => {
    const recording = back([{ kind: 'cache-down', atMs: 1000, forMs: 500, loses: true }], job)
    expect(said(recording, /^Warming begins/).length).toBe(1)
    expect(loadsBetween(recording, 1500, 2000)).toBeLessThan(110)
    expect(loadsBetween(recording, 1500, 6000)).toBeGreaterThanOrEqual(ITEMS - 10)
  })

  it('needs no job when a replica has taken over', () => {
    const replicated = shopDesign(job, {}, { redis: { replicas: 1 } })
    const quiet = shop({
      readers: reading(1, manyItems(ITEMS)),
      redis: { nodes: 3, failoverMs: 100 },
      faults: [down(1, 500)],
    })
    expect(said(run(quiet, replicated, 1), /^Warming begins/)).toEqual([])
  })
})

describe('what write-behind owes', () => {
  const behind = (redis: DesignInput['redis']) =>
    shopDesign(
      null,
      { pattern: 'write-behind', writeBehind: { flushMs: 2000, bufferLimit: 1000 } },
      { redis },
    )
  const losing = shop({
    durationMs: 3000,
    writers: writing(20, true, manyItems(ITEMS)),
    redis: { nodes: 3, failoverMs: 100 },
    faults: [{ kind: 'node-down', atMs: 1000, forMs: 500, node: 0, loses: true }],
  })

  it('is lost with the node that owes it', () => {
    const { acknowledged, durable, lost } = run(losing, behind({}), 1).summary.writes
    expect(lost).toBeGreaterThan(2)
    expect(acknowledged).toBe(durable + lost)
  })

  it('is not when a replica takes its place', () => {
    const { acknowledged, durable, lost } = run(losing, behind({ replicas: 1 }), 1).summary.writes
    expect(lost).toBe(0)
    expect(acknowledged).toBe(durable)
  })
})

describe('a stamp', () => {
  it('of one cluster means nothing to the one that takes its place, though both count alike', () => {
    const kernel = new Kernel()
    const cluster = () => {
      const nodes = [new RedisNode()]
      const parts = { world: world(), design: caching(), chance: new Chance(1), firstNode: 0 }
      return new RedisCluster({ scheduler: kernel, nodes, watcher: NOBODY, ...parts })
    }
    const shift = new ClusterShift(cluster())
    const store = new ShiftingStore(shift, null)
    const key = makeKey('item', ITEM)
    const entry = (version: number) => {
      const times = { createdAtMs: 0, freshUntilMs: 1e6, keptUntilMs: 1e6, loadMs: 1 }
      return { value: version, version, exists: true, ...times }
    }
    const kept: boolean[] = []
    function* race() {
      const old = yield* store.lookUp(key, true, unseen(1))
      shift.begin(cluster())
      shift.to(1)
      const fresh = yield* store.lookUp(key, true, unseen(2))
      kept.push(yield* store.fill(key, entry(1), old.stamp, unseen(3)))
      kept.push(yield* store.fill(key, entry(2), fresh.stamp, unseen(4)))
      // A newer version takes the place of an older one, whoever brings it.
      kept.push(yield* store.fill(key, entry(3), old.stamp, unseen(5)))
    }
    kernel.start(race(), 'race')
    kernel.run(1000)
    expect(kept).toEqual([false, true, true])
  })
})
