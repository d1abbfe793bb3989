import { describe, expect, it } from 'vitest'
import type { CacheServing } from '#cache/cacheService.ts'
import { makeKey } from '#cache/key.ts'
import { Kernel } from '#kernel/kernel.ts'
import { Crossing } from '#world/crossing.ts'
import { DistantService } from '#world/distantService.ts'
import { RegionLink } from '#world/regions.ts'

const ACROSS_MS = 40
const key = makeKey('item', 'item:1')

describe('the cache of another region', () => {
  it('hears that a key has changed one way later, and does not while it is cut off', () => {
    const kernel = new Kernel()
    const link = new RegionLink(ACROSS_MS)
    const heardMs: number[] = []
    const home = { evict: () => heardMs.push(kernel.nowMs) } as Partial<CacheServing> as CacheServing
    const service = new DistantService(home, new Crossing(link, 1000, kernel))
    for (const atMs of [0, 100, 200]) kernel.after(atMs, { wake: () => service.evict(key) }, 0)
    kernel.after(130, { wake: () => link.cut(true) }, 0)
    kernel.after(150, { wake: () => link.cut(false) }, 0)
    kernel.run(1000)
    expect(heardMs).toEqual([ACROSS_MS, 200 + ACROSS_MS])
  })
})
