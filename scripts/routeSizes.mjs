// What a page loads before it can show anything, and what a chapter loads besides, its figures included, gzipped. Needs a build.
import { readdirSync, readFileSync } from 'node:fs'
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

/** Of scripts, each counted once. */
function gzippedBytes(/** @type {Iterable<string>} */ keys) {
  const files = new Set([...keys].map(key => chunks[key]?.file ?? '').filter(file => file.endsWith('.js')))
  let bytes = 0
  for (const file of files) bytes += gzipSync(readFileSync(path.join(dist, file))).length
  return bytes
}

/** The files behind the components that a chapter calls. */
function calledBy(/** @type {string} */ chapter) {
  const text = readFileSync(path.join(root, chapter), 'utf8')
  const names = new Set([...text.matchAll(/<([A-Z]\w+)/g)].map(([, name]) => name))
  const places = [...names].flatMap(name => [`src/playbook/figures/${name}.tsx`, `src/playbook/${name}.tsx`])
  return [...places, ...(names.has('Recorded') ? ['src/playbook/recorded/RecordedTracks.tsx'] : [])].filter(
    place => chunks[place] !== undefined,
  )
}

let isOver = false
function report(/** @type {string} */ name, /** @type {number} */ bytes, /** @type {number} */ mostKb) {
  const over = bytes > mostKb * 1000
  isOver ||= over
  console.log(`${over ? 'OVER ' : ''}${name}: ${(bytes / 1000).toFixed(1)} of ${mostKb} kB gzipped`)
}

for (const { page, name, mostKb } of routes)
  report(name, gzippedBytes(new Set([...loadedWith('index.html'), ...loadedWith(page)])), mostKb)

const before = new Set([...loadedWith('index.html'), ...loadedWith('src/playbook/ChapterPage.tsx')])
const own = readdirSync(path.join(root, 'content/playbook')).map(file => {
  const chapter = `content/playbook/${file}`
  const all = [chapter, 'src/playbook/chapterComponents.tsx', ...calledBy(chapter)].flatMap(key => [
    ...loadedWith(key),
  ])
  return { file, bytes: gzippedBytes(all.filter(key => !before.has(key))) }
})
const [largest] = own.sort((a, b) => b.bytes - a.bytes)
if (largest !== undefined)
  report(`the largest chapter, ${largest.file}, with its figures`, largest.bytes, 120)
process.exitCode = isOver ? 1 : 0
