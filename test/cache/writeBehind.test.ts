import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Key, makeKey, nodeOf } from '#cache/key.ts'
import { BufferFull } from '#cache/ports.ts'
import { type Pending, WriteBuffer, writesOf } from '#cache/writeBehind.ts'

const SHARDS = 3
const keys = Array.from({ length: 12 }, (_, n) => makeKey('product', `product:${n}`))
const shardOf = (key: Key) => nodeOf(key.slot, SHARDS)
const onShard = (shard: number) => keys.filter(key => shardOf(key) === shard)

/** When a write is acknowledged, where it does not matter. */
const AT_MS = 0
const EVER_MS = Number.NEGATIVE_INFINITY

describe('a buffer of writes that the origin is owed', () => {
  it('hands out what a shard owes, oldest key first, once', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'a', 1, AT_MS)
    buffer.add(keys[1]!, 'b', 2, AT_MS)
    expect(buffer.take(0, 'product').map(({ key, value }) => [key.name, value])).toEqual([
      ['product:0', 'a'],
      ['product:1', 'b'],
    ])
    expect(buffer.take(0, 'product')).toEqual([])
  })

  it('owes a write until the origin has it', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'a', 1, AT_MS)
    const [pending] = buffer.take(0, 'product')
    expect(buffer.owed).toBe(1)
    buffer.committed(pending!)
    expect(buffer.owed).toBe(0)
  })

  it('hands out no later write of a key while an earlier one is being committed', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'old', 1, AT_MS)
    const [old] = buffer.take(0, 'product')
    buffer.add(keys[0]!, 'new', 2, AT_MS)
    buffer.add(keys[1]!, 'other', 3, AT_MS)
    expect(buffer.take(0, 'product').map(({ value }) => value)).toEqual(['other'])
    buffer.committed(old!)
    expect(buffer.take(0, 'product')).toEqual([])
    buffer.settled(old!)
    expect(buffer.take(0, 'product').map(({ value }) => value)).toEqual(['new'])
  })

  it('knows what it owes for a key: the last write, until it is committed', () => {
    const buffer = new WriteBuffer(1)
    expect(buffer.owedFor(keys[0]!)).toBeUndefined()
    buffer.add(keys[0]!, 'a', 1, AT_MS)
    buffer.add(keys[0]!, 'b', 2, AT_MS)
    expect(buffer.owedFor(keys[0]!)?.version).toBe(2)
    const [pending] = buffer.take(0, 'product')
    expect(buffer.owedFor(keys[0]!)?.version).toBe(2)
    buffer.add(keys[0]!, 'c', 3, AT_MS)
    expect(buffer.owedFor(keys[0]!)?.version).toBe(3)
    buffer.lose(0, EVER_MS)
    buffer.committed(pending!)
    expect(buffer.owedFor(keys[0]!)).toBeUndefined()
    expect(buffer.knows(keys[0]!, 2)).toBe(true)
    buffer.settled(pending!)
    expect(buffer.knows(keys[0]!, 2)).toBe(false)
  })

  it('hands out the writes of one type, and leaves those of others to their own time', () => {
    const buffer = new WriteBuffer(1)
    const other = makeKey('search', 'search:1')
    buffer.add(keys[0]!, 'a', 1, AT_MS)
    buffer.add(other, 'b', 2, AT_MS)
    expect(buffer.firstOf(0, 'search')).toBe(other)
    expect(buffer.take(0, 'search').map(({ value }) => value)).toEqual(['b'])
    expect(buffer.take(0, 'product').map(({ value }) => value)).toEqual(['a'])
  })

  it('lets a later write of a key take the place of an earlier one, and counts both', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'old', 1, AT_MS)
    buffer.add(keys[0]!, 'new', 2, AT_MS)
    expect(buffer.owed).toBe(2)
    expect(buffer.take(0, 'product')).toEqual([
      {
        key: keys[0],
        value: 'new',
        version: 2,
        atMs: AT_MS,
        overtaken: [{ value: 'old', version: 1, atMs: AT_MS }],
      },
    ])
  })

  it('has room for so many keys a shard, and for any number of writes of a key that waits already', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 1, 1, AT_MS)
    buffer.add(keys[1]!, 1, 2, AT_MS)
    expect(() => buffer.claim(keys[2]!, 2)).toThrow(BufferFull)
    expect(() => buffer.claim(keys[0]!, 2)).not.toThrow()
    expect(() => buffer.claim(keys[2]!, 3)).not.toThrow()
  })

  it('keeps room for a write that the cache has not taken yet, until it has or will not', () => {
    const buffer = new WriteBuffer(1)
    buffer.claim(keys[0]!, 1)
    expect(() => buffer.claim(keys[1]!, 1)).toThrow(BufferFull)
    buffer.claim(keys[0]!, 1)
    buffer.release(keys[0]!)
    expect(() => buffer.claim(keys[1]!, 1)).toThrow(BufferFull)
    buffer.release(keys[0]!)
    buffer.claim(keys[1]!, 1)
    buffer.add(keys[1]!, 'a', 1, AT_MS)
    expect(() => buffer.claim(keys[0]!, 1)).toThrow(BufferFull)
  })

  it('is full shard by shard', () => {
    const buffer = new WriteBuffer(SHARDS)
    buffer.add(onShard(0)[0]!, 1, 1, AT_MS)
    expect(() => buffer.claim(onShard(0)[1]!, 1)).toThrow(BufferFull)
    expect(() => buffer.claim(onShard(1)[0]!, 1)).not.toThrow()
  })

  it('loses what a shard owed when that shard loses its memory, and nothing else', () => {
    const buffer = new WriteBuffer(SHARDS)
    buffer.add(onShard(0)[0]!, 1, 1, AT_MS)
    buffer.add(onShard(0)[0]!, 2, 2, AT_MS)
    buffer.add(onShard(1)[0]!, 3, 3, AT_MS)
    expect(buffer.lose(0, EVER_MS)).toBe(2)
    expect(buffer.lose(0, EVER_MS)).toBe(0)
    expect(buffer.firstOf(0, 'product')).toBeUndefined()
    expect(buffer.firstOf(1, 'product')).toBe(onShard(1)[0])
    expect(buffer.owed).toBe(1)
  })

  it('owes again what is given back', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'a', 1, AT_MS)
    const [pending] = buffer.take(0, 'product')
    buffer.giveBack(pending!)
    expect(buffer.owed).toBe(1)
    expect(buffer.take(0, 'product')).toEqual([pending])
  })

  it('keeps the later value when a write is given back after it, and counts both', () => {
    const buffer = new WriteBuffer(1)
    buffer.add(keys[0]!, 'old', 1, AT_MS)
    const [old] = buffer.take(0, 'product')
    buffer.add(keys[0]!, 'new', 2, AT_MS)
    buffer.giveBack(old!)
    expect(buffer.take(0, 'product')).toEqual([
      {
        key: keys[0],
        value: 'new',
        version: 2,
        atMs: AT_MS,
        overtaken: [{ value: 'old', version: 1, atMs: AT_MS }],
      },
    ])
  })

  it('loses what a shard was told since a time, and owes again what it held before', () => {
    const buffer = new WriteBuffer(1)
    for (const [atMs, value] of ['a', 'b', 'c', 'd'].entries()) buffer.add(keys[0]!, value, atMs + 1, atMs)
    buffer.add(keys[1]!, 'other', 5, 2)
    expect(buffer.lose(0, 1)).toBe(3)
    expect(buffer.owed).toBe(2)
    expect(buffer.take(0, 'product').map(({ value, overtaken }) => [value, overtaken.length])).toEqual([
      ['b', 1],
    ])
  })

  it('has each acknowledged write either handed over, lost or owed, whatever is done with it', () => {
    const write = fc.record({ act: fc.constant('write' as const), n: fc.nat(keys.length - 1) })
    const shard = fc.nat(SHARDS - 1)
    const other = fc.record({
      act: fc.constantFrom('flush' as const, 'refuse' as const, 'lose' as const),
      n: shard,
    })
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: write }, other), { maxLength: 60 }), steps => {
        const buffer = new WriteBuffer(SHARDS)
        let [acknowledged, flushed, lost] = [0, 0, 0]
        const last = new Map<string, number>()
        for (const { act, n } of steps) {
          if (act === 'write') {
            acknowledged++
            last.set(keys[n]!.name, acknowledged)
            buffer.add(keys[n]!, acknowledged, acknowledged, AT_MS)
          } else if (act === 'lose') lost += buffer.lose(n, EVER_MS)
          else {
            const taken: readonly Pending[] = buffer.take(n, 'product')
            for (const pending of taken) {
              expect(shardOf(pending.key)).toBe(n)
              expect(pending.value).toBe(last.get(pending.key.name))
              if (act === 'flush') {
                buffer.committed(pending)
                buffer.settled(pending)
                flushed += writesOf(pending)
              } else buffer.giveBack(pending)
            }
          }
          expect(flushed + lost + buffer.owed).toBe(acknowledged)
        }
      }),
      { seed: 16, numRuns: 500 },
    )
  })
})
