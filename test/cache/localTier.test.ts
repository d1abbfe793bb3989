import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '#cache/entry.ts'
import { type Key, makeKey } from '#cache/key.ts'
import { LocalTier, type LocalTierWatcher } from '#cache/localTier.ts'

const keys = Array.from({ length: 5000 }, (_, n) => makeKey('product', `product:${n}`))

function entryWith(version: number, freshUntilMs = 10_000): Entry {
  return {
    value: version,
    version,
    createdAtMs: 0,
    exists: true,
    freshUntilMs,
    keptUntilMs: freshUntilMs,
    loadMs: 10,
  }
}

function put(tier: LocalTier, key: Key, { version = 1, since = tier.now, nowMs = 0 } = {}): boolean {
  return tier.keep(key, entryWith(version), nowMs + 5000, since, nowMs)
}

describe('L1', () => {
  it('holds a copy for its TTL or until the entry ends, whichever comes first', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    tier.keep(keys[0]!, entryWith(1, 10_000), 6000, tier.now, 1000)
    tier.keep(keys[1]!, entryWith(1, 3000), 6000, tier.now, 1000)
    expect(tier.get(keys[0]!, 5999.9)).not.toBeNull()
    expect(tier.get(keys[0]!, 6000)).toBeNull()
    expect(tier.get(keys[1]!, 2999.9)).not.toBeNull()
    expect(tier.get(keys[1]!, 3000)).toBeNull()
    expect(tier.size).toBe(0)
  })

  it('does not keep what has ended', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    expect(tier.keep(keys[0]!, entryWith(1, 1000), 6000, tier.now, 1000)).toBe(false)
    expect(tier.size).toBe(0)
  })

  it('never holds more than its bound, and drops the least recently used first', () => {
    const commands = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), { maxLength: 100 })
    fc.assert(
      fc.property(commands, fc.integer({ min: 1, max: 5 }), (list, maxEntries) => {
        const tier = new LocalTier({ maxEntries: maxEntries })
        let plain: Key[] = []
        for (const [isRead, index] of list) {
          const key = keys[index]!
          const isHeld = plain.includes(key)
          if (isRead) expect(tier.get(key, 0) !== null).toBe(isHeld)
          else put(tier, key)
          if (isRead && !isHeld) continue
          plain = [...plain.filter(each => each !== key), key].slice(-maxEntries)
          expect(tier.size).toBe(plain.length)
        }
        expect(keys.slice(0, 10).filter(key => tier.get(key, 0) !== null).length).toBe(plain.length)
      }),
      { seed: 10, numRuns: 300 },
    )
  })

  it('does not replace a newer version by an older one, but an older one by a newer', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    put(tier, keys[0]!, { version: 2 })
    expect(put(tier, keys[0]!, { version: 1 })).toBe(false)
    expect(tier.get(keys[0]!, 0)?.version).toBe(2)
    expect(put(tier, keys[0]!, { version: 3 })).toBe(true)
    expect(tier.get(keys[0]!, 0)?.version).toBe(3)
  })

  it('tells its watcher of every copy it keeps and of every copy that goes, also of one that made room', () => {
    const held = new Set<string>()
    const watcher: LocalTierWatcher = {
      kept: key => held.add(key.name),
      dropped: key => held.delete(key.name),
    }
    const tier = new LocalTier({ maxEntries: 4 }, watcher)
    for (const key of keys.slice(0, 6)) put(tier, key)
    tier.evict(keys[5]!)
    tier.expire(keys[4]!)
    tier.get(keys[3]!, 5000)
    expect([...held]).toEqual(['product:2'])
    expect(tier.size).toBe(1)
  })

  it('does not tell its watcher of copies it does not hold', () => {
    const dropped: string[] = []
    const tier = new LocalTier(
      { maxEntries: 100 },
      { kept: () => {}, dropped: key => dropped.push(key.name) },
    )
    tier.evict(keys[0]!)
    tier.expire(keys[0]!)
    expect(dropped).toEqual([])
  })
})

describe('an eviction', () => {
  it('drops the copy and refuses copies that were fetched before it, not those fetched after', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    const before = tier.now
    put(tier, keys[0]!)
    tier.evict(keys[0]!)
    expect(tier.get(keys[0]!, 0)).toBeNull()
    expect(put(tier, keys[0]!, { since: before, version: 9 })).toBe(false)
    expect(put(tier, keys[0]!, { since: tier.now })).toBe(true)
  })

  it('of one key does not refuse copies of another', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    const before = tier.now
    tier.evict(keys[0]!)
    expect(put(tier, keys[1]!, { since: before })).toBe(true)
  })

  it('refuses them also when the memory of evictions has overflowed', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    const before = tier.now
    tier.evict(keys[0]!)
    for (let n = 1; n <= 4996; n++) tier.evict(keys[n]!)
    expect(put(tier, keys[0]!, { since: before })).toBe(false)
    expect(put(tier, keys[4996]!, { since: before })).toBe(false)
    expect(put(tier, keys[0]!, { since: tier.now })).toBe(true)
  })

  it('is remembered exactly up to 4096 keys: nobody is refused for nothing', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    const before = tier.now
    for (let n = 0; n < 4096; n++) tier.evict(keys[n]!)
    expect(put(tier, keys[4999]!, { since: before })).toBe(true)
    expect(put(tier, keys[0]!, { since: before })).toBe(false)
  })

  it('is remembered from its last time when a key is evicted again and again', () => {
    const tier = new LocalTier({ maxEntries: 100 })
    for (let n = 0; n < 4000; n++) tier.evict(keys[n]!)
    const middle = tier.now
    tier.evict(keys[0]!)
    for (let n = 4000; n < 5000; n++) tier.evict(keys[n]!)
    expect(put(tier, keys[0]!, { since: middle })).toBe(false)
    expect(put(tier, keys[2000]!, { since: middle })).toBe(true)
  })

  it('is never missed, whatever is evicted and fetched in between', () => {
    const commands = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('evict' as const), count: fc.integer({ min: 1, max: 3000 }) }),
        fc.record({ kind: fc.constant('leave' as const), key: fc.integer({ min: 0, max: 4999 }) }),
        fc.record({ kind: fc.constant('return' as const), key: fc.constant(0) }),
      ),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(commands, list => {
        const tier = new LocalTier({ maxEntries: 100 })
        const evicted: Key[] = []
        const away: { key: Key; since: number; evictedBefore: number }[] = []
        let next = 0
        for (const command of list) {
          if (command.kind === 'evict')
            for (let n = 0; n < command.count; n++) {
              const key = keys[next++ % keys.length]!
              tier.evict(key)
              evicted.push(key)
            }
          else if (command.kind === 'leave')
            away.push({ key: keys[command.key]!, since: tier.now, evictedBefore: evicted.length })
          else {
            const reader = away.shift()
            if (reader === undefined) continue
            const wasEvicted = evicted.slice(reader.evictedBefore).includes(reader.key)
            if (wasEvicted) expect(put(tier, reader.key, { since: reader.since })).toBe(false)
          }
        }
      }),
      { seed: 11, numRuns: 100 },
    )
  })
})
