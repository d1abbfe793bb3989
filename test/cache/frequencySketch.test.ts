import { describe, expect, it } from 'vitest'
import { FrequencySketch, hashOf } from '#cache/eviction/frequencySketch.ts'

const hashes = Array.from({ length: 1000 }, (_, n) => hashOf(`key:${n}`))

/** A sketch that has seen the nth name n % 8 times. */
function seen(): FrequencySketch {
  const sketch = new FrequencySketch(hashes.length)
  for (const [n, hash] of hashes.entries()) for (let times = 0; times < n % 8; times++) sketch.add(hash)
  return sketch
}

describe('a frequency sketch', () => {
  it('never counts too few, and seldom too many', () => {
    const sketch = seen()
    for (const [n, hash] of hashes.entries()) expect(sketch.count(hash)).toBeGreaterThanOrEqual(n % 8)
    expect(hashes.filter((hash, n) => sketch.count(hash) > n % 8).length).toBeLessThan(10)
  })

  it('counts the past half when it ages, and not at all once cleared', () => {
    const sketch = seen()
    const before = hashes.map(hash => sketch.count(hash))
    sketch.age()
    expect(hashes.map(hash => sketch.count(hash))).toEqual(before.map(count => Math.floor(count / 2)))
    sketch.clear()
    expect(hashes.every(hash => sketch.count(hash) === 0)).toBe(true)
  })

  it('stops at what its counters hold', () => {
    const sketch = new FrequencySketch(1)
    for (let times = 0; times < 70_000; times++) sketch.add(7)
    expect(sketch.count(7)).toBe(65_535)
  })
})
