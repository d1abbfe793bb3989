import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Entry, Value } from '#cache/entry.ts'
import { makeKey } from '#cache/key.ts'
import type { Lookup, StoreNode } from '#cache/ports.ts'
import { TOKEN_MS } from '#cache/ports.ts'

export interface OpenNode {
  readonly node: StoreNode
  close(): Promise<void>
}

/** The node's clock, ms; a node under real time does not look at it. */
export interface Clock {
  nowMs: number
}

const key = makeKey('page', 'page:home')
const other = makeKey('page', 'page:{about} us, né 1999\n')
const KEEP_MS = 30_000

function entry(version: number, value: Value = `v${version}`): Entry {
  return {
    value,
    version,
    createdAtMs: 250,
    freshUntilMs: 30_250,
    keptUntilMs: 90_250.5,
    exists: true,
    loadMs: 12.5,
  }
}

/** What every node must do that stands behind the port. `isTimed`: its clock is ours, so that expiry can be tried. */
export function storeNodeContract(
  name: string,
  open: (clock: Clock) => Promise<OpenNode>,
  { isTimed }: { readonly isTimed: boolean },
): void {
  describe(`${name} as a store node`, () => {
    const clock: Clock = { nowMs: 0 }
    let opened: OpenNode

    beforeEach(async () => {
      clock.nowMs = 5000
      opened = await open(clock)
    })
    afterEach(() => opened.close())

    async function lookUp(wantsToken = true, asked = key): Promise<Lookup> {
      const { entry, stamp } = await opened.node.lookUp(asked, wantsToken, clock.nowMs)
      return { entry, stamp }
    }
    async function fill(filled: Entry, seen: string | null, keepMs = KEEP_MS, asked = key): Promise<boolean> {
      return opened.node.fill(asked, filled, seen, keepMs, clock.nowMs)
    }
    async function missToken(): Promise<string> {
      const { entry, stamp } = await lookUp()
      expect(entry).toBeNull()
      expect(stamp).toEqual(expect.any(String))
      return stamp!
    }

    describe('a miss', () => {
      test('gives a token', async () => {
        await missToken()
      })

      test('gives later missers the same token', async () => {
        const token = await missToken()
        expect(await missToken()).toBe(token)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: token })
      })

      test('gives the same token to those who miss at the same time', async () => {
        const stamps = await Promise.all(Array.from({ length: 10 }, missToken))
        expect(new Set(stamps).size).toBe(1)
      })

      test('leaves nothing behind when no token is asked for', async () => {
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      test('of another key gives another token', async () => {
        const token = await missToken()
        const { stamp } = await lookUp(true, other)
        expect(stamp).not.toBe(token)
        expect(await fill(entry(1), stamp)).toBe(false)
      })
    })

    describe('a fill that shows what it saw', () => {
      test('is kept in the place of its token', async () => {
        const token = await missToken()
        expect(await fill(entry(1), token)).toBe(true)
        const held = await lookUp()
        expect(held.entry).toEqual(entry(1))
        expect(held.stamp).not.toBe(token)
      })

      test('is refused when a delete has destroyed its token', async () => {
        const token = await missToken()
        await opened.node.delete(key, clock.nowMs)
        expect(await fill(entry(1), token)).toBe(false)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      test('is refused when a later miss has taken a token of its own', async () => {
        const token = await missToken()
        await opened.node.delete(key, clock.nowMs)
        const later = await missToken()
        expect(later).not.toBe(token)
        expect(await fill(entry(9), token)).toBe(false)
        expect(await fill(entry(1), later)).toBe(true)
      })

      test('is refused when there is nothing to compare with', async () => {
        expect(await fill(entry(1), 'never given')).toBe(false)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      test('is refused a second time by the entry it left', async () => {
        const token = await missToken()
        await fill(entry(1), token)
        expect(await fill(entry(1, 'again'), token)).toBe(false)
        expect((await lookUp()).entry).toEqual(entry(1))
      })

      test('replaces the entry whose stamp it shows, whatever the version', async () => {
        await fill(entry(5), null)
        const { stamp } = await lookUp()
        expect(await fill(entry(4), stamp)).toBe(true)
        const next = await lookUp()
        expect(next.entry).toEqual(entry(4))
        expect(next.stamp).not.toBe(stamp)
      })

      test('with an outdated stamp is refused unless the stored version is older', async () => {
        await fill(entry(1), null)
        const { stamp } = await lookUp()
        await fill(entry(5), null)
        const newer = await lookUp()
        expect(await fill(entry(4), stamp)).toBe(false)
        expect(await fill(entry(5, 'same'), stamp)).toBe(false)
        expect(await lookUp()).toEqual(newer)
        expect(await fill(entry(6), stamp)).toBe(true)
        expect((await lookUp()).entry).toEqual(entry(6))
      })

      test.each([
        [9, 10],
        [2 ** 31 - 1, 2 ** 31],
        [2 ** 32 - 1, 2 ** 32 + 1],
        [2 ** 53 - 2, 2 ** 53 - 1],
      ])('knows that version %d is older than %d', async (older, newer) => {
        await fill(entry(newer), null)
        expect(await fill(entry(older), 'outdated')).toBe(false)
        await fill(entry(older), null)
        expect(await fill(entry(newer), 'outdated')).toBe(true)
        expect((await lookUp()).entry).toEqual(entry(newer))
      })

      test('keeps a value of 1 MB', async () => {
        const large = entry(1, 'é'.repeat(500_000))
        expect(await fill(large, await missToken())).toBe(true)
        expect((await lookUp()).entry).toEqual(large)
        expect(await fill(entry(2), 'outdated')).toBe(true)
      })
    })

    describe('a fill that shows nothing', () => {
      test('is kept over nothing, a token, and a newer version', async () => {
        expect(await fill(entry(1), null)).toBe(true)
        await opened.node.delete(key, clock.nowMs)
        await missToken()
        expect(await fill(entry(7), null)).toBe(true)
        expect(await fill(entry(2), null)).toBe(true)
        expect((await lookUp()).entry).toEqual(entry(2))
      })

      test('destroys the token it writes over', async () => {
        const token = await missToken()
        await fill(entry(3), null)
        expect(await fill(entry(3), token)).toBe(false)
      })
    })

    describe('a delete', () => {
      test('of an entry leaves a miss, and of nothing leaves nothing', async () => {
        await fill(entry(1), null)
        await opened.node.delete(key, clock.nowMs)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
        await opened.node.delete(key, clock.nowMs)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      test('leaves other keys alone', async () => {
        await fill(entry(1), null)
        await fill(entry(2), null, KEEP_MS, other)
        await opened.node.delete(key, clock.nowMs)
        expect((await lookUp(true, other)).entry).toEqual(entry(2))
      })
    })

    test('losing everything loses entries and tokens', async () => {
      await fill(entry(1), null, KEEP_MS, other)
      const token = await missToken()
      await opened.node.clear()
      expect(await lookUp(false, other)).toEqual({ entry: null, stamp: null })
      expect(await fill(entry(1), token)).toBe(false)
      expect(await missToken()).not.toBe(token)
    })

    test.each<[string, Value]>([
      ['null', null],
      ['0', 0],
      ['an empty string', ''],
      ['false', false],
      ['1 MB', 'x'.repeat(1_000_000)],
      ['what looks like a token', 's1 miss'],
      ['any characters', ' \n\r\0"\\ é 漢 🚀 \ud800'],
      ['nested JSON', { list: [1, [null, { deep: { a: 'b c', 10: false, 2: [] } }], ''], none: {} }],
    ])('gives back %s as it was', async (_, value) => {
      await fill(entry(1, value), null)
      expect((await lookUp()).entry).toStrictEqual(entry(1, value))
    })

    test.each([
      0.1 + 0.2,
      1 / 3,
      -1 / 3,
      1e-7,
      123_456.789_012_345_67,
      1_767_268_800_000.000_2,
      2 ** 53 - 1,
      1e21,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      Number.EPSILON,
    ])('gives back times of %d ms to the last bit', async ms => {
      const timed: Entry = {
        value: ms,
        version: 1,
        createdAtMs: ms,
        freshUntilMs: ms * 0.7,
        keptUntilMs: ms * 0.9,
        exists: true,
        loadMs: ms / 7,
      }
      await fill(timed, null)
      const held = (await lookUp()).entry!
      for (const field of ['value', 'createdAtMs', 'freshUntilMs', 'keptUntilMs', 'loadMs'] as const)
        expect(held[field]).toBe(timed[field])
    })

    test('gives back that a row does not exist', async () => {
      const absent: Entry = { ...entry(0, null), exists: false }
      await fill(absent, await missToken())
      expect((await lookUp()).entry).toStrictEqual(absent)
    })

    describe('a lease', () => {
      const LEASE_MS = 3000
      const take = async (holder: string, ms = LEASE_MS, asked = key) =>
        opened.node.takeLease(asked, holder, ms, clock.nowMs)
      const renew = async (holder: string, ms = LEASE_MS) =>
        opened.node.renewLease(key, holder, ms, clock.nowMs)
      const release = async (holder: string) => opened.node.releaseLease(key, holder, clock.nowMs)
      const fillHolding = async (holder: string, filled: Entry, seen: string | null) =>
        opened.node.fill(key, filled, seen, KEEP_MS, clock.nowMs, holder)

      test('is had by one holder, who cannot take it twice', async () => {
        expect(await take('a')).toBe(true)
        expect(await take('b')).toBe(false)
        expect(await take('a')).toBe(false)
      })

      test('is had by one of those who try at the same time', async () => {
        const taken = await Promise.all(Array.from({ length: 10 }, (_, n) => take(`h${n}`)))
        expect(taken.filter(Boolean)).toHaveLength(1)
      })

      test('on one key is none on another', async () => {
        await take('a')
        expect(await take('b', LEASE_MS, other)).toBe(true)
      })

      test('that is released can be taken', async () => {
        await take('a')
        await release('a')
        expect(await take('b')).toBe(true)
      })

      test('is released and renewed by its holder alone', async () => {
        await take('a')
        await release('b')
        expect(await renew('b')).toBe(false)
        expect(await take('b')).toBe(false)
        expect(await renew('a')).toBe(true)
      })

      test('that nobody has is neither renewed nor released', async () => {
        expect(await renew('a')).toBe(false)
        await release('a')
        expect(await take('b')).toBe(true)
      })

      test('lets its holder fill, with and without a stamp', async () => {
        await take('a')
        expect(await fillHolding('a', entry(1), await missToken())).toBe(true)
        expect(await fillHolding('a', entry(2), null)).toBe(true)
        expect((await lookUp()).entry).toEqual(entry(2))
      })

      test('refuses the fill of whoever has it not, even of a newer version with the right stamp', async () => {
        const token = await missToken()
        expect(await fillHolding('a', entry(9), token)).toBe(false)
        expect(await fillHolding('a', entry(9), null)).toBe(false)
        await take('b')
        expect(await fillHolding('a', entry(9), token)).toBe(false)
        expect(await fillHolding('a', entry(9), null)).toBe(false)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: token })
      })

      test('does not stand in for a stamp that a delete has destroyed', async () => {
        const token = await missToken()
        await take('a')
        await opened.node.delete(key, clock.nowMs)
        expect(await fillHolding('a', entry(1), token)).toBe(false)
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      test('is asked of nobody who fills without naming one', async () => {
        await take('a')
        expect(await fill(entry(1), await missToken())).toBe(true)
      })

      test('outlives a delete of its key, and is lost with everything else', async () => {
        await take('a')
        await opened.node.delete(key, clock.nowMs)
        expect(await take('b')).toBe(false)
        await opened.node.clear()
        expect(await take('b')).toBe(true)
      })

      test('is no entry, nor a token', async () => {
        await take('a')
        expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
      })

      if (isTimed) {
        test('ends at the very millisecond', async () => {
          await take('a')
          clock.nowMs += LEASE_MS - 1
          expect(await take('b')).toBe(false)
          clock.nowMs += 1
          expect(await renew('a')).toBe(false)
          expect(await fillHolding('a', entry(1), null)).toBe(false)
          expect(await take('b')).toBe(true)
        })

        test('counts anew from its renewal', async () => {
          await take('a')
          clock.nowMs += LEASE_MS - 1
          expect(await renew('a')).toBe(true)
          clock.nowMs += LEASE_MS - 1
          expect(await take('b')).toBe(false)
          clock.nowMs += 1
          expect(await take('b')).toBe(true)
        })

        test('can be renewed for a shorter time', async () => {
          await take('a')
          expect(await renew('a', 10)).toBe(true)
          clock.nowMs += 10
          expect(await take('b')).toBe(true)
        })

        test('is released in vain by a holder who has lost it', async () => {
          await take('a')
          clock.nowMs += LEASE_MS
          await take('b')
          await release('a')
          expect(await take('c')).toBe(false)
        })
      }
    })

    if (isTimed)
      describe('time', () => {
        const setMs = 5000

        test('ends an entry at the very millisecond', async () => {
          await fill(entry(1), null, 300)
          clock.nowMs = setMs + 299
          expect((await lookUp(false)).entry).toEqual(entry(1))
          clock.nowMs = setMs + 300
          expect(await lookUp(false)).toEqual({ entry: null, stamp: null })
        })

        test('ends an entry in the same way for a fill', async () => {
          await fill(entry(1), null, 300)
          const { stamp } = await lookUp()
          clock.nowMs = setMs + 300
          expect(await fill(entry(2), stamp)).toBe(false)
        })

        test('that has ended an entry, unnoticed, does not touch the fill over it', async () => {
          await fill(entry(1), null, 300)
          clock.nowMs = setMs + 301
          expect(await fill(entry(2), null, 300)).toBe(true)
          expect((await lookUp(false)).entry).toEqual(entry(2))
          clock.nowMs = setMs + 601
          expect((await lookUp(false)).entry).toBeNull()
        })

        test('still lets a fill replace an entry in its last millisecond', async () => {
          await fill(entry(1), null, 300)
          const { stamp } = await lookUp()
          clock.nowMs = setMs + 299
          expect(await fill(entry(1), stamp, 300)).toBe(true)
          clock.nowMs = setMs + 598
          expect((await lookUp(false)).entry).toEqual(entry(1))
          clock.nowMs = setMs + 599
          expect((await lookUp(false)).entry).toBeNull()
        })

        test('is counted anew by each fill, shorter or longer', async () => {
          await fill(entry(1), null, 1)
          await fill(entry(1), null, 1000)
          await fill(entry(2), null, 10)
          clock.nowMs = setMs + 9
          expect((await lookUp(false)).entry).toEqual(entry(2))
          clock.nowMs = setMs + 10
          expect((await lookUp(false)).entry).toBeNull()
        })

        test('ends a token, which later missers do not prolong', async () => {
          const token = await missToken()
          clock.nowMs = setMs + TOKEN_MS - 1
          expect(await missToken()).toBe(token)
          clock.nowMs = setMs + TOKEN_MS
          expect(await fill(entry(1), token)).toBe(false)
          expect(await missToken()).not.toBe(token)
        })

        test('of a token is not that of the entry which takes its place', async () => {
          expect(await fill(entry(1), await missToken(), 3 * TOKEN_MS)).toBe(true)
          clock.nowMs = setMs + 3 * TOKEN_MS - 1
          expect((await lookUp(false)).entry).toEqual(entry(1))
          clock.nowMs = setMs + 3 * TOKEN_MS
          expect((await lookUp(false)).entry).toBeNull()
        })

        test('does not bring back what an earlier entry left', async () => {
          await fill(entry(1), null, 100)
          await opened.node.delete(key, clock.nowMs)
          await fill(entry(2), null, 1000)
          clock.nowMs = setMs + 500
          expect((await lookUp(false)).entry).toEqual(entry(2))
        })
      })
  })
}
