// What a route loads before it can show anything: its own script and all that it imports at once, gzipped. Needs a build.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './install.mjs'

/** @typedef {{ file: string, imports?: string[] }} Chunk */

const dist = path.join(root, 'dist')
/** @type {Record<string, Chunk>} */
const chunks = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))

/** By the file of its page: name and most kilobytes. */
const routes = [
  { page: 'src/playbook/PlaybookPage.tsx', name: 'the list of chapters', mostKb: 108 },
  { page: 'src/playbook/ChapterPage.tsx', name: 'a chapter, but for its prose', mostKb: 110 },
  { page: 'src/drills/DrillPage.tsx', name: 'a drill, but for its prose', mostKb: 116 },
]

function loadedWith(/** @type {string} */ key, /** @type {Set<string>} */ found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const other of chunks[key]?.imports ?? []) loadedWith(other, found)
  return found
}

let isOver = false
for (const { page, name, mostKb } of routes) {
  const keys = new Set([...loadedWith('index.html'), ...loadedWith(page)])
  const files = [...keys].map(key => chunks[key]?.file ?? '').filter(file => file.endsWith('.js'))
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file))).length, 0)
  const over = bytes > mostKb * 1000
  isOver ||= over
  console.log(
    `${over ? 'OVER ' : ''}${name}: ${(bytes / 1000).toFixed(1)} of ${mostKb} kB gzipped, in ${files.length} files`,
  )
}
process.exitCode = isOver ? 1 : 0
