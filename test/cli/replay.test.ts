import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { BadInput } from '#cli/badInput.ts'
import { replay } from '#cli/verbs/replay.ts'
import libcachesim from '../oracle/libcachesim.json' with { type: 'json' }
import { zipfTrace } from '../oracle/zipfTrace.ts'
import { type Ended, stampede } from './stampede.ts'

// Some runs are processes of their own: on a busy machine that takes more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'stampede-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function traceOf(content: string | Buffer): string {
  const file = path.join(folder, `trace${files++}.txt`)
  writeFileSync(file, content)
  return file
}

interface Counts {
  readonly trace: string
  readonly policy: string
  readonly size: number
  readonly requests: number
  readonly hits: number
  readonly misses: number
  readonly hitRate: number
}

async function replayed(file: string, policy = 'lru', size = '2'): Promise<Counts> {
  const documents: unknown[] = []
  await replay(file, { policy, size }, { line: () => {}, json: document => documents.push(document) })
  expect(documents).toHaveLength(1)
  return documents[0] as Counts
}

async function complaint(file: string, policy?: string, size?: string): Promise<string> {
  try {
    await replayed(file, policy, size)
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
  return 'accepted'
}

/** Runs the command with this on its stdin. */
function stampedeFed(stdin: string, ...args: readonly string[]): Promise<Ended> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', ...args],
      { cwd },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
    child.stdin!.end(stdin)
  })
}

const policies = ['lru', 'fifo', 'lfu', 'redis-lru', 'redis-lfu', 'w-tinylfu', 'sieve', 's3-fifo']

describe('a replay', () => {
  it('counts requests, hits and misses', async () => {
    const file = traceOf('a\nb\na\nc\nb\na\n')
    expect(await replayed(file)).toEqual({
      trace: file,
      policy: 'lru',
      size: 2,
      requests: 6,
      hits: 1,
      misses: 5,
      hitRate: 1 / 6,
    })
  })

  it.each(policies)('by %s misses each key once when there is room for all', async policy => {
    const file = traceOf('a\nb\nc\na\nb\nc\na\nb\nc\n')
    expect(await replayed(file, policy, '3')).toMatchObject({ policy, requests: 9, hits: 6, misses: 3 })
  })

  it('takes lines as they end on any system, and no blank ones', async () => {
    const counts = await replayed(traceOf('\n\na\r\n  \nb\n\r\na\nb'), 'lru', '2')
    expect(counts).toMatchObject({ requests: 4, hits: 2, misses: 2 })
  })

  it('tells keys apart by their bytes, whether or not they are text', async () => {
    const bytes = Buffer.from([0xff, 10, 0xfe, 10, 0xc3, 0xa9, 10, 0xff, 10, 0xc3, 0xa9, 10, 0xc3, 0xaa, 10])
    expect(await replayed(traceOf(bytes), 'lru', '9')).toMatchObject({ requests: 6, misses: 4 })
  })

  it('is not misled where a chunk ends within a line', async () => {
    const keys = Array.from({ length: 300_000 }, (_, n) => `some longer key of number ${n % 1000}`)
    const counts = await replayed(traceOf(keys.join('\n')), 'lru', '1000')
    expect(counts).toMatchObject({ requests: 300_000, misses: 1000 })
  })

  it("of libCacheSim's trace misses as often as libCacheSim", async () => {
    const file = traceOf(`${zipfTrace().join('\n')}\n`)
    expect((await replayed(file, 'sieve', '1000')).misses).toBe(libcachesim.misses.Sieve[1000])
  })

  it.each(['redis-lru', 'redis-lfu'])('by %s can be repeated, though Redis goes by chance', async policy => {
    const file = traceOf(zipfTrace(20_000, 1000).join('\n'))
    expect(await replayed(file, policy, '100')).toEqual(await replayed(file, policy, '100'))
  })
})

describe('bad input', () => {
  const good = traceOf('a\n')

  it.each<[what: string, file: string, policy: string, size: string, names: readonly string[]]>([
    ['no such file', path.join(folder, 'nowhere'), 'lru', '1', ['trace', 'nowhere', 'file', '-']],
    ['a folder', folder, 'lru', '1', ['trace', 'file']],
    ['an empty trace', traceOf(''), 'lru', '1', ['trace', 'at least one key']],
    ['a blank trace', traceOf('\n \n\r\n'), 'lru', '1', ['trace', 'at least one key']],
    ['a line without end', traceOf('x'.repeat(3_000_000)), 'lru', '1', ['trace', 'line', '65536']],
    ['an unknown policy', good, 'mru', '1', ['--policy', '"mru"', ...policies]],
    ...['0', '-1', '1.5', '10000001', '1e3', 'ten', '', ' 5', 'Infinity', 'NaN'].map(
      (size): [string, string, string, string, readonly string[]] => [
        `the size "${size}"`,
        good,
        'lru',
        size,
        ['--size', JSON.stringify(size), '1 to 10000000'],
      ],
    ),
  ])(
    '%s is refused in one line that names field, value and what is allowed',
    async (_, file, policy, size, names) => {
      const said = await complaint(file, policy, size)
      expect(said.split('\n')).toHaveLength(1)
      for (const name of names) expect(said).toContain(name)
    },
  )

  it('does not take the largest size for one', async () => {
    expect((await replayed(good, 'lru', '10000000')).size).toBe(10_000_000)
  })
})

describe('the command', () => {
  it('reads stdin for -, and prints four lines or one document', async () => {
    const [text, json, refused, lacking] = await Promise.all([
      stampedeFed('a\nb\na\n', 'replay', '-', '--policy', 'lru', '--size', '2'),
      stampedeFed('a\nb\na\n', 'replay', '-', '--policy', 'lfu', '--size', '2', '--json'),
      stampede('replay', './nowhere.txt', '--policy', 'lru', '--size', '2', '--json'),
      stampede('replay', './nowhere.txt', '--policy', 'lru'),
    ])
    expect(text).toEqual({
      code: 0,
      stdout: 'requests  3\nhits      1\nmisses    2\nhit rate  33.33 %\n',
      stderr: '',
    })
    expect(JSON.parse(json.stdout)).toMatchObject({ policy: 'lfu', requests: 3, hits: 1, misses: 2 })
    expect(json).toMatchObject({ code: 0, stderr: '' })
    for (const each of [refused, lacking]) {
      expect(each).toMatchObject({ code: 2, stdout: '' })
      expect(each.stderr.trimEnd().split('\n')).toHaveLength(1)
    }
    expect(lacking.stderr).toContain('--size')
  })
})
