import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'
import { ensureInstalled, root } from './install.mjs'

/*
 * Makes everything anew that the app keeps of runs: the wall's pictures, the results behind computed figures, sequences and
 * excerpts for live figures. With --missing only excerpts that are not there yet, which takes a second. Deletes what no figure
 * shows any more.
 */
const usage = 'npm run figures [-- --missing]'
const args = process.argv.slice(2)
const isMissing = args.join() === '--missing'
if (args.length > 0 && !isMissing) {
  console.error(
    `npm run figures: unknown option ${args.find(arg => arg !== '--missing') ?? args[0]}\nusage: ${usage}`,
  )
  process.exit(1)
}
ensureInstalled()
// Vite, not tsx: what a chart says is computed by its own module, which brings its style sheet along.
const server = await createServer({
  root,
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, watch: null, hmr: false },
  optimizeDeps: { noDiscovery: true },
})
try {
  if (!isMissing) {
    await drawPictures()
    await makeResults()
    await drawSequences()
  }
  await recordExcerpts()
} finally {
  await server.close()
}

async function drawPictures() {
  const { drawnPictures } = await server.ssrLoadModule('/src/app/wall/drawPictures.ts')
  keep('src/app/wall/pictures.json', drawnPictures())
}

/** Beside each file that makes results of runs lies the file that keeps them. */
async function makeResults() {
  const folder = 'src/playbook/figures/runs'
  for (const name of namesIn(folder, '.ts')) {
    const made = await server.ssrLoadModule(`/${folder}/${name}.ts`)
    keep(`${folder}/${name}.json`, `${JSON.stringify(made[name](), null, 2)}\n`)
  }
}

async function drawSequences() {
  const folder = 'src/playbook/sequences'
  const { drawnExchanges, fileOf } = await server.ssrLoadModule('/src/sequences/catalogue.ts')
  const exchanges = drawnExchanges()
  for (const exchange of exchanges) keep(`${folder}/${exchange.name}.json`, fileOf(exchange))
  deleteOthers(folder, new Set(exchanges.map((/** @type {{ name: string }} */ { name }) => name)))
}

async function recordExcerpts() {
  const folder = 'src/playbook/recorded/runs'
  const { figuresOf } = await server.ssrLoadModule('/src/playbook/recorded/calls.ts')
  const { makeExcerpt, Runs, textOf } = await server.ssrLoadModule('/src/playbook/recorded/make.ts')
  const { writtenPages } = await server.ssrLoadModule('/src/prose/writtenPages.ts')
  const { figures, mistakes } = figuresOf(writtenPages())
  for (const mistake of mistakes) fail(mistake)
  const runs = new Runs()
  for (const [name, props] of figures) {
    const file = `${folder}/${name}.json`
    if (isMissing && existsSync(path.join(root, file))) continue
    try {
      keep(file, textOf(makeExcerpt(props, runs)))
    } catch (error) {
      fail(`${name}: ${error}`)
    }
  }
  // The figures of a page that cannot be read are not known.
  if (mistakes.length === 0) deleteOthers(folder, figures)
}

/** Writes a file where it differs from what is there, and says so. */
function keep(/** @type {string} */ name, /** @type {string} */ text) {
  const file = path.join(root, name)
  const isNew = !existsSync(file)
  if (!isNew && readFileSync(file, 'utf8') === text) return
  writeFileSync(file, text)
  console.log(`${isNew ? 'new' : 'changed'}: ${name}`)
}

function deleteOthers(/** @type {string} */ folder, /** @type {{ has(name: string): boolean }} */ shown) {
  for (const name of namesIn(folder, '.json')) {
    if (shown.has(name)) continue
    rmSync(path.join(root, folder, `${name}.json`))
    console.log(`deleted: ${folder}/${name}.json, which no figure shows`)
  }
}

function namesIn(/** @type {string} */ folder, /** @type {string} */ ending) {
  const files = readdirSync(path.join(root, folder)).filter(file => file.endsWith(ending))
  return files.map(file => file.slice(0, -ending.length)).sort()
}

function fail(/** @type {string} */ message) {
  console.error(message)
  process.exitCode = 1
}
