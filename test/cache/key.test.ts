import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeKey, nodeOf, slotOf } from '#cache/key.ts'

/** CRC16 XMODEM by its definition: the remainder of a division of polynomials, bit by bit. */
function remainder(text: string): number {
  const bits = [...new TextEncoder().encode(text)].flatMap(byte => [...byte.toString(2).padStart(8, '0')])
  const dividend = [...bits.map(Number), ...new Array<number>(16).fill(0)]
  const divisor = [...(0x11021).toString(2)].map(Number)
  for (let start = 0; start < bits.length; start++) {
    if (dividend[start] === 0) continue
    for (let n = 0; n < divisor.length; n++) dividend[start + n]! ^= divisor[n]!
  }
  return Number.parseInt(dividend.slice(bits.length).join('') || '0', 2)
}

describe('the slot of a key', () => {
  it('is the one Redis Cluster gives it', () => {
    const known = {
      '123456789': 12_739,
      foo: 12_182,
      bar: 5061,
      hello: 866,
      somekey: 11_058,
      a: 15_495,
      '': 0,
    }
    for (const [name, slot] of Object.entries(known)) expect(slotOf(name), name).toBe(slot)
  })

  it('is that of the hash tag, when there is one', () => {
    expect(slotOf('{user1000}.following')).toBe(slotOf('{user1000}.followers'))
    expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'))
    expect(slotOf('foo{hash_tag}')).toBe(2515)
    expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'))
    expect(slotOf('foo{{bar}}zap')).toBe(slotOf('{bar'))
    expect(slotOf('}foo{bar}')).toBe(slotOf('bar'))
  })

  it('is that of the whole name when the tag is empty or open', () => {
    for (const name of ['foo{}{bar}', '{}', 'foo{bar', 'foo}bar{', 'foo}{bar', '{', '}'])
      expect(slotOf(name), name).toBe(remainder(name) % 16_384)
  })

  it('is the remainder of its UTF-8 bytes, for whatever name without a tag', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !text.includes('{'))
    fc.assert(
      fc.property(name, text => {
        expect(slotOf(text)).toBe(remainder(text) % 16_384)
      }),
      { seed: 12, numRuns: 300 },
    )
  })

  it('stands in the key', () => {
    expect(makeKey('product', 'foo')).toEqual({
      type: 'product',
      name: 'foo',
      slot: 12_182,
      item: 'foo',
      group: null,
    })
  })
})

describe('the node of a slot', () => {
  it('is the one to which Redis Cluster deals it', () => {
    // The ranges that redis-cli --cluster create proposes.
    const dealt: Readonly<Record<number, readonly number[]>> = {
      1: [0],
      2: [0, 8192],
      3: [0, 5461, 10_923],
      4: [0, 4096, 8192, 12_288],
      6: [0, 2731, 5461, 8192, 10_923, 13_653],
    }
    for (const [nodes, firsts] of Object.entries(dealt))
      for (const [node, first] of firsts.entries()) {
        expect(nodeOf(first, Number(nodes)), `slot ${first} of ${nodes} nodes`).toBe(node)
        const last = (firsts[node + 1] ?? 16_384) - 1
        expect(nodeOf(last, Number(nodes)), `slot ${last} of ${nodes} nodes`).toBe(node)
      }
  })

  it('shares the slots evenly, in contiguous ranges', () => {
    for (const nodes of [1, 2, 3, 5, 7, 12, 100, 1000]) {
      const counts = new Array<number>(nodes).fill(0)
      let last = 0
      for (let slot = 0; slot < 16_384; slot++) {
        const node = nodeOf(slot, nodes)
        if (node !== last && node !== last + 1)
          expect.fail(`slot ${slot} of ${nodes} nodes is on node ${node}`)
        last = node
        counts[node]!++
      }
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
  })
})
