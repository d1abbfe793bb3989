import { describe, expect, it } from 'vitest'
import { HotKeys } from '#cache/hotKeys.ts'
import { makeKey } from '#cache/key.ts'
import type { HotKeySettings } from '#cache/policy.ts'
import { answerOf, type PolicyChange, policyWith, Rig } from './fakes.ts'

/** Hot from the tenth read within a second. */
const settings: HotKeySettings = policyWith({ hotKeys: { ratePerSecond: 10 } }).hotKeys!

describe('finding hot keys', () => {
  it('is done with the read that reaches the rate within a window', () => {
    const hot = new HotKeys(settings, () => {})
    for (let n = 1; n < 10; n++) expect(hot.read('a', n)).toBe(false)
    expect(hot.read('a', 10)).toBe(true)
    expect(hot.isHot('a')).toBe(true)
    expect(hot.isHot('b')).toBe(false)
  })

  it('does not add up reads of different windows', () => {
    const hot = new HotKeys(settings, () => {})
    for (let n = 0; n < 9; n++) hot.read('a', 990)
    for (let n = 0; n < 9; n++) expect(hot.read('a', 1010)).toBe(false)
  })

  it('lasts until a whole window has passed without the rate', () => {
    const hot = new HotKeys(settings, () => {})
    for (let n = 0; n < 10; n++) hot.read('a', 500)
    expect(hot.read('a', 1999)).toBe(true)
    expect(hot.read('a', 2000)).toBe(false)
    expect(hot.isHot('a')).toBe(false)
  })

  it('forgets at once who was hot before a long silence', () => {
    const hot = new HotKeys(settings, () => {})
    for (let n = 0; n < 10; n++) hot.read('a', 500)
    hot.read('b', 60_000)
    expect(hot.isHot('a')).toBe(false)
  })

  it('scales the rate to the window', () => {
    const hot = new HotKeys({ ...settings, windowMs: 500 }, () => {})
    for (let n = 1; n < 5; n++) expect(hot.read('a', n)).toBe(false)
    expect(hot.read('a', 5)).toBe(true)
  })

  it('knows some beforehand, which are always hot', () => {
    const found: string[] = []
    const hot = new HotKeys({ ...settings, known: ['a'] }, name => found.push(name))
    expect(hot.isHot('a')).toBe(true)
    expect(hot.read('a', 60_000)).toBe(true)
    for (let n = 0; n < 20; n++) hot.read('a', 60_001)
    expect(found).toEqual([])
  })

  it('tells once of each that it finds, while it stays hot', () => {
    const found: string[] = []
    const hot = new HotKeys(settings, name => found.push(name))
    for (let n = 0; n < 50; n++) hot.read('a', 500)
    for (let n = 0; n < 50; n++) hot.read('a', 1500)
    expect(found).toEqual(['a'])
    for (let n = 0; n < 50; n++) hot.read('a', 9500)
    expect(found).toEqual(['a', 'a'])
  })

  it('does not take a name for hot that has only inherited a counter', () => {
    const hot = new HotKeys({ ...settings, trackedKeys: 1 }, () => {})
    for (let n = 0; n < 9; n++) hot.read('a', 1)
    expect(hot.read('b', 2)).toBe(false)
  })

  it('is noted by an instance once', () => {
    const rig = new Rig({ policy: { hotKeys: { ratePerSecond: 5 } } })
    for (let n = 0; n < 20; n++) rig.at(n, () => rig.read())
    rig.kernel.run(100)
    expect(rig.witness.notes.filter(note => note.includes('product:1'))).toHaveLength(1)
  })
})

describe('local copies of hot keys', () => {
  const policy: PolicyChange = { hotKeys: { ratePerSecond: 5, localCopyMs: 2000 } }

  it('are kept by an instance without L1 once a key is hot, and of no other key', () => {
    const rig = new Rig({ policy })
    const cold = makeKey('product', 'product:2')
    rig.read(cold)
    for (let n = 0; n < 6; n++) rig.at(n, () => rig.read())
    rig.kernel.run(100)
    expect(rig.local(cold)).toBeNull()
    const asked = rig.store.lookUps
    const reader = rig.read()
    rig.kernel.run(200)
    expect(answerOf(reader).source).toBe('l1')
    expect(rig.store.lookUps).toBe(asked)
  })

  it('last as long as they are said to', () => {
    const rig = new Rig({ policy: { hotKeys: { ratePerSecond: 5, localCopyMs: 500, known: ['product:1'] } } })
    rig.read()
    rig.kernel.run(100)
    rig.kernel.run(499)
    expect(rig.local()?.version).toBe(1)
    rig.kernel.run(501)
    expect(rig.local()).toBeNull()
  })

  it('last longer than other copies of the instance where there is L1, too', () => {
    const rig = new Rig({
      policy: {
        ...policy,
        l1: { ttlMs: 100, maxEntries: 10 },
        hotKeys: { ...policy.hotKeys!, known: ['product:1'] },
      },
    })
    const cold = makeKey('product', 'product:2')
    rig.read()
    rig.read(cold)
    rig.kernel.run(150)
    expect(rig.local()?.version).toBe(1)
    expect(rig.local(cold)).toBeNull()
  })

  it('are taken away by an invalidation, here and elsewhere', () => {
    const rig = new Rig({
      policy: {
        hotKeys: { ratePerSecond: 5, localCopyMs: 2000, known: ['product:1'] },
        invalidation: { deleteOnWrite: true, publishToL1: true },
      },
      instances: 2,
    })
    rig.read(rig.key, 0)
    rig.read(rig.key, 1)
    rig.kernel.run(100)
    rig.write('second', rig.key, 0)
    rig.kernel.run(200)
    expect([rig.local(rig.key, 0), rig.local(rig.key, 1)]).toEqual([null, null])
  })
})
