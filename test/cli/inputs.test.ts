import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Policy } from '#cache/policy.ts'
import { designNamed, oneOf, scenarioNamed, uint32, worldFrom } from '#cli/inputs.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { complaint } from './complaint.ts'

const thunderingHerd = scenario('thundering-herd')!

const [l5, l6] = thunderingHerd.designs
const { world } = thunderingHerd
const folder = mkdtempSync(path.join(tmpdir(), 'stampede-inputs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file with this in it. */
function fileOf(document: unknown): string {
  const file = path.join(folder, 'document.json')
  writeFileSync(file, JSON.stringify(document))
  return file
}

const designWith = (change: object) => fileOf({ ...l6, ...change })
const policyWith = (
  change: { readonly [field in keyof Policy]?: unknown } & { readonly unheardOf?: number },
) => fileOf({ ...l6, policies: { page: { ...l6!.policies.page, ...change } } })

describe('a design', () => {
  it('is a preset by its id, or what a file holds', () => {
    expect(designNamed('l5', thunderingHerd)).toBe(l5)
    expect(designNamed(fileOf(l6), undefined)).toEqual(l6)
  })

  it.each<[string, () => string, readonly string[]]>([
    [
      'a number too low',
      () => policyWith({ loadCapMs: -1 }),
      ['design.policies.page.loadCapMs', '-1', 'above 0'],
    ],
    [
      'a number too high',
      () => policyWith({ l2: { ttlMs: 1, jitter: 0.95 } }),
      ['page.l2.jitter', '0.95', '0.9'],
    ],
    ['text for a number', () => policyWith({ loadCapMs: '3 s' }), ['page.loadCapMs', '"3 s"', 'number']],
    [
      'a choice there is not',
      () => policyWith({ coalescing: 'some' }),
      ['page.coalescing', '"some"', '"instance"'],
    ],
    [
      'a form there is not',
      () => policyWith({ earlyExpiry: { kind: 'sometimes' } }),
      ['page.earlyExpiry.kind', '"sometimes"', 'none', 'window', 'xfetch'],
    ],
    [
      'a misspelt field',
      () => policyWith({ stalenessBudgetMs: undefined, ...{ stalenesBudgetMs: 5 } }),
      ['stalenesBudgetMs', '5', 'no such field'],
    ],
    ['a field there is not', () => policyWith({ unheardOf: 7 }), ['page', 'unheardOf', '7']],
    ['another version', () => designWith({ version: 2 }), ['design.version', '2', '1']],
    [
      'a fraction of a load',
      () => designWith({ origin: { breaker: null, missLimit: 1.5 } }),
      ['missLimit', '1.5'],
    ],
    [
      'a field missing',
      () => policyWith({ stalenessBudgetMs: undefined }),
      ['stalenessBudgetMs', 'nothing', 'number'],
    ],
    ['nothing at all', () => fileOf(null), ['design', 'null', 'object']],
  ])('with %s is refused in one line that names field, value and what is allowed', (_, file, names) => {
    const said = complaint(() => designNamed(file(), undefined))
    expect(said.split('\n').length).toBe(1)
    for (const name of names) expect(said).toContain(name)
  })
})

describe('a world', () => {
  const worldWith = (change: object) => fileOf({ ...world, ...change })
  const down = { kind: 'node-down', atMs: 1, forMs: 1, node: 12, loses: true }

  it('is what a file holds', () => {
    expect(worldFrom(fileOf(world))).toEqual(world)
  })

  it.each<[string, () => string, readonly string[]]>([
    ['no measuring window', () => worldWith({ windows: [] }), ['world.windows', '[]', '1']],
    [
      'a window that ends before it begins',
      () => worldWith({ windows: [{ fromMs: 9, toMs: 5 }] }),
      ['toMs', '5', '9'],
    ],
    [
      'a window after the end',
      () => worldWith({ windows: [{ fromMs: 0, toMs: 70_000 }] }),
      ['world.windows.0.toMs', '70000', '60000'],
    ],
    [
      'a type without a query',
      () => worldWith({ origin: { ...world.origin, queries: {} } }),
      ['world.origin.queries.page', 'page'],
    ],
    [
      'a fault there is not',
      () => worldWith({ faults: [{ kind: 'earthquake' }] }),
      ['world.faults.0.kind', '"earthquake"', 'node-down', 'expire-key'],
    ],
    [
      'a fault of a node it does not have',
      () => worldWith({ faults: [down] }),
      ['world.faults.0.node', '12', '11'],
    ],
    [
      'a fault of a key it does not use',
      () => worldWith({ faults: [{ kind: 'expire-key', atMs: 1, key: 'page:hmoe' }] }),
      ['world.faults.0.key', 'page:hmoe'],
    ],
  ])('with %s is refused in one line that names field, value and what is allowed', (_, file, names) => {
    const said = complaint(() => worldFrom(file()))
    expect(said.split('\n').length).toBe(1)
    for (const name of names) expect(said).toContain(name)
  })
})

describe('a seed', () => {
  it('is any uint32', () => {
    for (const seed of ['0', '7', '4294967295']) expect(uint32('--seed', seed)).toBe(Number(seed))
  })

  it.each(['', ' ', '-1', '7.5', '4294967296', 'seven', 'NaN', 'Infinity'])('is not "%s"', text => {
    expect(complaint(() => uint32('--seed', text))).toContain('--seed')
  })
})

describe('a name', () => {
  it('that there is not is answered with those there are', () => {
    expect(complaint(() => scenarioNamed('herd'))).toContain('thundering-herd')
    expect(complaint(() => oneOf('--store', 'disk', ['model', 'ioredis-mock']))).toContain(
      'model, ioredis-mock',
    )
    expect(complaint(() => designNamed('l5', undefined))).toContain('file')
  })
})
