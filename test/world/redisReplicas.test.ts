import { afterEach, describe, expect, it } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { MockNodes } from '#wire/mockNodes.ts'
import { caching, run, world as small, writing } from './build.ts'
import { entry, page, pageKey, REFUSED, RedisRig, TRIP_MS, WORK_MS } from './redisRig.ts'

const LAG_MS = 50
const world = { redis: { replicaLagMs: LAG_MS, failoverMs: 200 } }

function replicated(replicas = 1, nodes = 1): RedisRig {
  const rig = new RedisRig({ nodes, redis: { replicas }, world })
  rig.cluster.seed(page, entry(1))
  rig.cluster.start()
  return rig
}

describe('a replica', () => {
  it('answers with what its primary executed a lag ago', () => {
    const rig = replicated()
    rig.fill(100, entry(2))
    const reads = [99, 150, 151].map(atMs => rig.read(atMs, page, 'replica'))
    rig.delete(200)
    const gone = [249, 252].map(atMs => rig.read(atMs, page, 'replica'))
    rig.run(1000)
    // The fill is executed at 101 ms, a read that is sent at 150 ms at 151 ms.
    expect(reads.map(read => read.outcome)).toEqual([1, 2, 2])
    expect(gone.map(read => read.outcome)).toEqual([2, null])
    expect(rig.told.filter(line => line === 'replica read page:home')).toHaveLength(5)
  })

  it('takes its own time: it does not wait for the primary', () => {
    const rig = replicated()
    for (let n = 0; n < 10; n++) rig.read(0)
    const reads = [rig.read(0, page, 'replica'), rig.read(0, page, 'replica')]
    rig.run(1000)
    expect(reads.map(read => read.atMs)).toEqual([TRIP_MS, TRIP_MS + WORK_MS])
  })

  it('gives no token, and lets nobody see one', () => {
    const rig = replicated()
    const stamps: unknown[] = []
    const look = (atMs: number, from: 'primary' | 'replica') =>
      rig.send(atMs, function* (store, call) {
        stamps.push((yield* store.lookUp(pageKey(9), true, call, from)).stamp !== null)
      })
    look(0, 'replica')
    look(100, 'primary')
    look(200, 'replica')
    rig.run(1000)
    expect(stamps).toEqual([false, true, false])
  })

  it('is one of several, which share the reads by chance', () => {
    const rig = replicated(3)
    const reads = Array.from({ length: 300 }, () => rig.read(0, page, 'replica'))
    rig.run(10_000)
    const lastMs = Math.max(...reads.map(read => read.atMs!))
    expect(lastMs).toBeGreaterThan(100 * WORK_MS)
    expect(lastMs).toBeLessThan(130 * WORK_MS)
  })

  it('answers while its primary is down', () => {
    const rig = replicated()
    rig.down(10, 100)
    const [primary, replica] = [rig.read(20), rig.read(20, page, 'replica')]
    rig.run(1000)
    expect([primary.outcome, replica.outcome]).toEqual([REFUSED, 1])
  })

  it('does not hear any more of a primary that is down, and catches up when it is back', () => {
    const rig = replicated()
    rig.fill(80, entry(2))
    rig.down(100, 100)
    const [during, after] = [rig.read(190, page, 'replica'), rig.read(210, page, 'replica')]
    rig.run(1000)
    expect([during.outcome, after.outcome]).toEqual([1, 2])
  })

  it('becomes as empty as a primary that is back with nothing', () => {
    const rig = replicated()
    rig.down(10, 100, { loses: true })
    const reads = [100, 150, 170].map(atMs => rig.read(atMs, page, 'replica'))
    rig.run(1000)
    expect(reads.map(read => read.outcome)).toEqual([1, 1, null])
  })

  it('has nothing at the beginning for which its primary had no room', () => {
    const rig = new RedisRig({ redis: { replicas: 1, memoryBytes: 100_000 }, world })
    for (let n = 0; n < 1000; n++) rig.cluster.seed(pageKey(n), entry(1))
    const left = new Set(rig.told.filter(line => line.startsWith('evicted')).map(line => line.split(' ')[1]))
    const reads = [...left].map(name => rig.read(0, makeKey('page', name!), 'replica'))
    rig.run(10_000)
    expect(left.size).toBeGreaterThan(100)
    expect(reads.filter(read => read.outcome !== null)).toEqual([])
  })

  it('is the primary where there is none', () => {
    const rig = new RedisRig({ world })
    rig.cluster.seed(page, entry(1))
    const read = rig.read(0, page, 'replica')
    rig.run(100)
    expect(read.outcome).toBe(1)
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  it('is given up at the timeout', () => {
    const rig = new RedisRig({ redis: { replicas: 1, commandTimeoutMs: 10 }, world })
    const reads = Array.from({ length: 5 }, () => rig.read(0, page, 'replica'))
    rig.run(100)
    expect(reads.map(read => [read.outcome, read.atMs])).toEqual([
      [null, 4],
      [null, 6],
      [null, 8],
      [null, 10],
      [REFUSED, 10],
    ])
  })
})

describe('a failover', () => {
  it('puts a replica in the place of a primary that has been down for long enough', () => {
    const rig = replicated()
    rig.down(100, 1000)
    const reads = [290, 310].map(atMs => rig.read(atMs))
    const fill = rig.fill(320, entry(2))
    rig.run(2000)
    expect(reads.map(read => read.outcome)).toEqual([REFUSED, 1])
    expect(fill.outcome).toBe(true)
    expect(rig.told).toEqual(['stored page:home 1', 'failed over 0', 'stored page:home 2'])
  })

  it('does not happen when the primary is back before', () => {
    const rig = replicated()
    rig.down(100, 150)
    rig.run(2000)
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  it('loses the DEL that the primary executed within the lag: the old value is back', () => {
    const rig = replicated()
    const remove = rig.delete(80)
    const before = rig.read(90)
    rig.down(100, 1000)
    const after = rig.read(400)
    rig.run(2000)
    expect(remove.outcome).toBeUndefined()
    expect(remove.atMs).toBe(80 + TRIP_MS)
    expect([before.outcome, after.outcome]).toEqual([null, 1])
    expect(rig.told).toEqual([
      'stored page:home 1',
      'deleted page:home',
      'failed over 0',
      'stored page:home 1',
    ])
  })

  it('keeps the DEL that was executed before', () => {
    const rig = replicated()
    rig.delete(40)
    rig.down(100, 1000)
    const after = rig.read(400)
    rig.run(2000)
    expect(after.outcome).toBeNull()
    expect(rig.told).toEqual(['stored page:home 1', 'deleted page:home', 'failed over 0'])
  })

  it('loses a fill, and tells that the entry is gone', () => {
    const rig = replicated()
    rig.fill(80, entry(1), pageKey(2))
    rig.down(100, 1000)
    const after = rig.read(400, pageKey(2))
    rig.run(2000)
    expect(after.outcome).toBeNull()
    expect(rig.told.slice(1)).toEqual(['stored page:2 1', 'failed over 0', 'deleted page:2'])
  })

  it('loses the writes that the cache had acknowledged within the lag and still owed the origin, and no others', () => {
    const behind = caching(
      { pattern: 'write-behind', writeBehind: { flushMs: 10_000, bufferLimit: 100 } },
      {},
      { redis: { replicas: 1 } },
    )
    const lost = (replicaLagMs: number) => {
      const faults = [{ kind: 'node-down' as const, atMs: 3000, forMs: 2000, node: 0, loses: false }]
      const redis = { replicaLagMs, failoverMs: 200 }
      const told = small({ durationMs: 4000, drainMs: 12_000, writers: writing(20, true), redis, faults })
      const { writes } = run(told, behind, 1).summary
      expect(writes.durable + writes.lost).toBe(writes.acknowledged)
      return writes.lost
    }
    expect(lost(0)).toBe(0)
    expect(lost(500)).toBeGreaterThan(4)
    expect(lost(500)).toBeLessThan(20)
    expect(lost(1000)).toBeGreaterThan(lost(500))
  })

  it('loses a lease, so that two may hold it', () => {
    const rig = replicated()
    const take = (atMs: number, holder: string) =>
      rig.send(atMs, (store, call) => store.takeLease(page, holder, 10_000, call))
    const [one, early, other] = [take(30, 'a'), take(85, 'b'), take(400, 'c')]
    const two = rig.send(86, (store, call) => store.takeLease(pageKey(2), 'a', 10_000, call))
    rig.down(100, 1000)
    const again = rig.send(410, (store, call) => store.takeLease(pageKey(2), 'b', 10_000, call))
    rig.run(2000)
    expect([one.outcome, early.outcome, other.outcome]).toEqual([true, false, false])
    expect([two.outcome, again.outcome]).toEqual([true, true])
    // No entry has changed.
    expect(rig.told).toEqual(['stored page:home 1', 'failed over 0'])
  })

  it('brings back what a restart had lost, if the replica had not yet heard of it', () => {
    const rig = replicated()
    rig.down(10, 10, { loses: true })
    rig.fill(22, entry(1), pageKey(2))
    rig.down(30, 1000)
    const reads = [page, pageKey(2)].map(key => rig.read(400, key))
    rig.run(2000)
    expect(reads.map(read => read.outcome)).toEqual([1, null])
    expect(rig.told).toEqual([
      'stored page:home 1',
      'lost 0',
      'stored page:2 1',
      'failed over 0',
      'lost 0',
      'stored page:home 1',
    ])
  })

  it('saves what a primary that was restarted empty had held', () => {
    const rig = replicated()
    rig.down(100, 1000, { loses: true })
    const after = rig.read(400)
    rig.run(2000)
    expect(after.outcome).toBe(1)
    expect(rig.told).toEqual(['stored page:home 1', 'lost 0', 'failed over 0', 'stored page:home 1'])
  })

  it('breaks the connections to a node that hangs', () => {
    const rig = replicated()
    rig.down(100, 1000, { hangs: true })
    const [waiting, after] = [rig.read(150), rig.read(310)]
    rig.run(2000)
    expect(waiting).toEqual({ outcome: REFUSED, atMs: 301 })
    expect(after.outcome).toBe(1)
  })

  it('makes the old primary a replica when it is back, so that another can follow', () => {
    const rig = replicated()
    rig.down(100, 1000)
    rig.fill(400, entry(2))
    const alone = rig.read(500, page, 'replica')
    rig.down(1200, 1000)
    const after = rig.read(1500)
    rig.run(4000)
    expect(alone.outcome).toBe(2)
    expect(rig.told).not.toContain('replica read page:home')
    expect(after.outcome).toBe(2)
    expect(rig.told.filter(line => line === 'failed over 0')).toHaveLength(2)
  })

  it('is not to be had while the only replica is the one that is down', () => {
    const rig = replicated()
    rig.down(100, 2000)
    rig.down(500, 500)
    const [during, after] = [rig.read(900), rig.read(1100)]
    rig.run(4000)
    expect([during.outcome, after.outcome]).toEqual([REFUSED, 1])
  })

  it('needs the votes of most primaries', () => {
    const down = (count: number) => {
      const rig = replicated(1, 5)
      for (let node = 0; node < count; node++) rig.down(100, 1000, {}, node)
      rig.run(3000)
      return rig.told.filter(line => line.startsWith('failed over')).length
    }
    expect([1, 2, 3, 5].map(down)).toEqual([1, 2, 0, 0])
  })

  it('waits for the votes', () => {
    const rig = replicated(1, 3)
    rig.down(100, 10_000, {}, 0)
    rig.down(100, 350, {}, 1)
    rig.run(499)
    expect(rig.told).toEqual(['stored page:home 1'])
    rig.run(3000)
    expect(rig.told).toEqual(['stored page:home 1', 'failed over 0'])
  })

  it('does not happen when the whole cluster is down, and its replicas do not answer', () => {
    const rig = replicated()
    rig.kernel.start(rig.cluster.takeAllDown(1000, { loses: false, hangs: false }), 'test', 100)
    const [replica, primary, after] = [rig.read(150, page, 'replica'), rig.read(800), rig.read(1200)]
    rig.run(3000)
    expect([replica.outcome, primary.outcome, after.outcome]).toEqual([REFUSED, REFUSED, 1])
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  describe('of the embedded Redis', () => {
    const mocks = new MockNodes()
    afterEach(() => mocks.close())

    it('goes on with what the replica had', async () => {
      const rig = new RedisRig({
        redis: { replicas: 1 },
        world,
        nodeFor: kernel => mocks.nodeFor(0, kernel),
      })
      await rig.cluster.seed(page, entry(1))
      rig.fill(20, entry(3), pageKey(3))
      rig.delete(80)
      rig.down(100, 1000)
      const [after, other] = [rig.read(400), rig.read(400, pageKey(3))]
      await rig.kernel.runSettling(2000)
      expect([after.outcome, other.outcome]).toEqual([1, 3])
    })
  })
})
