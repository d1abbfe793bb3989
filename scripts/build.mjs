import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './install.mjs'

const sources = [
  'src',
  'content',
  'public',
  'index.html',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]
const page = path.join(root, 'dist', 'index.html')
const stampPath = path.join(root, 'node_modules', '.stampede-built')

/** Builds the app into dist unless dist was built from these very sources. False when the build fails. */
export function ensureBuilt() {
  const before = hashOf(sources)
  if (existsSync(page) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp(before))
    return true
  console.error('Building the app ...')
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) return false
  writeFileSync(stampPath, stamp(before))
  return true
}

/** Names the sources and the page made from them: the page names every script by its hash, so another build's page differs. */
function stamp(/** @type {string} */ sourceHash) {
  return `${sourceHash} ${hashOf([page])}\n`
}

function hashOf(/** @type {string[]} */ places) {
  const hash = createHash('sha256')
  for (const place of places) {
    for (const file of filesIn(path.resolve(root, place)))
      hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** @returns {string[]} every file at or below a place, in a fixed order; none when the place does not exist */
function filesIn(/** @type {string} */ place) {
  if (!existsSync(place)) return []
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place)
    .sort()
    .flatMap(name => filesIn(path.join(place, name)))
}
