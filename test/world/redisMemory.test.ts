import { afterEach, describe, expect, it } from 'vitest'
import { Policy } from '#cache/policy.ts'

import { MockNodes } from '#wire/mockNodes.ts'
import { entry, pageKey, REFUSED, RedisRig, TRIP_MS } from './redisRig.ts'

/** What an entry of one of ten pages takes: 900 bytes of value, 6 of its name, 100 of Redis's own. */
const ENTRY_BYTES = 1006
const TOKEN_BYTES = 122
const values = { page: { bytes: 900 } }
const priced = { values, prices: { redisPerGbHour: 1, overflowPerGbHour: 0.1 } }

function limited(entries: number, redis: object = {}): RedisRig {
  return new RedisRig({ redis: { memoryBytes: entries * ENTRY_BYTES + 50, ...redis }, world: { values } })
}

/** The last that was told of memory, bytes. */
function memory(rig: RedisRig): number | undefined {
  const line = rig.told.findLast(line => line.startsWith('memory 0 '))
  return line === undefined ? undefined : Number(line.split(' ')[2])
}

function told(rig: RedisRig, what: string): readonly string[] {
  return rig.told.filter(line => line.startsWith(`${what} `))
}

/** Which of the pages 1 to `count` are held, without touching them. */
function heldPages(rig: RedisRig, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n + 1).filter(n => {
    const program = rig.cluster.has(pageKey(n))
    return program.next().value as unknown as boolean
  })
}

describe('memory is accounted:', () => {
  it('an entry takes its value, its name and a hundred bytes, as long as it is held', () => {
    const rig = new RedisRig({ world: priced })
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(10, entry(2), pageKey(1))
    rig.fill(20, entry(1), pageKey(2))
    rig.delete(30, pageKey(1))
    rig.run(100)
    expect(told(rig, 'memory')).toEqual([1, 2, 1].map(n => `memory 0 ${n * ENTRY_BYTES}`))
    expect(rig.bytes).toEqual(Array(3).fill(ENTRY_BYTES))
  })

  it('a value that is encoded is smaller, and one that does not exist is small', () => {
    const encoded = Policy.parse({
      stalenessBudgetMs: 1000,
      signedBy: null,
      l1: null,
      l2: null,
      invalidation: { deleteOnWrite: false, publishToL1: false, cdcBackstop: false, missTokens: false },
      coalescing: 'none',
      earlyExpiry: { kind: 'none' },
      loadCapMs: 1000,
      encoding: { format: 'messagepack', compression: 'none' },
    })
    const rig = new RedisRig({ world: priced, policies: { page: { ...encoded } } })
    rig.fill(0, entry(1), pageKey(1))
    rig.run(10)
    expect(memory(rig)).toBe(675 + 106)
    rig.fill(0, { ...entry(0), exists: false }, pageKey(1))
    rig.run(20)
    expect(memory(rig)).toBe(4 + 106)
  })

  it('miss tokens and leases take room, too', () => {
    const rig = new RedisRig({ world: priced })
    rig.send(0, (store, call) => store.lookUp(pageKey(1), true, call))
    rig.send(10, (store, call) => store.lookUp(pageKey(1), true, call))
    rig.send(20, (store, call) => store.takeLease(pageKey(1), 'holder', 500, call))
    rig.send(30, (store, call) => store.renewLease(pageKey(1), 'holder', 500, call))
    rig.send(40, (store, call) => store.releaseLease(pageKey(1), 'another', call))
    rig.send(50, (store, call) => store.releaseLease(pageKey(1), 'holder', call))
    rig.fill(60, entry(1), pageKey(1))
    const leased = TOKEN_BYTES + 'lock:{page:1}holder'.length + 100
    rig.run(49)
    expect(memory(rig)).toBe(leased)
    rig.run(100)
    expect(told(rig, 'memory')).toEqual(
      [TOKEN_BYTES, leased, TOKEN_BYTES, ENTRY_BYTES].map(bytes => `memory 0 ${bytes}`),
    )
  })

  it('what has expired is freed when it is touched, and within a second anyway', () => {
    const rig = new RedisRig({ world: priced })
    rig.cluster.start()
    for (const n of [1, 2]) rig.fill(0, { ...entry(1, 500), keptUntilMs: 90_500 }, pageKey(n))
    rig.run(90_499)
    expect(memory(rig)).toBe(2 * ENTRY_BYTES)
    const read = rig.read(90_510 - 90_499, pageKey(1))
    rig.run(90_520)
    expect(read.outcome).toBeNull()
    expect(memory(rig)).toBe(ENTRY_BYTES)
    rig.run(91_001)
    expect(memory(rig)).toBe(0)
  })

  it('an entry that is written again for longer is kept as long', () => {
    const rig = new RedisRig({ world: priced })
    rig.cluster.start()
    rig.fill(0, { ...entry(1, 500), keptUntilMs: 90_500 }, pageKey(1))
    rig.fill(10, { ...entry(2, 500), keptUntilMs: 190_500 }, pageKey(1))
    rig.fill(20, { ...entry(1, 500), keptUntilMs: 190_500 }, pageKey(2))
    rig.fill(30, { ...entry(2, 500), keptUntilMs: 90_500 }, pageKey(2))
    rig.run(92_000)
    expect(memory(rig)).toBe(ENTRY_BYTES)
    rig.run(192_000)
    expect(memory(rig)).toBe(0)
  })

  it('a restart frees everything, and a snapshot brings it back', () => {
    const rig = new RedisRig({ world: priced, redis: { snapshotEveryMs: 100 } })
    rig.cluster.seed(pageKey(1), entry(1))
    rig.cluster.start()
    rig.fill(110, entry(1), pageKey(2))
    rig.down(150, 50, { loses: true })
    rig.run(1000)
    expect(told(rig, 'memory')).toEqual([1, 2, 0, 1].map(n => `memory 0 ${n * ENTRY_BYTES}`))
  })

  it('a snapshot does not bring back what has ended since', () => {
    const rig = new RedisRig({ world: priced, redis: { snapshotEveryMs: 100 } })
    rig.cluster.seed(pageKey(1), entry(1, 120))
    rig.cluster.seed(pageKey(2), entry(1))
    rig.cluster.start()
    rig.down(150, 70_000, { loses: true })
    rig.run(71_000)
    expect(memory(rig)).toBe(ENTRY_BYTES)
    expect(told(rig, 'stored').slice(2)).toEqual(['stored page:2 1'])
  })

  it('an entry that is gone had so many reads', () => {
    const rig = new RedisRig({ world: priced })
    rig.fill(0, entry(1), pageKey(1))
    for (const atMs of [10, 20, 30]) rig.read(atMs, pageKey(1))
    rig.fill(40, entry(2), pageKey(1))
    rig.read(50, pageKey(1))
    rig.delete(60, pageKey(1))
    rig.send(70, (store, call) => store.lookUp(pageKey(1), true, call))
    rig.delete(80, pageKey(1))
    rig.run(100)
    expect(told(rig, 'left')).toEqual(['left page:1 3', 'left page:1 1'])
    expect(told(rig, 'hit')).toHaveLength(4)
  })

  it('a read of an entry that is kept past its freshness is no hit', () => {
    const rig = new RedisRig({ world: priced })
    rig.fill(0, entry(1, 50), pageKey(1))
    const read = rig.read(60, pageKey(1))
    rig.run(100)
    expect(read.outcome).toBe(1)
    expect(told(rig, 'hit')).toEqual([])
  })

  it('only where there is a limit or a price', () => {
    const rig = new RedisRig({ world: { values } })
    rig.fill(0, entry(1), pageKey(1))
    rig.read(10, pageKey(1))
    rig.delete(20, pageKey(1))
    rig.run(100)
    expect(rig.told).toEqual(['stored page:1 1', 'deleted page:1'])
    expect(rig.bytes).toEqual([0])
  })

  describe('on the embedded Redis', () => {
    const mocks = new MockNodes()
    afterEach(() => mocks.close())

    it('as on the model', async () => {
      const commands = (rig: RedisRig) => {
        for (let n = 1; n <= 9; n++) {
          rig.send(10 * n, (store, call) => store.lookUp(pageKey(n), true, call))
          rig.fill(100 + 10 * n, entry(1), pageKey(n))
          rig.send(200 + 10 * n, (store, call) => store.takeLease(pageKey(n), 'a', 50, call))
          if (n % 3 === 0) rig.delete(300 + 10 * n, pageKey(n))
        }
        rig.cluster.start()
        return rig
      }
      const settings = { redis: { memoryBytes: 5000 }, world: priced }
      const model = commands(new RedisRig(settings))
      model.run(2000)
      const mock = commands(new RedisRig({ ...settings, nodeFor: kernel => mocks.nodeFor(0, kernel) }))
      await mock.kernel.runSettling(2000)
      expect(model.told.length).toBeGreaterThan(50)
      expect(mock.told).toEqual(model.told)
    })
  })
})

describe('a full node', () => {
  it('evicts what was not read for longest', () => {
    const rig = limited(3)
    for (const n of [1, 2, 3]) rig.fill(5000 * n, entry(1), pageKey(n))
    rig.read(20_000, pageKey(1))
    rig.fill(25_000, entry(1), pageKey(4))
    rig.run(30_000)
    expect(heldPages(rig, 4)).toEqual([1, 3, 4])
    expect(told(rig, 'evicted')).toEqual(['evicted page:2 0'])
    expect(told(rig, 'left')).toEqual(['left page:2 0'])
    expect(memory(rig)).toBe(3 * ENTRY_BYTES)
  })

  it('evicts what was read least often, if it is told to', () => {
    const rig = limited(3, { eviction: 'allkeys-lfu' })
    for (const n of [1, 2, 3]) rig.fill(n, entry(1), pageKey(n))
    for (let n = 0; n < 50; n++) for (const page of [1, 3]) rig.read(100 + n, pageKey(page))
    rig.fill(5000, entry(1), pageKey(2))
    rig.fill(6000, entry(1), pageKey(4))
    rig.run(10_000)
    expect(heldPages(rig, 4)).toContain(1)
    expect(heldPages(rig, 4)).toContain(3)
    expect(heldPages(rig, 4)).toHaveLength(3)
  })

  it('never holds more than its limit', () => {
    const rig = limited(5)
    for (let n = 1; n <= 100; n++) rig.fill(n, entry(1), pageKey(n))
    rig.run(1000)
    const bytes = told(rig, 'memory').map(line => Number(line.split(' ')[2]))
    expect(Math.max(...bytes)).toBeLessThanOrEqual(5 * ENTRY_BYTES + 50)
    expect(bytes.at(-1)).toBeGreaterThan(4 * ENTRY_BYTES)
    expect(heldPages(rig, 100).length + told(rig, 'evicted').length).toBe(100)
  })

  it('evicts miss tokens as well, and then refuses the fill that shows one', () => {
    const rig = limited(1)
    let stamp: string | null = null
    rig.send(0, function* (store, call) {
      stamp = (yield* store.lookUp(pageKey(1), true, call)).stamp
    })
    rig.fill(5000, entry(1), pageKey(2))
    const fill = rig.send(6000, function* (store, call) {
      return yield* store.fill(pageKey(1), entry(1), stamp, call)
    })
    rig.run(10_000)
    expect(stamp).not.toBeNull()
    expect(fill.outcome).toBe(false)
    // A token is no entry: nobody is told that one is gone.
    expect(told(rig, 'evicted')).toEqual([])
  })

  it('counts a second miss as a use of the token', () => {
    const rig = limited(2)
    const miss = (atMs: number) => rig.send(atMs, (store, call) => store.lookUp(pageKey(1), true, call))
    miss(0)
    rig.fill(5000, entry(1), pageKey(2))
    miss(10_000)
    rig.fill(15_000, entry(1), pageKey(3))
    rig.run(20_000)
    expect(told(rig, 'evicted')).toEqual(['evicted page:2 0'])
    expect(memory(rig)).toBe(TOKEN_BYTES + ENTRY_BYTES)
  })

  it('keeps to its limit after a restart', () => {
    const rig = limited(2)
    for (const n of [1, 2, 3, 4, 5]) rig.fill(n, entry(1), pageKey(n))
    rig.down(100, 10, { loses: true })
    for (const n of [6, 7, 8]) rig.fill(200 + n, entry(1), pageKey(n))
    rig.run(1000)
    expect(memory(rig)).toBe(2 * ENTRY_BYTES)
    expect(heldPages(rig, 8)).toHaveLength(2)
  })

  it('evicts warm entries that do not fit', () => {
    const rig = limited(3)
    for (let n = 1; n <= 9; n++) rig.cluster.seed(pageKey(n), entry(1))
    expect(heldPages(rig, 9)).toHaveLength(3)
    expect(memory(rig)).toBe(3 * ENTRY_BYTES)
  })

  it('refuses fills, tokens and leases, if it is told to evict nothing', () => {
    const rig = limited(2, { eviction: 'noeviction' })
    const fills = [1, 2, 3].map(n => rig.fill(10 * n, entry(1), pageKey(n)))
    const again = rig.fill(40, entry(2), pageKey(1))
    const look = rig.send(50, (store, call) => store.lookUp(pageKey(3), true, call))
    const lease = rig.send(60, (store, call) => store.takeLease(pageKey(3), 'a', 1000, call))
    rig.delete(70, pageKey(1))
    const later = rig.fill(80, entry(1), pageKey(3))
    rig.run(100)
    expect(fills.map(fill => fill.outcome)).toEqual([true, true, false])
    expect(again.outcome).toBe(true)
    expect(look.outcome).toEqual({ entry: null, stamp: null })
    expect(lease).toEqual({ outcome: REFUSED, atMs: 60 + TRIP_MS })
    expect(later.outcome).toBe(true)
    expect(told(rig, 'evicted')).toEqual([])
  })

  it('that evicts tells its replica', () => {
    const rig = limited(1, { replicas: 1 })
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    const reads = [1, 2].map(n => rig.read(6000, pageKey(n), 'replica'))
    rig.run(10_000)
    expect(reads.map(read => read.outcome)).toEqual([null, 1])
  })
})

describe('slower storage below memory', () => {
  const DELAY_MS = 30

  function tiered(entries: number, spilled: number, redis: object = {}): RedisRig {
    return limited(entries, { overflow: { bytes: spilled * ENTRY_BYTES, delayMs: DELAY_MS }, ...redis })
  }

  it('takes what memory evicts, answers more slowly, and gives it back when it is read', () => {
    const rig = tiered(1, 5)
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    const [first, again] = [rig.read(6000, pageKey(1)), rig.read(12_000, pageKey(1))]
    const other = rig.read(18_000, pageKey(2))
    rig.run(20_000)
    expect(first).toEqual({ outcome: 1, atMs: 6000 + TRIP_MS + DELAY_MS })
    expect(again).toEqual({ outcome: 1, atMs: 12_000 + TRIP_MS })
    expect(other).toEqual({ outcome: 1, atMs: 18_000 + TRIP_MS + DELAY_MS })
    expect(told(rig, 'evicted')).toEqual([])
    expect(memory(rig)).toBe(ENTRY_BYTES)
  })

  it('loses the least recently used when it is full, too', () => {
    const rig = tiered(1, 2)
    for (const n of [1, 2, 3, 4]) rig.fill(5000 * n, entry(1), pageKey(n))
    rig.run(30_000)
    expect(heldPages(rig, 4)).toEqual([2, 3, 4])
    expect(told(rig, 'evicted')).toEqual(['evicted page:1 0'])
  })

  it('does not hold a node up: the next command does not wait for it', () => {
    const rig = tiered(1, 5)
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    const [slow, next] = [rig.read(6000, pageKey(1)), rig.read(6000, pageKey(9))]
    rig.run(20_000)
    expect(slow.atMs).toBe(6000 + TRIP_MS + DELAY_MS)
    expect(next.atMs).toBeLessThan(6000 + 2 * TRIP_MS)
  })

  it('counts towards a timeout', () => {
    const rig = tiered(1, 5, { commandTimeoutMs: 20 })
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    const [late, again] = [rig.read(6000, pageKey(1)), rig.read(7000, pageKey(1))]
    rig.run(20_000)
    expect(late).toEqual({ outcome: REFUSED, atMs: 6020 })
    expect(again).toEqual({ outcome: 1, atMs: 7000 + TRIP_MS })
  })

  it('takes no tokens', () => {
    const rig = tiered(1, 5)
    rig.send(0, (store, call) => store.lookUp(pageKey(1), true, call))
    rig.fill(5000, entry(1), pageKey(2))
    const again = rig.send(6000, (store, call) => store.lookUp(pageKey(1), false, call))
    rig.run(10_000)
    expect(again.outcome).toEqual({ entry: null, stamp: null })
  })

  it('is left by what is written again, which takes its room in memory', () => {
    const rig = tiered(1, 5)
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    rig.fill(10_000, entry(2), pageKey(1))
    const read = rig.read(11_000, pageKey(1))
    rig.run(20_000)
    expect(read).toEqual({ outcome: 2, atMs: 11_000 + TRIP_MS })
    expect(memory(rig)).toBe(ENTRY_BYTES)
  })

  it('is empty after a restart, too', () => {
    const rig = tiered(1, 1)
    for (const n of [1, 2]) rig.fill(5000 * n, entry(1), pageKey(n))
    rig.down(20_000, 10, { loses: true })
    for (const n of [3, 4]) rig.fill(20_000 + 5000 * n, entry(1), pageKey(n))
    rig.run(50_000)
    expect(heldPages(rig, 4)).toEqual([3, 4])
    expect(told(rig, 'evicted')).toEqual([])
  })

  it('is left by what is deleted or written again', () => {
    const rig = tiered(1, 5)
    rig.fill(0, entry(1), pageKey(1))
    rig.fill(5000, entry(1), pageKey(2))
    rig.delete(6000, pageKey(1))
    rig.fill(7000, entry(2), pageKey(1))
    const read = rig.read(8000, pageKey(1))
    rig.run(20_000)
    expect(read).toEqual({ outcome: 2, atMs: 8000 + TRIP_MS })
    expect(memory(rig)).toBe(ENTRY_BYTES)
  })
})

it('a look without a trace does not count as a read', () => {
  const rig = limited(2)
  rig.fill(0, entry(1), pageKey(1))
  rig.fill(5000, entry(1), pageKey(2))
  rig.at(10_000, () => expect(heldPages(rig, 1)).toEqual([1]))
  rig.fill(15_000, entry(1), pageKey(3))
  rig.run(20_000)
  expect(heldPages(rig, 3)).toEqual([2, 3])
})
