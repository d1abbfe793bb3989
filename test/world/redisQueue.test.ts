import { describe, expect, it } from 'vitest'
import { unseen } from '#cache/ports.ts'
import { entry, page, pageKey, REFUSED, RedisRig, TRIP_MS, WAY_MS, WORK_MS } from './redisRig.ts'

describe('a node', () => {
  it('works on one command at a time, first come first served', () => {
    const rig = new RedisRig()
    const reads = [0, 0.5, 0.6].map(atMs => rig.read(atMs))
    rig.run(100)
    expect(reads.map(read => read.atMs)).toEqual([TRIP_MS, TRIP_MS + WORK_MS, TRIP_MS + 2 * WORK_MS])
    expect(rig.work).toEqual([1, 3, 5].map(fromMs => [0, fromMs, fromMs + WORK_MS]))
  })

  it('executes a command when it begins to work on it', () => {
    const rig = new RedisRig()
    rig.fill(0, entry(1))
    const [before, after] = [rig.read(0), rig.read(0)]
    rig.delete(0)
    const gone = rig.read(0)
    rig.run(100)
    expect([before.outcome, after.outcome, gone.outcome]).toEqual([1, 1, null])
  })

  it('does not make the keys of other nodes wait', () => {
    const rig = new RedisRig({ nodes: 50 })
    const [one, other] = [rig.read(0, pageKey(1)), rig.read(0, pageKey(2))]
    rig.run(100)
    expect([one.atMs, other.atMs]).toEqual([TRIP_MS, TRIP_MS])
    expect(new Set(rig.work.map(([node]) => node)).size).toBe(2)
  })

  it('has the number it was given, beside the nodes of another cluster', () => {
    const rig = new RedisRig({ firstNode: 12 })
    const served: number[] = []
    const call = { ...unseen(1), servedBy: (node: number) => served.push(node) }
    rig.send(0, () => rig.cluster.lookUp(page, false, call))
    rig.down(10, 10, { loses: true })
    rig.run(100)
    expect(served).toEqual([12])
    expect(rig.work.map(([node]) => node)).toEqual([12])
    expect(rig.told).toEqual(['lost 12'])
  })

  it('answers a write after its work, as a read', () => {
    const rig = new RedisRig()
    const fill = rig.fill(0, entry(1))
    const remove = rig.delete(10)
    rig.run(100)
    expect([fill.atMs, remove.atMs]).toEqual([TRIP_MS, 10 + TRIP_MS])
  })
})

describe('a fill', () => {
  it('of an entry that has ended on its way is refused; one that is kept longer is not', () => {
    const rig = new RedisRig()
    const ended = rig.fill(0, entry(1, 1))
    const kept = rig.fill(10, { ...entry(2, 1), keptUntilMs: 100 })
    rig.run(100)
    expect([ended.outcome, kept.outcome]).toEqual([false, true])
    expect(rig.told).toEqual(['stored page:home 2'])
  })

  it('is aged to end where a fault says, and so is the first one after a delete', () => {
    const rig = new RedisRig()
    rig.cluster.ends.add(page, 500)
    rig.cluster.seed(page, entry(1))
    const freshUntil = (atMs: number) =>
      rig.send(atMs, function* (store, call) {
        return (yield* store.lookUp(page, false, call)).entry?.freshUntilMs
      })
    const first = freshUntil(0)
    rig.fill(10, { ...entry(2), createdAtMs: 10 })
    const next = freshUntil(20)
    rig.delete(30)
    rig.fill(40, { ...entry(3), createdAtMs: 35 })
    const last = freshUntil(50)
    rig.run(100)
    expect([first.outcome, next.outcome, last.outcome]).toEqual([500, 1e9, 500])
  })
})

describe('a slow node', () => {
  it('takes so many times as long for each command', () => {
    const rig = new RedisRig()
    rig.cluster.slowDown(0, 10)
    const reads = [rig.read(0), rig.read(0)]
    rig.run(1000)
    expect(reads.map(read => read.atMs)).toEqual([2 * WAY_MS + 10 * WORK_MS, 2 * WAY_MS + 20 * WORK_MS])
  })

  it('works off what waits at its old speed when it is quick again', () => {
    const rig = new RedisRig()
    rig.cluster.slowDown(0, 100)
    const reads = Array.from({ length: 5 }, () => rig.read(0))
    rig.at(50, () => rig.cluster.slowDown(0, 1))
    rig.run(1000)
    const firstMs = 2 * WAY_MS + 100 * WORK_MS
    expect(reads.map(read => read.atMs)).toEqual([0, 1, 2, 3, 4].map(n => firstMs + n * WORK_MS))
    const later = rig.read(0)
    rig.run(2000)
    expect(later.atMs).toBe(1000 + TRIP_MS)
  })

  it('is slow for those, too, who had their turn when it became slow', () => {
    const rig = new RedisRig()
    const reads = [rig.read(0), rig.read(0), rig.read(0)]
    rig.at(2, () => rig.cluster.slowDown(0, 10))
    rig.run(1000)
    const [first, second, third] = reads.map(read => read.atMs!)
    expect(first).toBe(TRIP_MS)
    expect(second).toBe(TRIP_MS + 10 * WORK_MS)
    expect(third).toBe(TRIP_MS + 20 * WORK_MS)
    // The work of the two was told when they came, at the old speed; nothing is told twice.
    expect(rig.work).toHaveLength(3)
  })

  it('keeps the order of those who had their turn and those who come later', () => {
    const rig = new RedisRig()
    rig.fill(0, entry(1))
    rig.fill(0, entry(2))
    rig.at(2, () => rig.cluster.slowDown(0, 10))
    rig.fill(2, entry(3))
    const read = rig.read(2)
    rig.run(1000)
    expect(rig.told).toEqual([1, 2, 3].map(version => `stored ${page.name} ${version}`))
    expect(read.outcome).toBe(3)
  })
})

describe('a command timeout', () => {
  const redis = { commandTimeoutMs: 10 }

  it('says nothing while answers come in time', () => {
    const rig = new RedisRig({ redis })
    const reads = Array.from({ length: 4 }, () => rig.read(0))
    rig.run(100)
    // The last begins its work at 7 ms, and is back at 10 ms.
    expect(reads.map(read => read.atMs)).toEqual([4, 6, 8, 10])
    expect(reads.every(read => read.outcome === null)).toBe(true)
  })

  it('ends the wait at that very time, and the command still takes its turn', () => {
    const rig = new RedisRig({ redis })
    const reads = Array.from({ length: 7 }, () => rig.read(0))
    rig.run(100)
    expect(reads.slice(4).map(read => [read.outcome, read.atMs])).toEqual([
      [REFUSED, 10],
      [REFUSED, 10],
      [REFUSED, 10],
    ])
    expect(rig.work.map(([, fromMs]) => fromMs)).toEqual([1, 3, 5, 7, 9, 11, 13])
  })

  it('does not undo a fill or a DEL: both happen when their turn comes', () => {
    const rig = new RedisRig({ redis })
    rig.cluster.seed(page, entry(1))
    for (let n = 0; n < 6; n++) rig.read(0)
    const remove = rig.delete(0)
    const before = rig.read(9.5)
    const fill = rig.fill(11, entry(2))
    const after = rig.read(17)
    rig.run(100)
    expect([remove.outcome, remove.atMs]).toEqual([REFUSED, 10])
    expect(rig.told).toEqual(['stored page:home 1', 'deleted page:home', 'stored page:home 2'])
    expect(before.outcome).toBeNull()
    expect(fill.outcome).toBe(true)
    expect(after.outcome).toBe(2)
  })

  it('holds for those, too, whose turn was upset', () => {
    const rig = new RedisRig({ redis })
    const reads = Array.from({ length: 4 }, () => rig.read(0))
    rig.at(4, () => rig.cluster.slowDown(0, 100))
    rig.run(1000)
    expect(reads.map(read => [read.outcome, read.atMs])).toEqual([
      [null, 4],
      [null, 6],
      [REFUSED, 10],
      [REFUSED, 10],
    ])
    expect(rig.work).toHaveLength(4)
  })

  it('leaves the node as it was when its line is empty again', () => {
    const rig = new RedisRig({ redis })
    for (let n = 0; n < 20; n++) rig.read(0)
    const later = rig.read(60)
    rig.run(100)
    expect(later).toEqual({ outcome: null, atMs: 60 + TRIP_MS })
  })

  it('that is shorter than the way is always over before the answer, and the command is executed', () => {
    const rig = new RedisRig({ redis: { commandTimeoutMs: 1.5 } })
    const fill = rig.fill(0, entry(1))
    const read = rig.read(10)
    rig.run(100)
    expect(fill).toEqual({ outcome: REFUSED, atMs: 1.5 })
    expect(read).toEqual({ outcome: REFUSED, atMs: 11.5 })
    expect(rig.told).toEqual(['stored page:home 1'])
  })

  it('is counted on a slow node, too, whose commands are all executed in the end', () => {
    const rig = new RedisRig({ redis })
    rig.cluster.slowDown(0, 100)
    const fills = [1, 2, 3].map(version => rig.fill(0, entry(version)))
    rig.run(1000)
    expect(fills.map(fill => [fill.outcome, fill.atMs])).toEqual(Array(3).fill([REFUSED, 10]))
    expect(rig.told).toHaveLength(3)
  })
})

describe('from another region', () => {
  const link = { delayMs: 40, isCut: false }

  it('a command travels further, both ways', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    const read = rig.read(0, page, 'primary', rig.cluster.seenFrom(link))
    rig.run(100)
    expect(read).toEqual({ outcome: 1, atMs: TRIP_MS + 80 })
  })

  it('a timeout counts the way', () => {
    const rig = new RedisRig({ redis: { commandTimeoutMs: 83 } })
    rig.cluster.seed(page, entry(1))
    const far = rig.cluster.seenFrom(link)
    const [late, fill, inTime] = [
      rig.read(0, page, 'primary', far),
      rig.fill(0, entry(2), page, far),
      rig.read(0),
    ]
    rig.run(200)
    expect(late).toEqual({ outcome: REFUSED, atMs: 83 })
    expect(fill).toEqual({ outcome: REFUSED, atMs: 83 })
    expect(inTime.outcome).toBe(1)
    expect(rig.told).toContain('stored page:home 2')
  })

  it('nothing is reached while the link is cut, and the others are not disturbed', () => {
    const rig = new RedisRig()
    rig.cluster.seed(page, entry(1))
    const cut = { delayMs: 40, isCut: true }
    const far = rig.cluster.seenFrom(cut)
    const [refused, near] = [rig.delete(0, page, far), rig.read(0)]
    rig.at(50, () => {
      cut.isCut = false
    })
    const healed = rig.read(60, page, 'primary', far)
    rig.run(200)
    expect(refused.outcome).toBe(REFUSED)
    expect([near.outcome, healed.outcome]).toEqual([1, 1])
  })

  it('a command whose answer the cut keeps back is executed', () => {
    const rig = new RedisRig()
    const cut = { delayMs: 40, isCut: false }
    const fill = rig.fill(0, entry(1), page, rig.cluster.seenFrom(cut))
    rig.at(50, () => {
      cut.isCut = true
    })
    rig.run(200)
    expect(fill.outcome).toBe(REFUSED)
    expect(rig.told).toEqual(['stored page:home 1'])
  })
})
