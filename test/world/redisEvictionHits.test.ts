import { describe, expect, it, vi } from 'vitest'
import type { EvictionKind } from '#cache/eviction/eviction.ts'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import { Chance } from '#kernel/chance.ts'
import { REDIS_7, RedisEviction, type RedisEvictionSettings } from '#world/redisEviction.ts'
import { zipfTrace } from '../oracle/zipfTrace.ts'

// Hundreds of thousands of requests a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

describe('on a Zipf trace, at one request a millisecond,', () => {
  const names = Array.from({ length: 100_001 }, (_, id) => `key:${id}`)
  const trace = Array.from(zipfTrace(200_000), id => names[id]!)

  /** Share of requests that hit. */
  function redisHits(policy: 'lru' | 'lfu', size: number, settings?: Partial<RedisEvictionSettings>): number {
    const draws = new Chance(1).about('redis eviction')
    const keys = new RedisEviction({ ...REDIS_7, policy, ...settings }, draws, 0)
    let hits = 0
    for (const [nowMs, name] of trace.entries()) {
      if (keys.touch(name, nowMs)) hits++
      else {
        if (keys.size === size) keys.remove(keys.victim(nowMs)!)
        keys.add(name, 1, nowMs)
      }
    }
    return hits / trace.length
  }

  function exactHits(kind: EvictionKind, size: number): number {
    const eviction = makeEviction(kind, size)
    let hits = 0
    for (const name of trace) {
      if (eviction.touch(name)) hits++
      else eviction.add(name)
    }
    return hits / trace.length
  }

  it.each([
    { size: 1000, lruResolutionMs: 1000 },
    { size: 10_000, lruResolutionMs: 1000 },
    { size: 300, lruResolutionMs: 1 },
  ])('LRU by samples hits almost as often as exact LRU: %o', ({ size, lruResolutionMs }) => {
    const less = exactHits('lru', size) - redisHits('lru', size, { lruResolutionMs })
    expect(Math.abs(less)).toBeLessThan(0.01)
  })

  it('LRU by samples hits less where all keys are replaced between two ticks of its clock', () => {
    const less = exactHits('lru', 300) - redisHits('lru', 300)
    expect(less).toBeGreaterThan(0.02)
    expect(less).toBeLessThan(0.04)
  })

  it.each([300, 1000, 10_000])(
    'LFU by counters hits more than LRU, and a little less than LFU, with room for %i',
    size => {
      const hits = redisHits('lfu', size)
      const exact = exactHits('lfu', size)
      expect(hits).toBeLessThan(exact)
      expect(hits).toBeGreaterThan(exact - 0.03)
      expect(hits).toBeGreaterThan(exactHits('lru', size))
    },
  )
})
