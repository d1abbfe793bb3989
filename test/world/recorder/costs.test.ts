import { describe, expect, it } from 'vitest'
import { Design, type DesignInput } from '#cache/design.ts'
import { Costs, perThousandHits } from '#world/recorder/costs.ts'

const PRICES = { redisPerGbHour: 2, overflowPerGbHour: 0.5 }

function costs(redis: DesignInput['redis'], nodes = 3): Costs {
  const origin = { breaker: null, missLimit: null }
  const ownership = { invalidation: null, warming: null, pager: null }
  const design = Design.parse({ version: 1, id: 'd', title: 'D', policies: {}, origin, redis, ownership })
  return new Costs(PRICES, design.redis, nodes)
}

describe('an hour of Redis', () => {
  it('costs the most it held where nobody limits its memory', () => {
    expect(costs({}).perHour(4e9)).toBeCloseTo(8)
  })

  it('costs what its nodes were given where somebody does, used or not', () => {
    expect(costs({ memoryBytes: 2e9 }).perHour(100)).toBeCloseTo(3 * 2 * 2)
  })

  it('costs as much again for each replica', () => {
    expect(costs({ memoryBytes: 2e9, replicas: 2 }).perHour(100)).toBeCloseTo(3 * 3 * 2 * 2)
    expect(costs({ replicas: 1 }).perHour(4e9)).toBeCloseTo(16)
  })

  it('has overflow priced apart', () => {
    const redis = { memoryBytes: 2e9, overflow: { bytes: 10e9, delayMs: 1 } }
    expect(costs(redis).perHour(100)).toBeCloseTo(3 * 2 * 2 + 3 * 10 * 0.5)
  })
})

describe('a thousand hits', () => {
  it('cost their part of the hour', () => {
    // 36,000 hits in an hour; a tenth of them in six minutes.
    expect(perThousandHits(18, 3600, 360_000)).toBeCloseTo(0.5)
  })

  it('have no price where there were none', () => {
    expect(perThousandHits(18, 0, 360_000)).toBeNull()
  })
})
