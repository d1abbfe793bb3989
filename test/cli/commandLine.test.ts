import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Result } from '#cli/result.ts'
import { isAsExpected, paperGaps } from '#cli/verbs/gate.ts'
import { scenario, scenarios } from '#scenarios/catalogue.ts'
import type { ObjectiveResult } from '#scenarios/scenario.ts'
import { variantOf } from '#scenarios/variant.ts'
import { herd, l5, l6, run } from '../scenarios/runs.ts'
import { type Ended, stampede } from './stampede.ts'

const thunderingHerd = scenario('thundering-herd')!

// Each run is a process of its own: on a busy machine that takes more than the usual five seconds.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'stampede-cli-'))
const file = (name: string) => path.join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lines of a stream; the line end that closes the last one is no line. */
function lines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

describe('run --json', () => {
  let answer: Ended
  let trap: Ended
  let result: z.infer<typeof Result>
  beforeAll(async () => {
    const run = (design: string) =>
      stampede('run', 'thundering-herd', '--design', design, '--seed', '1', '--json', '--check')
    ;[answer, trap] = await Promise.all([run('l6'), run('l5')])
    result = Result.parse(JSON.parse(answer.stdout))
  })

  it('prints one document that its own schema accepts, and nothing else', () => {
    expect(answer.stderr).toBe('')
    expect(Result.parse(JSON.parse(trap.stdout)).design).toBe('l5')
    const schema = z.fromJSONSchema(z.toJSONSchema(Result) as Parameters<typeof z.fromJSONSchema>[0])
    expect(schema.safeParse(JSON.parse(answer.stdout)).error).toBeUndefined()
  })

  it('has outcomes that add up to the requests, in all and by type', () => {
    const sum = (outcomes: object) => Object.values(outcomes).reduce((a: number, b: number) => a + b, 0)
    for (const each of [result, ...Object.values(result.byType)])
      expect(sum(each.outcomes)).toBe(each.requests)
    for (const each of [result, ...Object.values(result.byType)])
      expect(sum(each.hits) + each.misses).toBe(each.requests)
  })

  it('is the run that the library makes of the same scenario, design and seed', () => {
    const parsed = Result.parse(JSON.parse(trap.stdout))
    expect(parsed.digest).toBe(herd(l5, 1).digest)
    expect(parsed.arrivalsDigest).toBe(result.arrivalsDigest)
    expect(parsed.scenario).toBe('thundering-herd')
    expect(parsed.seed).toBe(1)
  })

  it('lists objectives and the verdict on them', () => {
    expect(result.objectives.map(each => each.id)).toEqual(thunderingHerd.objectives.map(each => each.id))
    for (const { actual, target, met } of result.objectives) expect(met).toBe(actual <= target)
    expect(result.verdict!.level).toBe('L6')
  })

  it('with --check ends with 0 when every objective is met, and with 1 when one is missed', () => {
    expect(answer.code).toBe(0)
    expect(trap.code).toBe(1)
    expect(trap.stderr).toBe('')
  })
})

describe('show', () => {
  it('gives a world and a design that, fed back in, make the same run', async () => {
    const [world, design] = await Promise.all([
      stampede('show', 'thundering-herd', '--world'),
      stampede('show', 'thundering-herd', '--design', 'l5'),
    ])
    expect(JSON.parse(world.stdout)).toEqual(thunderingHerd.world)
    expect(JSON.parse(design.stdout)).toEqual(l5)
    writeFileSync(file('world.json'), world.stdout)
    writeFileSync(file('design.json'), design.stdout)
    const [own, ofLab] = await Promise.all([
      stampede(
        'run',
        '--world',
        file('world.json'),
        '--design',
        file('design.json'),
        '--seed',
        '2',
        '--json',
      ),
      stampede('run', 'thundering-herd', '--design', file('design.json'), '--seed', '2', '--json'),
    ])
    const ownResult = Result.parse(JSON.parse(own.stdout))
    expect(ownResult.digest).toBe(herd(l5, 2).digest)
    expect(Result.parse(JSON.parse(ofLab.stdout)).digest).toBe(herd(l5, 2).digest)
    // A world of one's own has no objectives, and nothing to be judged by.
    expect(ownResult.objectives).toEqual([])
    expect(ownResult.verdict).toBeNull()
    expect([own.code, ofLab.code]).toEqual([0, 0])
  })
})

describe('a variant', () => {
  it('is the same world for show and run, and another run than that of the lab', async () => {
    const [world, varied] = await Promise.all([
      stampede('show', 'thundering-herd', '--world', '--variant', '2'),
      stampede('run', 'thundering-herd', '--variant', '2', '--seed', '1', '--json'),
    ])
    const own = variantOf(thunderingHerd, 2)
    expect(JSON.parse(world.stdout)).toEqual(own)
    const result = Result.parse(JSON.parse(varied.stdout))
    expect(result.digest).toBe(run(own, l5, 1).digest)
    expect(result.digest).not.toBe(herd(l5, 1).digest)
    expect(result.objectives.length).toBe(thunderingHerd.objectives.length)
  })
})

describe('the gate', () => {
  it('accepts a trap that misses its primary objective and an answer that meets all, and nothing less', () => {
    const objectives = (...met: readonly boolean[]) => ({
      objectives: met.map((each, index) => ({ met: each, primary: index === 0 }) as ObjectiveResult),
    })
    expect(isAsExpected('l5', objectives(false, true))).toBe(true)
    expect(isAsExpected('l5', objectives(true, false))).toBe(false)
    expect(isAsExpected('l6', objectives(true, true))).toBe(true)
    expect(isAsExpected('l6', objectives(true, false))).toBe(false)
    expect(isAsExpected('an alternative', objectives(false, false))).toBe(true)
  })

  it('finds what an answer lacks on paper', () => {
    expect(paperGaps(thunderingHerd.world, l6)).toEqual([])
    expect(paperGaps(thunderingHerd.world, l5)).toEqual([
      expect.stringMatching(/^page: bound 300000 ms above its budget 30000 ms/),
      'page: nobody signed its budget',
      expect.stringMatching(/^product: bound/),
      'product: nobody signed its budget',
      'invalidation has no owner',
      'warming has no owner',
      'pager has no owner',
    ])
  })
})

describe('list and schema', () => {
  it('list --json names every lab with its prompt, designs and objectives', async () => {
    const { stdout, stderr, code } = await stampede('list', '--json')
    const { scenarios: listed } = JSON.parse(stdout)
    expect(listed.map((each: { id: string }) => each.id)).toEqual(scenarios.map(each => each.id))
    expect(listed[0]).toMatchObject({ title: 'Thundering herd', prompt: thunderingHerd.prompt })
    expect(listed[0].objectives.length).toBe(thunderingHerd.objectives.length)
    expect([stderr, code]).toEqual(['', 0])
  })

  it('schema prints the JSON Schema of worlds, designs and results', async () => {
    const [world, design, result] = await Promise.all(
      ['world', 'design', 'result'].map(name => stampede('schema', name)),
    )
    const accepts = ({ stdout }: Ended, document: unknown) => {
      const schema = JSON.parse(stdout)
      expect(schema).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object' })
      return z.fromJSONSchema(schema).safeParse(document).success
    }
    expect(accepts(world!, thunderingHerd.world)).toBe(true)
    expect(accepts(world!, { ...thunderingHerd.world, instances: 0 })).toBe(false)
    expect(accepts(design!, l5)).toBe(true)
    expect(accepts(design!, { ...l5, policies: { page: {} } })).toBe(false)
    expect(accepts(result!, l5)).toBe(false)
  })
})

describe('bad input', () => {
  const broken = file('broken.json')
  const outOfRange = file('out-of-range.json')
  const ended = new Map<string, Ended>()
  beforeAll(async () => {
    writeFileSync(broken, '{\n  "version": 1,\n  "id": oops\n}\n')
    writeFileSync(
      outOfRange,
      JSON.stringify({ ...l5, policies: { page: { ...l5.policies.page, loadCapMs: -3 } } }),
    )
    await Promise.all(cases.map(async ([what, args]) => ended.set(what, await stampede(...args))))
  })

  const herdRun = ['run', 'thundering-herd'] as const
  /** What was given, and what the one line must name: the field, the value, and what is allowed. */
  const cases: readonly (readonly [what: string, args: readonly string[], names: readonly string[]])[] = [
    ['a seed that is none', [...herdRun, '--seed', '-1', '--json'], ['seed', '-1', '0', '4294967295']],
    ['an unknown scenario', ['run', 'no-such-lab', '--json'], ['scenario', 'no-such-lab', 'thundering-herd']],
    ['an unknown design', [...herdRun, '--design', 'l9'], ['design', 'l9', 'l5', 'l6', 'file']],
    [
      'a file that is not there',
      [...herdRun, '--design', './nowhere.json'],
      ['design', './nowhere.json', 'file'],
    ],
    ['a file that is no JSON', [...herdRun, '--design', broken], ['design', broken, 'JSON']],
    [
      'a field out of range',
      [...herdRun, '--design', outOfRange],
      ['design.policies.page.loadCapMs', '-3', '0'],
    ],
    ['a variant that is none', [...herdRun, '--variant', '10000'], ['variant', '10000', '0', '9999']],
    ['an unknown verb', ['frobnicate'], ['frobnicate', 'list', 'show', 'run', 'schema']],
    ['an unknown flag', [...herdRun, '--frobnicate'], ['--frobnicate', '--design', '--seed']],
    ['no verb', [], ['list', 'show', 'run', 'schema']],
  ]

  it.each(cases)(
    '%s: exit code 2, nothing on stdout, one line on stderr that says what is allowed',
    (what, _, names) => {
      const { code, stdout, stderr } = ended.get(what)!
      expect({ code, stdout, lines: lines(stderr).length }, stderr).toEqual({ code: 2, stdout: '', lines: 1 })
      for (const name of names) expect(stderr).toContain(name)
    },
  )
})
