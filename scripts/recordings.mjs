import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'
import { ensureInstalled, root } from './install.mjs'

/*
 * Records what the live figures of content/ draw: those that have no excerpt yet, with --all every one. Deletes what no
 * figure shows any more, unless a page cannot be read: its figures are not known.
 */
ensureInstalled()
const all = process.argv.includes('--all')
const kept = path.join(root, 'src/playbook/recorded/runs')
const content = path.join(root, 'content')
// Vite, not tsx: what a chart says is computed by its own module, which brings its style sheet along.
const server = await createServer({
  root,
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, watch: null, hmr: false },
  optimizeDeps: { noDiscovery: true },
})
try {
  const { figuresOf } = await server.ssrLoadModule('/src/playbook/recorded/calls.ts')
  const { makeExcerpt, Runs, textOf } = await server.ssrLoadModule('/src/playbook/recorded/make.ts')
  const files = readdirSync(content, { recursive: true, encoding: 'utf8' })
  const pages = files
    .filter(file => file.endsWith('.mdx'))
    .map(file => ({ name: `content/${file}`, text: readFileSync(path.join(content, file), 'utf8') }))
  const { figures, mistakes } = figuresOf(pages)
  for (const mistake of mistakes) fail(mistake)

  const runs = new Runs()
  for (const [name, props] of figures) {
    const file = path.join(kept, `${name}.json`)
    if (!all && existsSync(file)) continue
    try {
      writeFileSync(file, textOf(makeExcerpt(props, runs)))
      console.log(`recorded ${name}`)
    } catch (error) {
      fail(`${name}: ${error}`)
    }
  }

  if (mistakes.length === 0) {
    for (const file of readdirSync(kept)) {
      if (!file.endsWith('.json') || figures.has(file.slice(0, -'.json'.length))) continue
      rmSync(path.join(kept, file))
      console.log(`deleted ${file}: no figure shows it`)
    }
  }
} finally {
  await server.close()
}

function fail(/** @type {string} */ message) {
  console.error(message)
  process.exitCode = 1
}
