import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { EvictionKind } from '#cache/eviction/eviction.ts'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import libcachesim from './libcachesim.json' with { type: 'json' }
import { zipfTrace } from './zipfTrace.ts'

// A million requests a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const trace = zipfTrace()
const names = Array.from({ length: 1 + libcachesim.trace.objects }, (_, id) => `key:${id}`)
const keys = Array.from(trace, id => names[id]!)

function misses(kind: EvictionKind, size: number): number {
  const eviction = makeEviction(kind, size)
  let missed = 0
  for (const key of keys) {
    if (eviction.touch(key)) continue
    eviction.add(key)
    missed++
  }
  return missed
}

const columns = { lru: 'LRU', fifo: 'FIFO', lfu: 'LFU', sieve: 'Sieve', 's3-fifo': 'S3-FIFO' } as const
const sizes = [1000, 10_000] as const

describe('on the trace that libCacheSim was given', () => {
  it('which is the same to the last request', () => {
    expect([...trace.subarray(0, 8)]).toEqual(libcachesim.trace.first)
    const bytes = Buffer.alloc(4 * trace.length)
    for (const [n, id] of trace.entries()) bytes.writeUInt32LE(id, 4 * n)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(libcachesim.trace.sha256OfUint32LE)
  })

  for (const size of sizes) {
    it.each(Object.entries(columns))(
      `%s misses as often as %s there, with room for ${size}`,
      (kind, column) => {
        expect(misses(kind as EvictionKind, size)).toBe(libcachesim.misses[column][size])
      },
    )

    it(`W-TinyLFU misses within 0.3 % of the requests as often as there, with room for ${size}`, () => {
      // The sketches hash differently, so they err about other names.
      const difference = misses('w-tinylfu', size) - libcachesim.misses.WTinyLFU[size]
      expect(Math.abs(difference) / keys.length).toBeLessThan(0.003)
    })
  }
})
