import { describe, expect, it } from 'vitest'
import type { DesignInput } from '#cache/design.ts'
import { makeKey } from '#cache/key.ts'
import type { FaultInput } from '#world/fault.ts'
import { Costs } from '#world/recorder/costs.ts'
import { PatternLog } from '#world/recorder/patternLog.ts'
import type { KeyMix } from '#world/traffic.ts'
import { World } from '#world/world.ts'
import { caching, manyItems, reading, run, total, world } from '../build.ts'
import { worldInput } from './runs.ts'

const zipf = (type: string, prefix: string): KeyMix => ({
  kind: 'zipf',
  type,
  prefix,
  count: 10,
  exponent: 0,
  groups: 0,
})
const { readers } = worldInput

function log(mixes: readonly KeyMix[], values = {}): PatternLog {
  const all = mixes.map(keys => ({ ...readers[0]!, keys }))
  return new PatternLog(World.parse({ ...worldInput, readers: all, writers: [], values }))
}

function measured(patterns: PatternLog, run: () => void): PatternLog {
  patterns.measure(true, 0)
  run()
  patterns.measure(false, 10_000)
  return patterns
}

describe('key patterns', () => {
  it('are the mixes of the world, each with the team that answers for its type', () => {
    const mixes = [zipf('item', 'item:'), zipf('user', 'user:'), zipf('item', 'item:'), zipf('item', 'list:')]
    const patterns = log(mixes, { item: { bytes: 10, team: 'Catalogue' } })
    expect(patterns.summary(1000, null).map(({ pattern, type, team }) => [pattern, type, team])).toEqual([
      ['item:', 'item', 'Catalogue'],
      ['user:', 'user', null],
      ['list:', 'item', 'Catalogue'],
    ])
  })

  it('take each key under the longest beginning of its name, copies and versions under that of their item', () => {
    const patterns = log([zipf('item', 'item:'), zipf('item', 'item:hot:'), zipf('user', 'u')])
    measured(patterns, () => {
      patterns.stored(makeKey('item', 'item:1'), 10, 0)
      patterns.stored(makeKey('item', 'item:hot:1'), 10, 0)
      patterns.stored({ ...makeKey('item', '|shard'), item: 'item:hot:2' }, 10, 0)
      patterns.stored(makeKey('unheard', 'of'), 10, 0)
    })
    expect(patterns.summary(10_000, null).map(({ entries }) => entries)).toEqual([1, 2, 0])
  })

  it('hold bytes for as long as their entries are there, on average over the measured time', () => {
    const item = makeKey('item', 'item:1')
    const patterns = log([zipf('item', 'item:')])
    patterns.stored(item, 100, 0)
    measured(patterns, () => {
      patterns.stored(item, 1000, 4000)
      patterns.left(item, 0, 1000, 9000)
    })
    patterns.left(item, 0, 100, 15_000)
    expect(patterns.summary(10_000, null)[0]!.meanBytes).toBe(100 + 500)
  })

  it('count as reused what was read more than once before it went', () => {
    const item = makeKey('item', 'item:1')
    const patterns = log([zipf('item', 'item:')])
    patterns.left(item, 9, 10, 0)
    measured(patterns, () => {
      for (const reads of [0, 1, 2, 3]) patterns.left(item, reads, 10, 1000)
      patterns.hit(item)
    })
    patterns.hit(item)
    expect(patterns.summary(10_000, null)[0]).toMatchObject({ reusedShare: 0.5, hits: 1 })
    expect(log([zipf('item', 'item:')]).summary(1000, null)[0]!.reusedShare).toBeNull()
  })

  it('cost what they hold, in every replica, too', () => {
    const patterns = log([zipf('item', 'item:')])
    measured(patterns, () => patterns.stored(makeKey('item', 'item:1'), 1e9, 0))
    const settings = { memoryBytes: 5e9, replicas: 1, overflow: null } as ConstructorParameters<
      typeof Costs
    >[1]
    const costs = new Costs({ redisPerGbHour: 3, overflowPerGbHour: 0 }, settings, 2)
    expect(patterns.summary(10_000, costs)[0]!.costPerHour).toBeCloseTo(6)
  })
})

describe('what a key pattern holds in a run', () => {
  const ITEMS = 50
  const failover: FaultInput = { kind: 'node-down', atMs: 1000, forMs: 5000, node: 0, loses: false }
  /** On average over the last second. */
  const held = (faults: FaultInput[], redis: DesignInput['redis'] = {}) => {
    const told = world({
      durationMs: 8000,
      readers: reading(100, manyItems(ITEMS)),
      warm: [{ keys: manyItems(ITEMS), expiresAtMs: 50_000 }],
      windows: [{ fromMs: 7000, toMs: 8000 }],
      redis: { failoverMs: 200, replicaLagMs: 50 },
      prices: { redisPerGbHour: 1, overflowPerGbHour: 1 },
      faults,
    })
    const { summary, series } = run(told, caching({}, {}, { redis: { replicas: 1, ...redis } }), 1)
    const nodes = total(series.memoryBytes.slice(70, 80)) / 10
    return { pattern: summary.patterns[0]!.meanBytes, nodes }
  }

  it('is what the nodes hold', () => {
    const { pattern, nodes } = held([])
    expect(nodes).toBeGreaterThan(0)
    expect(pattern).toBeCloseTo(nodes, 6)
  })

  it('stays what it was when a replica takes over', () => {
    expect(held([failover])).toEqual(held([]))
  })

  it('is what the nodes hold when a replica takes over from one that had no room for everything', () => {
    const { pattern, nodes } = held([failover], { memoryBytes: Math.floor(held([]).nodes / 2) })
    expect(nodes).toBeGreaterThan(0)
    // The nodes are looked at ten times, the pattern all the time.
    expect(pattern / nodes).toBeCloseTo(1, 2)
  })
})
