import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bounds, bounds } from '#cache/bounds.ts'
import { cdcBackstop } from '#cache/cdcBackstop.ts'
import { EdgeTier } from '#cache/edgeTier.ts'
import { isExpected, OriginRefused } from '#cache/ports.ts'
import { SILENT } from '#cache/watcher.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import type { Program } from '#kernel/program.ts'
import { type PolicyChange, Rig } from './fakes.ts'

const SHARDS = 4
const refused = new OriginRefused('no room')

const policies: fc.Arbitrary<PolicyChange> = fc.record({
  pattern: fc.constantFrom(
    ...(['cache-aside', 'cache-aside', 'cache-aside', 'read-through', 'write-through'] as const),
    ...(['write-behind', 'none'] as const),
  ),
  writeBehind: fc.constantFrom({ flushMs: 20 }, { flushMs: 100, bufferLimit: 1 }),
  cdn: fc.constantFrom(null, null, null, { ttlMs: 60 }, { ttlMs: 200, purgeOnWrite: true }),
  l1: fc
    .record({ ttlMs: fc.constantFrom(0, 20, 200, 1000), outlivesEntry: fc.boolean() })
    .map(({ ttlMs, outlivesEntry }) => (ttlMs === 0 ? null : { ttlMs, maxEntries: 10, outlivesEntry })),
  l2: fc
    .record({
      ttlMs: fc.constantFrom(0, 100, 500),
      replicaReads: fc.constantFrom('none' as const, 'none' as const, 'hot' as const, 'all' as const),
    })
    .map(({ ttlMs, replicaReads }) =>
      ttlMs === 0 ? null : { ttlMs, jitter: ttlMs === 500 ? 0.5 : 0, replicaReads },
    ),
  invalidation: fc.record({
    deleteOnWrite: fc.boolean(),
    publishToL1: fc.boolean(),
    cdcBackstop: fc.boolean(),
    missTokens: fc.constantFrom(true, true, false),
    versionStamps: fc.constantFrom(
      ...([null, null, null, { lookup: 'primary' }, { lookup: 'replica' }] as const),
    ),
  }),
  readFrom: fc.constantFrom('primary' as const, 'primary' as const, 'replica' as const),
  coalescing: fc.constantFrom('none' as const, 'instance' as const, 'fleet' as const),
  lease: fc.constantFrom(
    { leaseMs: 40, pollMs: 5, waitMs: 60 },
    { leaseMs: 40, pollMs: 5, waitMs: 60, renews: true, afterWait: 'stale' as const },
  ),
  earlyExpiry: fc.constantFrom(
    { kind: 'none' as const },
    { kind: 'window' as const, windowMs: 50 },
    { kind: 'xfetch' as const, beta: 1 },
  ),
  backgroundRefresh: fc.constantFrom(null, null, { aheadMs: 30 }),
  staleWhileRevalidateMs: fc.constantFrom(0, 0, 50, 200),
  staleIfErrorMs: fc.constantFrom(0, 0, 100, 400),
  softTimeoutMs: fc.constantFrom(null, 10),
  loadCapMs: fc.constantFrom(30, 300),
  onCacheFailure: fc.constantFrom(
    { kind: 'serve-stale' as const, maxAgeMs: 150 },
    { kind: 'fall-through' as const },
    { kind: 'fall-through-then-error' as const },
    { kind: 'fail-explicit' as const },
  ),
  negativeTtlMs: fc.constantFrom(null, 40, 700),
  hotKeys: fc.constantFrom(
    null,
    null,
    { ratePerSecond: 100, known: ['product:1'], copies: 3 },
    { ratePerSecond: 50, windowMs: 200, localCopyMs: 80, copies: 2 },
    { ratePerSecond: 50, known: ['product:1'], localCopyMs: 300 },
  ),
})

const worlds = fc.record({
  storeMs: fc.constantFrom(0, 1, 5),
  busMs: fc.constantFrom(1, 20),
  feedLagMs: fc.constantFrom(10, 50),
  loadMs: fc.constantFrom(1, 20, 100),
  commitMs: fc.constantFrom(0, 3),
  originReplicaLagMs: fc.constantFrom(0, 0, 15, 120),
  redisReplicaLagMs: fc.constantFrom(0, 8, 60),
  skewMs: fc.constantFrom(0, 0, 7, 60),
  isAbsent: fc.constantFrom(false, false, true),
  strangersWrite: fc.boolean(),
  losesAll: fc.boolean(),
  /** While these last the store answers nobody, or the origin fails. Only when messages are lost. */
  downFromMs: fc.constantFrom(null, 300, 700),
  failsFromMs: fc.constantFrom(null, 500, 800),
  readMs: fc.array(fc.nat({ max: 15_000 }), { minLength: 20, maxLength: 100 }),
  writeSlots: fc.uniqueArray(fc.nat({ max: 25 }), { maxLength: 8 }),
})

interface Read {
  readonly askedMs: number
  readonly version: number
  readonly value: unknown
  readonly source: string
}

/** One world with one policy, run to its end: what was answered, and what may have been. */
class Everything {
  readonly rig: Rig
  readonly reads: Read[] = []
  readonly its: typeof worlds extends fc.Arbitrary<infer T> ? T : never
  private readonly edge: EdgeTier

  constructor(policy: PolicyChange, its: Everything['its'], seed: number) {
    this.its = its
    const rig = new Rig({ policy, instances: 2, seed, shards: SHARDS, skewsMs: [its.skewMs, -its.skewMs] })
    this.rig = rig
    const { store, bus, feed, origin, kernel, design } = rig
    store.delayMs = its.storeMs
    store.replicaLagMs = its.redisReplicaLagMs
    store.refusesDeletes = its.losesAll
    bus.delayMs = its.busMs
    bus.losesAll = its.losesAll
    feed.lagMs = its.feedLagMs
    origin.loadMs = its.loadMs
    origin.commitMs = its.commitMs
    origin.replicaLagMs = its.originReplicaLagMs
    if (its.isAbsent) origin.absent.add(rig.key.item)
    origin.onCommit(key => feed.committed(key))
    this.edge = new EdgeTier(design, kernel, SILENT)
    kernel.serve(cdcBackstop(feed, store, bus, design, kernel), 'backstop')
    rig.service?.start()
  }

  run(): void {
    const { rig, its } = this
    for (const [n, tenths] of its.readMs.entries())
      rig.at(tenths / 10, () => void rig.kernel.start(this.read(n % 2), 'reader'))
    // Commits are apart: the arithmetic knows nothing of lines in front of the nodes.
    for (const [n, slot] of its.writeSlots.entries())
      rig.at(slot * 60 + 0.05, () => {
        if (its.strangersWrite && n % 2 === 0) rig.origin.commitNow(rig.key, n)
        else rig.tryWrite(n, rig.key, n % 2)
      })
    if (its.losesAll && its.downFromMs !== null) {
      rig.at(its.downFromMs, () => {
        rig.store.isDown = true
      })
      rig.at(its.downFromMs + 250, () => {
        rig.store.isDown = false
      })
    }
    if (its.losesAll && its.failsFromMs !== null) {
      rig.at(its.failsFromMs, () => {
        rig.origin.failure = refused
      })
      rig.at(its.failsFromMs + 250, () => {
        rig.origin.failure = undefined
      })
    }
    rig.kernel.run(8000)
  }

  /** The oldest answer, ms. */
  get oldestMs(): number {
    return this.reads.reduce((oldest, read) => Math.max(oldest, this.ageMs(read)), 0)
  }

  get bounds(): Bounds {
    const { rig, its } = this
    const { store, bus, feed } = rig
    const deleteMs = store.delayMs
    return bounds(rig.design.policies.product!, {
      deleteMs,
      busMs: deleteMs + bus.delayMs,
      feedMs: feed.lagMs + deleteMs,
      everyWriterInvalidates: !its.strangersWrite,
      originReplicaLagMs: its.originReplicaLagMs,
      redisReplicaLagMs: its.redisReplicaLagMs,
      clockSkewMs: its.skewMs,
    })
  }

  /** How old an answer was when it was asked for. A pending write is superseded by the first commit that came after its own. */
  ageMs({ version, value, askedMs }: Read): number {
    const { origin, key } = this.rig
    if (version < FIRST_PENDING_VERSION) return origin.staleMs(key, version, askedMs)
    const own = origin.committed.findIndex(commit => commit.value === value)
    const next = own < 0 ? undefined : origin.committed[own + 1]
    return next === undefined ? 0 : Math.max(0, askedMs - next.atMs)
  }

  private *read(instance: number): Program<void> {
    const { rig, edge } = this
    const askedMs = rig.kernel.nowMs
    const call = rig.call()
    try {
      let answer = edge.peek(rig.key, call)
      if (answer === null) {
        answer = yield* rig.caches[instance]!.read(rig.key, call)
        edge.keep(rig.key, answer)
      }
      const { version, value } = answer.entry
      this.reads.push({ askedMs, version, value, source: answer.source })
    } catch (error) {
      if (!isExpected(error)) throw error
    }
  }
}

/** Nothing happens but a first read, and nothing takes long. */
const quiet: Everything['its'] = {
  storeMs: 1,
  busMs: 1,
  feedLagMs: 50,
  loadMs: 1,
  commitMs: 0,
  originReplicaLagMs: 0,
  redisReplicaLagMs: 0,
  skewMs: 0,
  isAbsent: false,
  strangersWrite: false,
  losesAll: false,
  downFromMs: null,
  failsFromMs: null,
  readMs: [0],
  writeSlots: [],
}

/** The oldest answer and its limits in one world, read from `fromMs` on by one instance or the other every half millisecond. */
function readAllTheTime(policy: PolicyChange, its: Partial<Everything['its']>, fromMs = 0) {
  const readMs = Array.from({ length: 3000 }, (_, n) => fromMs * 10 + n * 5)
  const everything = new Everything(policy, { ...quiet, readMs, ...its }, 0)
  everything.run()
  const { boundMs, worstBoundMs } = everything.bounds
  return { oldestMs: everything.oldestMs, boundMs, worstBoundMs }
}

describe('no read is older than its bound', () => {
  it('when a copy of a hot key is deleted by the feed after the key itself, and then the instances are told', () => {
    const { oldestMs, boundMs } = readAllTheTime(
      {
        l1: { ttlMs: 1000, maxEntries: 10 },
        invalidation: { cdcBackstop: true, publishToL1: true },
        coalescing: 'none',
        hotKeys: { ratePerSecond: 50, known: ['product:1'], copies: 2 },
      },
      { storeMs: 5, writeSlots: [2] },
    )
    expect(oldestMs).toBeLessThanOrEqual(boundMs)
    expect(oldestMs).toBeGreaterThan(boundMs - 1)
  })

  it('when others join a flight that Redis answered just before the DEL', () => {
    const { oldestMs, boundMs } = readAllTheTime(
      { invalidation: { cdcBackstop: true }, loadCapMs: 30 },
      { storeMs: 5, writeSlots: [2] },
      9,
    )
    expect(oldestMs).toBeLessThanOrEqual(boundMs)
    expect(oldestMs).toBeGreaterThan(boundMs - 2)
  })

  it('when the cache serves past its end what the process keeps beyond that', () => {
    const { oldestMs, worstBoundMs } = readAllTheTime(
      {
        pattern: 'read-through',
        l1: { ttlMs: 200, maxEntries: 10, outlivesEntry: true },
        l2: { ttlMs: 100 },
        staleWhileRevalidateMs: 200,
      },
      { loadMs: 100, writeSlots: [5], strangersWrite: true },
    )
    expect(oldestMs).toBeLessThanOrEqual(worstBoundMs)
  })

  it('whatever is combined with whatever, all messages delivered or all lost', () => {
    fc.assert(
      fc.property(policies, worlds, fc.nat({ max: 1000 }), (policy, its, seed) => {
        const everything = new Everything(policy, its, seed)
        everything.run()
        const { boundMs, worstBoundMs } = everything.bounds
        const limitMs = its.losesAll ? worstBoundMs : boundMs
        expect(everything.oldestMs).toBeLessThanOrEqual(limitMs + 1e-6)
      }),
      { seed: 15, numRuns: 2500 },
    )
  })
})
