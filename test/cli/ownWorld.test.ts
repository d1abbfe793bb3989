import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'
import { Result } from '#cli/result.ts'
import type { WorldInput } from '#world/world.ts'
import { type Ended, stampede } from './stampede.ts'

// Each run is a process of its own: on a busy machine that takes more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'stampede-own-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(name: string, document: unknown): string {
  const file = path.join(folder, name)
  writeFileSync(file, JSON.stringify(document))
  return file
}

const items = (count: number) =>
  ({ kind: 'zipf', type: 'item', prefix: 'item:', count, exponent: 0.8 }) as const

/** As somebody would write it down: nothing that has a default. */
const world: WorldInput = {
  version: 1,
  durationMs: 8000,
  readers: [{ name: 'readers', ratePerSecond: 300, keys: items(500) }],
  writers: [{ name: 'writers', ratePerSecond: 20, keys: items(500) }],
  origin: { connections: 50, queries: { item: { meanMs: 5, variation: 0.3 } } },
}

const policy: PolicyInput = { stalenessBudgetMs: 10_000 }

const design: DesignInput = { version: 1, policies: { item: policy } }

/** Memory is short and has a price, writes wait in it, and it is lost; instances do not hear of each other's writes. */
const troubled: WorldInput = {
  ...world,
  instances: 3,
  values: { item: { bytes: 2000, team: 'Catalogue' } },
  prices: { redisPerGbHour: 0.02, overflowPerGbHour: 0.002 },
  // Between two flushes, which come every second.
  faults: [{ kind: 'node-down', atMs: 4500, forMs: 500, node: 0, loses: true }],
}
const daring: DesignInput = {
  ...design,
  policies: {
    item: {
      ...policy,
      pattern: 'write-behind',
      l1: { ttlMs: 5000, maxEntries: 500 },
      samplingShare: 0.2,
    },
  },
  redis: { memoryBytes: 200_000 },
}

describe('a world and a design of one’s own', () => {
  const of = (name: string, world: WorldInput, design: DesignInput) => [
    'run',
    '--world',
    fileOf(`${name}-world.json`, world),
    '--design',
    fileOf(`${name}-design.json`, design),
  ]
  let schemas: z.ZodType[]
  let plain: Ended
  let plainText: Ended
  let trouble: Ended
  let troubleText: Ended
  beforeAll(async () => {
    const ended = await Promise.all(['world', 'design', 'result'].map(name => stampede('schema', name)))
    schemas = ended.map(({ stdout }) => z.fromJSONSchema(JSON.parse(stdout)))
    plain = await stampede(...of('plain', world, design), '--json')
    plainText = await stampede(...of('plain', world, design))
    trouble = await stampede(...of('trouble', troubled, daring), '--json')
    troubleText = await stampede(...of('trouble', troubled, daring))
  })

  it('may leave out whatever has a default, for the schema and for the run', () => {
    expect(schemas[0]!.safeParse(world).error).toBeUndefined()
    expect(schemas[1]!.safeParse(design).error).toBeUndefined()
    expect(schemas[0]!.safeParse({ ...world, origin: {} }).success).toBe(false)
    expect([plain.stderr, plain.code]).toEqual(['', 0])
    expect(Result.parse(JSON.parse(plain.stdout)).requests).toBeGreaterThan(1500)
  })

  it('give a result that fits the schema of results, with and without something to tell', () => {
    for (const { stdout } of [plain, trouble])
      expect(schemas[2]!.safeParse(JSON.parse(stdout)).error).toBeUndefined()
  })

  it('with regions have as many instances as these have together', async () => {
    const regions = [
      { name: 'home', instances: 2 },
      { name: 'away', instances: 3 },
    ]
    const ended = await stampede(...of('regions', { ...world, regions }, design), '--json')
    expect([ended.stderr, ended.code]).toEqual(['', 0])
  })

  it('tell how many writes failed, where nobody takes them', () => {
    const { writes } = Result.parse(JSON.parse(trouble.stdout))
    expect(writes.failed).toBeGreaterThan(0)
    expect(troubleText.stdout).toContain(`${writes.lost} lost, ${writes.failed} failed`)
  })

  it('without memory limit or prices have neither bytes nor cost', () => {
    const { memory, cost, patterns } = Result.parse(JSON.parse(plain.stdout))
    expect(memory.peakBytes).toBeNull()
    expect(cost).toEqual({ perHour: null, perThousandHits: null })
    expect(patterns).toEqual([])
  })

  it('tell in the text only what there is to tell', () => {
    const lines = ['stale ', 'writes ', 'memory ', 'cost ', 'acts ', 'sampled ', '  item: ', 'no page ']
    const shown = ({ stdout }: Ended) =>
      lines.filter(line => stdout.split('\n').some(each => each.startsWith(line)))
    expect(troubleText.stderr).toBe('')
    expect(shown(troubleText)).toEqual(lines)
    expect(shown(plainText).filter(line => line !== 'acts ')).toEqual([])
    expect(troubleText.stdout).toMatch(/acknowledged writes are lost with the buffer/)
    expect(troubleText.stdout).toMatch(/Catalogue/)
  })
})
