import { describe, expect, test } from 'vitest'
import { checkBans } from './bans.ts'
import { checkImports } from './imports.ts'
import type { Finding, SourceFile } from './source.ts'
import { checkName, checkText } from './text.ts'

type Check = (file: SourceFile) => Finding[]

/** What a check says of a file with this path and text, a line number before each finding. */
function said(check: Check, path: string, text: string): string[] {
  return check({ path, text }).map(finding => `${finding.line} ${finding.what}`)
}

describe('imports', () => {
  test.each([
    ['a folder below', 'kernel/a.ts', "import { b } from '#cache/b.ts'", 'kernel may import nothing'],
    ['a re-export', 'cache/a.ts', "export { b } from '#world/b.ts'", 'cache may import kernel'],
    ['a whole re-export', 'metrics/a.ts', "export * from '#kernel/b.ts'", 'metrics may import nothing'],
    ['a dynamic import', 'app/a.tsx', "const b = import('#cli/b.ts')", 'app may import kernel'],
    ['a type in place', 'ui/a.tsx', "let b: import('#lab/b.ts').B", 'ui may import nothing'],
    ['a screen by a screen', 'lab/a.tsx', "import '#drills/b.tsx'", 'imports #drills/b.tsx'],
    ['live by a screen', 'lab/a.tsx', "import '#live/b.ts'", 'imports #live/b.ts'],
    ['prose by the model', 'world/a.ts', "import '#content/b.mdx'", 'imports #content/b.mdx'],
    ['a relative path', 'kernel/a.ts', "import '../cache/b.ts'", 'kernel may import nothing'],
    ['an allowed relative path', 'cache/a.ts', "import '../kernel/b.ts'", 'write #kernel/...'],
    ['the tests', 'cli/a.ts', "import '../../test/b.ts'", 'imports ../../test/b.ts'],
    ['a path outside', 'cli/a.ts', "import '../../../b.ts'", 'outside the project'],
    ['a value', 'rubric/a.ts', "import { b } from '#metrics/b.ts'", 'with `import type` alone'],
    ['an inline type', 'rubric/a.ts', "import { type B } from '#metrics/b.ts'", '`import type` alone'],
    ['a package', 'kernel/a.ts', "import { z } from 'zod'", 'kernel may import no package'],
    ['a scoped package', 'cache/a.ts', "import '@noble/hashes/sha2'", 'package @noble/hashes'],
    ['Node', 'world/a.ts', "import fs from 'node:fs'", 'package node:'],
    ['Node on a screen', 'lab/a.ts', "import fs from 'node:fs'", 'package node:'],
    ['a package like an allowed one', 'charts/a.ts', "import 'd3'", 'package d3;'],
    ['an unknown folder', 'attic/a.ts', '', 'in no row'],
    ['a loose file', 'a.ts', '', 'directly in src'],
    ['broken syntax', 'kernel/a.ts', 'let = = 1', 'does not parse'],
  ])('report %s', (_, path, text, expected) => {
    expect(said(checkImports, `src/${path}`, text)).toEqual([expect.stringContaining(expected)])
  })

  test.each([
    ['a folder above', 'src/cache/a.ts', "import { b } from '#kernel/b.ts'"],
    ['its own folder', 'src/kernel/a.ts', "import './b.ts'; import '#kernel/c.ts'"],
    ['a type where types are allowed', 'src/rubric/a.ts', "import type { B } from '#metrics/b.ts'"],
    ['a re-exported type there', 'src/study/a.ts', "export type { B } from '#rubric/b.ts'"],
    ['a source shown as text', 'src/playbook/a.tsx', "import text from '#cache/b.ts?raw'"],
    ['a family of packages', 'src/charts/a.ts', "import { line } from 'd3-shape'"],
    ['part of a package', 'src/world/a.ts', "import { sha256 } from '@noble/hashes/sha2.js'"],
    ['Node on the command line', 'src/cli/a.ts', "import fs from 'node:fs'"],
    ['an import in a comment', 'src/kernel/a.ts', "// import '#cache/b.ts'"],
    ['an import in a string', 'src/kernel/a.ts', 'const a = "import \'#cache/b.ts\'"'],
    ['anything in a test', 'test/kernel/a.test.ts', "import '#app/b.ts'"],
  ])('allow %s', (_, path, text) => {
    expect(said(checkImports, path, text)).toEqual([])
  })

  test('name the line', () => {
    const text = "\n\nimport '#cache/b.ts'\n"
    expect(said(checkImports, 'src/kernel/a.ts', text)[0]).toMatch(/^3 /)
  })
})

describe('bans', () => {
  test.each<readonly [text: string, name: string]>([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'Date'],
    ['const clock = Date', 'Date'],
    ['globalThis.Date.now()', 'Date'],
    ['performance.now()', 'performance.now'],
    ['process.hrtime()', 'process.hrtime'],
    ['setTimeout(f, 1)', 'setTimeout'],
    ['const later = setInterval', 'setInterval'],
    ['self.queueMicrotask(f)', 'queueMicrotask'],
    ['Math.random()', 'Math.random'],
    ['crypto.randomUUID()', 'crypto.randomUUID'],
    ['const f = async () => 1', 'async'],
    ['class A { async b() {} }', 'async'],
    ['await f()', 'await'],
    ...'log log2 log10 log1p exp expm1 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot'
      .split(' ')
      .map((name): [string, string] => [`Math.${name}(2)`, `Math.${name}`]),
    ['const { log } = Math', 'Math without naming its member'],
    ["Math['log'](2)", 'Math without naming its member'],
    ['const a = 2 ** 3', '**'],
    ['a **= 3', '**='],
  ])('report %s in the model', (text, name) => {
    expect(said(checkBans, 'src/world/a.ts', text)).toEqual([
      expect.stringContaining(`uses ${name}, banned in world`),
    ])
  })

  test.each([
    ['exact arithmetic', 'Math.floor(Math.sqrt(Math.imul(2, 3))) * Math.PI'],
    ['comments', '// Date.now(), 2 ** 3\n/** setTimeout, Math.log */'],
    ['strings', "const a = 'await Date.now() ** 2'"],
    ['keys and members', 'const a = { performance: 1, setTimeout: 2 }; a.performance; clock.setTimeout(1)'],
    ['types', 'interface A { crypto: number; at: Date }'],
    ['generators', 'function* a() { yield* b() }'],
    ['names of its own', 'Arithmetic.log(2); kernel.random()'],
  ])('allow %s in the model', (_, text) => {
    expect(said(checkBans, 'src/world/a.ts', text)).toEqual([])
  })

  test.each(['kernel', 'metrics', 'cache', 'recording', 'world', 'scenarios', 'rubric', 'wire', 'worker'])(
    'hold for the date and chance in %s',
    folder => {
      expect(said(checkBans, `src/${folder}/a.ts`, 'Date.now()\nMath.random()')).toHaveLength(2)
    },
  )

  test('let the rubric use any arithmetic', () => {
    expect(said(checkBans, 'src/rubric/a.ts', 'Math.log(2) ** 2')).toEqual([])
  })

  test('let the wire wait for promises, and one file of it stand in for the date', () => {
    expect(said(checkBans, 'src/wire/a.ts', 'await Promise.resolve(1)')).toEqual([])
    expect(said(checkBans, 'src/wire/virtualDate.ts', 'const real = Date.now')).toEqual([])
  })

  test('let the worker measure its slices', () => {
    expect(said(checkBans, 'src/worker/a.ts', 'performance.now(); setTimeout(f)')).toEqual([])
  })

  test('leave screens and tests alone', () => {
    expect(said(checkBans, 'src/lab/a.tsx', 'Date.now(); await 1')).toEqual([])
    expect(said(checkBans, 'test/a.test.ts', 'Date.now(); await 1')).toEqual([])
  })
})

describe('text', () => {
  // In two pieces, so that this file keeps the rules it tests.
  test.each([
    ['unfinished work', 'src/a.ts', ['// TO', 'DO later'], 'leaves work'],
    ['a marked fault', 'content/a.mdx', ['FIX', 'ME'], 'leaves work'],
    ['a machine path', 'README.md', ['see /ro', 'ot/a'], 'machine'],
    ['a home', 'scripts/a.mjs', ["'/ho", "me/ann/a'"], 'machine'],
    ['a path outside', 'README.md', ['../sha', 'red/design'], 'outside'],
    ['a registry', '.npmrc', ['https://registry.', 'example.org/'], 'registry'],
    ['a registry in the lockfile', 'package-lock.json', ['registry.', 'example.org/'], 'registry'],
    ['an address in the lockfile', 'package-lock.json', ['"resolved', '": "x"'], 'came from'],
    ['a lone test', 'test/a.test.ts', ['test.on', "ly('a')"], 'out of the run'],
    ['a skipped suite', 'test/e2e/a.spec.ts', ['test.describe.sk', "ip('a')"], 'out of the run'],
  ])('reports %s', (_, path, pieces, expected) => {
    expect(said(checkText, path, pieces.join(''))).toEqual([expect.stringContaining(expected)])
  })

  test.each([
    ['an address with such a part', 'README.md', 'https://example.com/work/a'],
    ['a member of a registry', 'src/app/a.ts', 'registry.entries.length'],
    ['an iterator', 'test/a.test.ts', 'iterator.skip(2)'],
    ['a hash in the lockfile', 'package-lock.json', `"sha512-a+${'XX'}X+b"`],
  ])('allows %s', (_, path, text) => {
    expect(said(checkText, path, text)).toEqual([])
  })
})

describe('names', () => {
  test.each([
    ['src/cache/utils.ts', '', 'names no subject'],
    ['test/helpers/a.ts', '', 'names no subject'],
    ['src/ui/common/a.tsx', '', 'names no subject'],
    ['src/cache/index.ts', "export { a } from './a.ts'", 'barrel'],
    ['src/cache/index.ts', "export * from './a.ts'", 'barrel'],
  ])('report %s', (path, text, expected) => {
    expect(said(checkName, path, text)).toEqual([expect.stringContaining(expected)])
  })

  test.each([
    ['src/cache/index.ts', 'export const a = 1'],
    ['src/cache/flights.ts', "export { a } from './a.ts'"],
    ['src/study/commonMistakes.ts', ''],
  ])('allow %s', (path, text) => {
    expect(said(checkName, path, text)).toEqual([])
  })
})
