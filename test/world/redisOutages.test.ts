import { afterEach, describe, expect, it } from 'vitest'
import { MockNodes } from '#wire/mockNodes.ts'
import { entry, page, pageKey, REFUSED, RedisRig, TRIP_MS, WAY_MS, WORK_MS } from './redisRig.ts'

describe('a node that is down', () => {
  it('refuses what reaches it, and is what it was when it is back', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    rig.down(10, 100)
    const [during, fill, after] = [rig.read(20), rig.fill(30, entry(2)), rig.read(120)]
    rig.run(1000)
    expect(during).toEqual({ outcome: REFUSED, atMs: 20 + 2 * WAY_MS })
    expect(fill.outcome).toBe(REFUSED)
    expect(after).toEqual({ outcome: 1, atMs: 120 + TRIP_MS })
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  it('refuses those who waited for their turn', () => {
    const rig = new RedisRig()
    const reads = [0, 0, 0].map(atMs => rig.read(atMs))
    rig.down(2, 2)
    rig.run(1000)
    expect(reads.map(read => read.outcome)).toEqual([null, REFUSED, REFUSED])
  })

  it('answers nothing more, not even what it was at work on', () => {
    const rig = new RedisRig()
    rig.cluster.slowDown(0, 10)
    const fill = rig.fill(0, entry(1))
    rig.down(10, 100)
    rig.run(1000)
    expect(fill.outcome).toBe(REFUSED)
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  it('stays down as long as the longest of its outages', () => {
    const rig = new RedisRig()
    rig.down(10, 100)
    rig.down(50, 200)
    rig.down(60, 10)
    const [during, after] = [rig.read(200), rig.read(250)]
    rig.run(1000)
    expect([during.outcome, after.outcome]).toEqual([REFUSED, null])
  })

  it('comes back empty after a restart without a snapshot', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    rig.cluster.start()
    rig.down(10, 100, { loses: true })
    const after = rig.read(120)
    rig.run(1000)
    expect(after.outcome).toBeNull()
    expect(rig.told).toEqual(['stored page:home 1', 'lost 0'])
  })

  it('keeps what it holds when it goes down again without a restart', () => {
    const rig = new RedisRig()
    rig.down(10, 100, { loses: true })
    rig.fill(200, entry(1))
    rig.down(300, 100)
    const after = rig.read(500)
    rig.run(1000)
    expect(after.outcome).toBe(1)
  })

  it('leaves the other nodes alone', () => {
    const rig = new RedisRig({ nodes: 50 })
    rig.cluster.seed(pageKey(1), entry(1))
    rig.cluster.seed(pageKey(2), entry(1))
    rig.cluster.start()
    const seen = rig.read(0, pageKey(1))
    rig.run(5)
    rig.down(10, 100, { loses: true }, rig.work[0]![0])
    const [one, other] = [rig.read(20, pageKey(1)), rig.read(20, pageKey(2))]
    rig.run(1000)
    expect([seen.outcome, one.outcome, other.outcome]).toEqual([1, REFUSED, 1])
  })
})

describe('a node that hangs', () => {
  it('makes those wait who reach it, and answers them in order when it is back', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    rig.down(10, 100, { hangs: true })
    const [first, remove, last] = [rig.read(20), rig.delete(30), rig.read(40)]
    rig.run(1000)
    expect([first.outcome, first.atMs]).toEqual([1, 110 + WORK_MS + WAY_MS])
    expect(remove.atMs).toBe(110 + 2 * WORK_MS + WAY_MS)
    expect([last.outcome, last.atMs]).toEqual([null, 110 + 3 * WORK_MS + WAY_MS])
  })

  it('makes those wait, too, who had their turn, before all others', () => {
    const rig = new RedisRig()
    const writes = [1, 2, 3].map(version => rig.fill(0, entry(version)))
    rig.down(2, 3, { hangs: true })
    writes.push(rig.fill(2.5, entry(4)))
    rig.run(1000)
    expect(rig.told).toEqual([1, 2, 3, 4].map(version => `stored page:home ${version}`))
    expect(writes.map(write => write.atMs)).toEqual([4, 5 + 2 + 1, 5 + 4 + 1, 5 + 6 + 1])
  })

  it('stops working off its line', () => {
    const rig = new RedisRig()
    rig.cluster.slowDown(0, 10)
    for (const version of [1, 2, 3]) rig.fill(0, entry(version))
    rig.down(10, 90, { hangs: true })
    rig.run(99)
    expect(rig.told).toEqual(['stored page:home 1'])
    rig.run(1000)
    expect(rig.told).toHaveLength(3)
  })

  it('is given up at the timeout, and executes the command when it is back', () => {
    const rig = new RedisRig({ redis: { commandTimeoutMs: 10 } })
    rig.cluster.seed(page, entry(1))
    rig.down(10, 100, { hangs: true })
    const remove = rig.delete(20)
    rig.run(109)
    expect(remove).toEqual({ outcome: REFUSED, atMs: 30 })
    expect(rig.told).toEqual(['stored page:home 1'])
    rig.run(1000)
    expect(rig.told).toEqual(['stored page:home 1', 'deleted page:home'])
  })

  it('and is restarted breaks its connections: who waits is refused, and nothing is executed', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    rig.down(10, 100, { hangs: true, loses: true })
    const [fill, after] = [rig.fill(20, entry(2)), rig.read(111)]
    rig.run(1000)
    expect(fill).toEqual({ outcome: REFUSED, atMs: 110 + WAY_MS })
    expect(after.outcome).toBeNull()
    expect(rig.told).toEqual(['stored page:home 1', 'lost 0'])
  })
})

describe('a node with snapshots', () => {
  const redis = { snapshotEveryMs: 100 }
  const other = pageKey(2)
  const names = [page, other, pageKey(3), pageKey(4)]

  function restarted(rig: RedisRig): RedisRig {
    rig.cluster.seed(page, entry(1))
    rig.cluster.seed(other, entry(1))
    rig.cluster.seed(names[2]!, { ...entry(1, 180), keptUntilMs: 180 })
    rig.cluster.start()
    rig.fill(110, entry(2), other)
    rig.delete(120)
    rig.fill(130, entry(1), names[3])
    rig.down(150, 40, { loses: true })
    return rig
  }

  it('comes back from a restart with what the last one held: what was deleted since is there again', () => {
    const rig = restarted(new RedisRig({ redis }))
    const reads = names.map(key => rig.read(200, key))
    const later = rig.read(70_000, names[2])
    rig.run(70_100)
    // The third has ended meanwhile, but its stamp is kept; the fourth came after the snapshot.
    expect(reads.map(read => read.outcome)).toEqual([1, 1, 1, null])
    expect(later.outcome).toBeNull()
    expect(rig.told.slice(-4)).toEqual(['lost 0', 'stored page:home 1', 'stored page:2 1', 'stored page:3 1'])
  })

  it('does not bring back what has ended since', () => {
    const rig = new RedisRig({ redis })
    rig.cluster.seed(page, entry(1, 120))
    rig.cluster.start()
    rig.down(150, 70_000, { loses: true })
    rig.run(71_000)
    expect(rig.told).toEqual(['stored page:home 1', 'lost 0'])
  })

  it('writes none while it is down', () => {
    const rig = new RedisRig({ redis })
    rig.cluster.seed(page, entry(1))
    rig.cluster.start()
    rig.down(150, 100, { loses: true })
    const after = rig.read(300)
    rig.run(1000)
    expect(after.outcome).toBe(1)
  })

  describe('of the embedded Redis', () => {
    const mocks = new MockNodes()
    afterEach(() => mocks.close())

    it('comes back with the same', async () => {
      const rig = restarted(new RedisRig({ redis, nodeFor: kernel => mocks.nodeFor(0, kernel) }))
      const lease = rig.send(140, (store, call) => store.takeLease(page, 'a', 1000, call))
      const reads = names.map(key => rig.read(200, key))
      const again = rig.send(210, (store, call) => store.takeLease(page, 'b', 1000, call))
      const later = rig.read(70_000, names[2])
      await rig.kernel.runSettling(70_100)
      expect(reads.map(read => read.outcome)).toEqual([1, 1, 1, null])
      expect([lease.outcome, again.outcome]).toEqual([true, true])
      expect(later.outcome).toBeNull()
    })
  })
})
