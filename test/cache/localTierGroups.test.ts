import { describe, expect, it } from 'vitest'
import type { Entry } from '#cache/entry.ts'
import { type Key, makeKey } from '#cache/key.ts'
import { LocalTier } from '#cache/localTier.ts'

const entry: Entry = {
  value: 'first',
  version: 1,
  exists: true,
  createdAtMs: 0,
  freshUntilMs: 10_000,
  keptUntilMs: 10_000,
  loadMs: 10,
}
const shoe = makeKey('product', 'product:1', 'shoes')
const hat = makeKey('product', 'product:2', 'hats')

function tierWith(keys: readonly Key[], dropped: Key[] = []): LocalTier {
  const watcher = { kept: () => {}, dropped: (key: Key) => dropped.push(key) }
  const tier = new LocalTier({ maxEntries: 2, graceMs: 500 }, watcher)
  for (const key of keys) tier.keep(key, entry, 1000, tier.now, 0)
  return tier
}

describe('L1, when a whole group has changed', () => {
  it('drops what is of the group, and nothing else', () => {
    const dropped: Key[] = []
    const tier = tierWith([shoe, hat], dropped)
    tier.evictGroup('shoes')
    expect([tier.get(shoe, 10), tier.get(hat, 10)?.value]).toEqual([null, 'first'])
    expect(dropped).toEqual([shoe])
  })

  it('keeps nothing of any key whose reader had left before', () => {
    const tier = tierWith([])
    const { now } = tier
    tier.evictGroup('shoes')
    expect(tier.keep(hat, entry, 1000, now, 0)).toBe(false)
    expect(tier.keep(hat, entry, 1000, tier.now, 0)).toBe(true)
  })
})

describe('L1', () => {
  it('that makes room tells who left, once', () => {
    const dropped: Key[] = []
    const tier = tierWith([shoe, hat], dropped)
    const bag = makeKey('product', 'product:3')
    tier.keep(bag, entry, 1000, tier.now, 0)
    expect(dropped).toEqual([shoe])
    expect(tier.size).toBe(2)
  })

  it('knows a copy as ended from its end until its grace is over', () => {
    const tier = tierWith([shoe])
    expect([999, 1000, 1499, 1500].map(nowMs => tier.ended(shoe, nowMs)?.untilMs ?? null)).toEqual([
      null,
      1000,
      1000,
      null,
    ])
    const graceless = new LocalTier({ maxEntries: 2 })
    graceless.keep(shoe, entry, 1000, graceless.now, 0)
    expect(graceless.ended(shoe, 1000)).toBeNull()
  })

  it('forgets evictions one by one when there are too many, and then trusts nobody who left before the forgotten one', () => {
    const tier = tierWith([])
    const before = tier.now
    tier.evict(shoe)
    const after = tier.now
    for (let n = 0; n < 4096; n++) tier.evict(makeKey('product', `other:${n}`))
    expect(tier.keep(hat, entry, 1000, before, 0)).toBe(false)
    expect(tier.keep(hat, entry, 1000, after, 0)).toBe(true)
  })
})
