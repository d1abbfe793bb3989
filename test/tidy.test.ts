import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkBans } from './tidy/bans.ts'
import { checkImports } from './tidy/imports.ts'
import {
  describeFindings,
  type Finding,
  folderOf,
  isCode,
  readProject,
  type SourceFile,
} from './tidy/source.ts'
import { checkName, checkText } from './tidy/text.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readProject(root)
const code = files.filter(isCode)
const { imports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'))

function expectNone(checked: readonly SourceFile[], check: (file: SourceFile) => Finding[]): void {
  const findings = checked.flatMap(check)
  // A whole list as the message: an equality's message would be cut off after its first words.
  if (findings.length > 0) expect.fail(`\n${describeFindings(findings)}`)
}

test('folders import only what the table allows', () => {
  expectNone(code, checkImports)
})

test('the model uses no ambient time, chance, asynchrony or engine-dependent arithmetic', () => {
  expectNone(code, checkBans)
})

test('no file names a machine, a registry or unfinished work, and no test is left out', () => {
  expectNone(files, checkText)
})

test('names say what is inside, and there are no barrels', () => {
  expectNone(files, checkName)
})

test('every folder of src has its line in the imports of package.json', () => {
  const folders = [...new Set(code.map(file => folderOf(file.path)))].filter(folder => folder !== undefined)
  expect(folders.filter(folder => imports[`#${folder}/*`] !== `./src/${folder}/*`)).toEqual([])
})

test('the lockfile has an entry for every native package, so that npm ci works on every platform', () => {
  const missing = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(([owner, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      name => !packages[`node_modules/${name}`] && !packages[`${owner}/node_modules/${name}`],
    ),
  )
  expect(missing, 'run `npm run lock`').toEqual([])
})
