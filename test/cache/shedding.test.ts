import { describe, expect, it } from 'vitest'
import { SheddingSettings } from '#cache/design.ts'
import { makeKey } from '#cache/key.ts'
import { LoadShed } from '#cache/ports.ts'
import type { Priority } from '#cache/priority.ts'
import { LoadShedder, type ShedLevel } from '#cache/shedding.ts'
import { answerOf, errorOf, Rig } from './fakes.ts'

/** Ten loads in a window are normal; P2 is refused from the twentieth on, P1 from the fortieth. */
const settings = SheddingSettings.parse({ normalLoadsPerSecond: 10, tripAtMultiple: 2 })

function isShed(shedder: LoadShedder, priority: Priority, nowMs: number): boolean {
  try {
    shedder.admit(priority, nowMs)
    return false
  } catch (error) {
    if (error instanceof LoadShed) return true
    throw error
  }
}

/** Asks so many times; the number, counted from 1, of the first that is refused, null when none is. */
function firstShed(shedder: LoadShedder, priority: Priority, times: number, nowMs = 0): number | null {
  let first: number | null = null
  for (let n = 1; n <= times; n++) if (isShed(shedder, priority, nowMs)) first ??= n
  return first
}

describe('shedding', () => {
  it('refuses P2 from the multiple on, P1 from twice that on, and P0 never', () => {
    expect(firstShed(new LoadShedder(settings), 'P2', 100)).toBe(20)
    expect(firstShed(new LoadShedder(settings), 'P1', 100)).toBe(40)
    expect(firstShed(new LoadShedder(settings), 'P0', 1000)).toBeNull()
  })

  it('measures all classes together', () => {
    const shedder = new LoadShedder(settings)
    expect(firstShed(shedder, 'P0', 39)).toBeNull()
    expect(isShed(shedder, 'P1', 0)).toBe(true)
    expect(isShed(shedder, 'P2', 0)).toBe(true)
    expect(isShed(shedder, 'P0', 0)).toBe(false)
  })

  it('refuses only the excess: a class has its share of every window, however much is asked', () => {
    const shedder = new LoadShedder(settings)
    let admitted = 0
    // 1000 a second for ten seconds, all of it P2, of which 20 would be too many.
    for (let n = 0; n < 10_000; n++) if (!isShed(shedder, 'P2', n)) admitted++
    expect(admitted).toBeGreaterThanOrEqual(170)
    expect(admitted).toBeLessThan(200)
  })

  it('says that it sheds as long as more is asked than it would let through', () => {
    const told: ShedLevel[] = []
    const shedder = new LoadShedder(settings, level => told.push(level))
    for (let n = 0; n < 300; n++) isShed(shedder, 'P2', (n * 1000) / 30)
    expect(told).toEqual(['P2'])
  })

  it('looks at a sliding window, and recovers when what is asked is normal again', () => {
    const shedder = new LoadShedder(settings)
    firstShed(shedder, 'P2', 100, 0)
    expect(isShed(shedder, 'P2', 500)).toBe(true)
    expect(isShed(shedder, 'P2', 950)).toBe(true)
    expect(isShed(shedder, 'P2', 1100)).toBe(false)
  })

  it('forgets everything in a long silence', () => {
    const shedder = new LoadShedder(settings)
    firstShed(shedder, 'P2', 1000, 0)
    expect(firstShed(shedder, 'P2', 19, 60_000)).toBeNull()
  })

  it('refuses nobody while what is asked stays below the multiple', () => {
    const shedder = new LoadShedder(settings)
    for (let n = 0; n < 1000; n++) expect(isShed(shedder, 'P2', n * 60)).toBe(false)
  })

  it('tells once of each change', () => {
    const told: ShedLevel[] = []
    const shedder = new LoadShedder(settings, level => told.push(level))
    firstShed(shedder, 'P1', 100, 0)
    isShed(shedder, 'P1', 5000)
    expect(told).toEqual(['P2', 'P1', 'none'])
  })
})

describe('an instance that sheds', () => {
  const shedding = { normalLoadsPerSecond: 5, tripAtMultiple: 2 }
  /** Asks for so many keys at once, each of which is a load. */
  const readMany = (rig: Rig, count: number, priority?: Priority, type = 'product') =>
    Array.from({ length: count }, (_, n) =>
      rig.read(makeKey(type, `${type}:${n}`), 0, priority === undefined ? {} : { priority }),
    )
  const shed = (rig: Rig, readers: ReturnType<Rig['read']>[]) => {
    rig.kernel.run(rig.kernel.nowMs + 100)
    return readers.filter(reader => 'error' in reader.result()).length
  }

  it('refuses loads by the priority of their type, and answers hits as ever', () => {
    const rig = new Rig({ policy: { priority: 'P2' }, shedding })
    const readers = readMany(rig, 30)
    expect(shed(rig, readers)).toBe(21)
    expect(errorOf(readers[20]!)).toBeInstanceOf(LoadShed)
    expect(rig.witness.count('load-shed')).toBe(21)
    expect(rig.origin.loads).toBe(9)
    const hit = rig.read(makeKey('product', 'product:0'))
    rig.kernel.run(300)
    expect(answerOf(hit).source).toBe('l2')
  })

  it('goes by what the caller says of itself before what the type says', () => {
    const important = new Rig({ policy: { priority: 'P2' }, shedding })
    expect(shed(important, readMany(important, 100, 'P0'))).toBe(0)
    const unimportant = new Rig({ policy: { priority: 'P0' }, shedding })
    expect(shed(unimportant, readMany(unimportant, 30, 'P2'))).toBe(21)
  })

  it('goes by it also past the caches, and for the version of a row', () => {
    const past = new Rig({ policy: { pattern: 'none', priority: 'P0' }, shedding })
    expect(shed(past, readMany(past, 30, 'P2'))).toBe(21)
    const stamped = new Rig({
      policy: { priority: 'P0', invalidation: { versionStamps: { lookup: 'primary' } } },
      shedding,
    })
    // Each read that is not refused asks twice: for the version, then for the row.
    expect(shed(stamped, readMany(stamped, 30, 'P2'))).toBeGreaterThan(20)
    expect(stamped.origin.loads + stamped.origin.versions).toBeLessThan(20)
  })

  it('keeps types apart by their priority', () => {
    const rig = new Rig({
      policy: { priority: 'P2' },
      policies: { checkout: { priority: 'P0' }, search: {} },
      shedding,
    })
    readMany(rig, 30)
    expect(shed(rig, readMany(rig, 30, undefined, 'checkout'))).toBe(0)
    expect(shed(rig, readMany(rig, 1, undefined, 'search'))).toBe(1)
  })

  it('keeps nothing of what it has refused, and loads when it has recovered', () => {
    const rig = new Rig({ policy: { priority: 'P2' }, shedding })
    readMany(rig, 30)
    rig.kernel.run(3000)
    const key = makeKey('product', 'product:29')
    expect(rig.store.entry(key)).toBeNull()
    const reader = rig.read(key)
    rig.kernel.run(3100)
    expect(answerOf(reader).source).toBe('load')
  })

  it('lets an emptied cache fill bit by bit, however often what is missing is asked for', () => {
    const rig = new Rig({ policy: { priority: 'P2' }, shedding })
    for (let atMs = 0; atMs < 5000; atMs += 100) {
      readMany(rig, 30)
      rig.kernel.run(atMs + 100)
    }
    const readers = readMany(rig, 30)
    rig.kernel.run(5100)
    expect(new Set(readers.map(reader => answerOf(reader).source))).toEqual(new Set(['l2']))
    expect(rig.origin.loads).toBe(30)
  })

  it('serves an ended copy where it would refuse, if the type outlasts errors', () => {
    const rig = new Rig({
      policy: { priority: 'P2', l2: { ttlMs: 1000, jitter: 0 }, staleIfErrorMs: 5000 },
      policies: { search: { priority: 'P2' } },
      shedding,
    })
    rig.read()
    rig.kernel.run(1500)
    readMany(rig, 30, undefined, 'search')
    const reader = rig.read()
    rig.kernel.run(1600)
    expect(answerOf(reader)).toMatchObject({ source: 'l2', entry: { version: 1 } })
    expect(rig.witness.count('stale-on-error')).toBeGreaterThan(0)
  })
})

describe('the limit on loads under way', () => {
  it('refuses one more at once, says so, and lets the next in when one has ended', () => {
    const rig = new Rig({ missLimit: 2 })
    rig.origin.loadMs = 50
    const keys = [1, 2, 3].map(n => makeKey('product', `product:${n}`))
    const readers = keys.map(key => rig.read(key))
    rig.kernel.run(10)
    expect(errorOf(readers[2]!)).toBeInstanceOf(LoadShed)
    expect(rig.witness.count('load-limited')).toBe(1)
    rig.kernel.run(100)
    const next = rig.read(keys[2])
    rig.kernel.run(200)
    expect(answerOf(next).source).toBe('load')
    expect(rig.origin.mostRunning).toBe(2)
    expect(rig.witness.count('load-limited')).toBe(1)
  })

  it('counts the looking up of versions, too, and makes room when it fails', () => {
    const rig = new Rig({ policy: { invalidation: { versionStamps: { lookup: 'primary' } } }, missLimit: 1 })
    rig.origin.versionMs = 50
    const readers = [rig.read(), rig.read()]
    rig.origin.failure = new LoadShed('no')
    rig.kernel.run(100)
    expect(readers.map(errorOf).every(error => error instanceof LoadShed)).toBe(true)
    expect(rig.witness.count('load-limited')).toBe(1)
    rig.origin.failure = undefined
    const next = rig.read()
    rig.kernel.run(300)
    expect(answerOf(next).source).toBe('load')
  })
})
