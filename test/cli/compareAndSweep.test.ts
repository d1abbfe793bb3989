import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BadInput } from '#cli/badInput.ts'
import { GENERAL_MEASURES } from '#cli/generalMeasures.ts'
import { measuredRun } from '#cli/measuredRun.ts'
import { compare } from '#cli/verbs/compare.ts'
import { sweep } from '#cli/verbs/sweep.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { type Ended, stampede } from './stampede.ts'

// Each command makes a few runs in processes of its own: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'stampede-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lab = scenario('write-race')!
const [l5, l6] = lab.designs
const objectiveIds = lab.objectives.map(({ id }) => id)
const measureIds = GENERAL_MEASURES.map(({ id }) => id)
/** Ended well, and said at most how far it was: on a slow machine a line every ten seconds. */
function expectDone({ code, stderr }: Ended): void {
  expect(stderr).toMatch(/^(\d+ of \d+ runs\n)*$/)
  expect(code).toBe(0)
}

/** What the library says of a run. */
const runOf = (design: typeof l5, seed: number) =>
  measuredRun({ scenario: lab.id, world: lab.world, design: design!, seed })

describe('compare', () => {
  let json: Ended
  let text: Ended
  beforeAll(async () => {
    const own = path.join(folder, 'own.json')
    writeFileSync(own, JSON.stringify({ ...l5, id: 'own', title: 'Own' }))
    json = await stampede('compare', lab.id, '--a', 'l5', '--b', 'l6', '--seeds', '2', '--json')
    text = await stampede('compare', lab.id, '--a', 'l5', '--b', own, '--seeds', '2')
  })

  it('--json prints one document with every objective and measure, of the runs that the library makes', () => {
    expectDone(json)
    const document = JSON.parse(json.stdout)
    expect(document).toMatchObject({
      scenario: lab.id,
      a: { id: 'l5' },
      b: { id: 'l6' },
      seeds: 2,
      confidence: 0.95,
    })
    expect(document.objectives.map((each: { id: string }) => each.id)).toEqual(objectiveIds)
    expect(document.measures.map((each: { id: string }) => each.id)).toEqual(measureIds)
    const oldest = ([1, 2] as const).map(seed => ({
      a: runOf(l5, seed).objectives[0]!.actual,
      b: runOf(l6, seed).objectives[0]!.actual,
    }))
    const [first] = document.objectives
    expect(first.mean.a).toBeCloseTo((oldest[0]!.a + oldest[1]!.a) / 2, 6)
    expect(first.mean.b).toBeCloseTo((oldest[0]!.b + oldest[1]!.b) / 2, 6)
    expect(first.difference).toBeCloseTo(first.mean.b - first.mean.a, 6)
    expect(first.met).toEqual({ a: 0, b: 2 })
  })

  it('of a design and its copy in a file finds no difference in anything', () => {
    expectDone(text)
    const rows = text.stdout.split('\n').filter(line => / to /.test(line) && !/seeds 1 to/.test(line))
    expect(rows.length).toBeGreaterThan(lab.objectives.length + 8)
    for (const row of rows) expect(row).toMatch(/ 0 +0 to 0 .*the same at every seed/)
  })
})

describe('sweep', () => {
  const axes = ['--x', 'ttlMs=1000,300000', '--y', 'coalescing=none,instance'] as const

  it('--csv prints a row for each cell with every objective and measure, and nothing else', async () => {
    const ended = await stampede('sweep', lab.id, ...axes, '--seed', '3', '--csv')
    expectDone(ended)
    const [head, ...rows] = ended.stdout
      .trimEnd()
      .split('\n')
      .map(line => line.split(','))
    expect(head).toEqual([
      'ttlMs',
      'coalescing',
      'seeds',
      ...objectiveIds.flatMap(id => [id, `${id}.met`]),
      ...measureIds,
    ])
    expect(rows.map(row => row.slice(0, 3))).toEqual([
      ['1000', 'none', '1'],
      ['300000', 'none', '1'],
      ['1000', 'instance', '1'],
      ['300000', 'instance', '1'],
    ])
    for (const row of rows) expect(row).toHaveLength(head!.length)
    const loads = (row: number) => Number(rows[row]![head!.indexOf('origin.loads')])
    expect(loads(0)).toBeGreaterThan(loads(1))
    expect(rows.map(row => row[head!.indexOf('cost.perHour')])).toEqual(['', '', '', ''])
  })

  it('--json prints one document whose cells are the runs that the library makes', async () => {
    const ended = await stampede(
      'sweep',
      lab.id,
      '--x',
      'coalescing=instance',
      '--design',
      'l5',
      '--seeds',
      '2',
      '--json',
    )
    expectDone(ended)
    const { x, y, seeds, cells } = JSON.parse(ended.stdout)
    expect({ x, y, seeds }).toEqual({
      x: { name: 'coalescing', values: ['instance'] },
      y: null,
      seeds: [1, 2],
    })
    // As the trap has it anyway: the cell is the trap itself.
    const [first, second] = [runOf(l5, 1), runOf(l5, 2)]
    expect(cells).toHaveLength(1)
    for (const [index, id] of objectiveIds.entries()) {
      const results = [first!.objectives[index]!, second!.objectives[index]!]
      expect(cells[0].objectives[id]).toEqual({
        mean: (results[0]!.actual + results[1]!.actual) / 2,
        met: results.filter(each => each.met).length,
      })
    }
    expect(cells[0].measures['cost.perHour']).toBeNull()
  })

  it('prints a table of one figure for people, and marks what misses its target', async () => {
    const [primary, other] = await Promise.all([
      stampede('sweep', lab.id, '--x', 'ttlMs=1000,60000', '--y', 'rate=1'),
      stampede('sweep', lab.id, '--x', 'ttlMs=1000', '--measure', 'origin.loads', '--design', 'l6'),
    ])
    const [heading, head, row, legend] = primary.stdout.split('\n')
    expect(heading).toMatch(/^write-race · l5 \(.+\) · Oldest stale .+ <= 5000 · seed 7$/)
    expect(head).toMatch(/rate ↓ {2}ttlMs → +1000 +60000/)
    expect(row).toMatch(/^1 +[\d.]+ +\d+ \*$/)
    expect(legend).toBe('* misses the target')
    expect(other.stdout).toMatch(/ · Origin loads · seed 7\nttlMs +origin\.loads\n1000 +\d+\n$/)
  })
})

describe('bad input', () => {
  const ended = { line: () => {}, json: () => {} }
  const comparing = (options: Partial<Parameters<typeof compare>[1]>) => () =>
    compare(lab.id, { a: 'l5', b: 'l6', seeds: '2', ...options }, ended)
  const sweeping = (options: Partial<Parameters<typeof sweep>[1]>) => () =>
    sweep(lab.id, { x: 'ttlMs=1000', design: 'l5', ...options }, ended)

  it.each<[string, () => Promise<void>, readonly string[]]>([
    [
      'an unknown lab',
      () => compare('nowhere', { a: 'l5', b: 'l6', seeds: '2' }, ended),
      ['scenario', 'nowhere'],
    ],
    ['one seed', comparing({ seeds: '1' }), ['--seeds', '"1"', '2 to 1250']],
    ['a number that is not whole', comparing({ seeds: '2.5' }), ['--seeds', '"2.5"', '2 to 1250']],
    ['an unknown design', comparing({ b: 'l9' }), ['--b', '"l9"', 'l5, l6']],
    ['an unknown measure', sweeping({ measure: 'p98' }), ['--measure', 'p98', 'latencyMs.p99']],
    ['two kinds of seeds', sweeping({ seed: '1', seeds: '2' }), ['--seeds', '"2"', '--seed']],
    ['two forms of output', sweeping({ csv: true, json: true }), ['--csv', '--json']],
    [
      'too large a grid',
      sweeping({ x: 'ttlMs=1..1000:51', y: 'rate=1..2:50' }),
      ['--x times --y', '51 times 50', 'at most 2500 runs'],
    ],
    [
      'too many seeds for the grid',
      sweeping({ x: 'ttlMs=1..1000:51', seeds: '50' }),
      ['--x times --seeds', '51 times 50', 'at most 2500 runs'],
    ],
    ['a value that does not fit', sweeping({ x: 'redis-replicas=9' }), ['--x', 'replicas', '9', 'at most 5']],
  ])('%s is refused in one line that names field, value and what is allowed', async (_, use, names) => {
    const error = await use().then(
      () => null,
      error => error,
    )
    expect(error).toBeInstanceOf(BadInput)
    expect(error.message.split('\n')).toHaveLength(1)
    for (const name of names) expect(error.message).toContain(name)
  })

  it('of the command line ends with exit code 2, nothing on stdout and one line on stderr', async () => {
    const all = await Promise.all([
      stampede('compare', lab.id, '--a', 'l5'),
      stampede('sweep', lab.id),
      stampede('sweep', lab.id, '--x', 'ttlMs=0', '--json'),
    ])
    for (const { code, stdout, stderr } of all) {
      expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }, stderr).toEqual({
        code: 2,
        stdout: '',
        lines: 1,
      })
    }
    expect(all.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining("'--b <id or file>' not specified"),
      expect.stringContaining("'--x <name=values>' not specified"),
      expect.stringContaining('--x ttlMs=0: design.policies.price.l2.ttlMs: 0 is not allowed'),
    ])
  })
})
