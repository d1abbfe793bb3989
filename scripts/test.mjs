import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { oneTest, playwrightCounts, sentence, sum, vitestCounts } from './counts.mjs'
import { ensureInstalled, root } from './install.mjs'

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {{ name: string, run: () => Counts | Promise<Counts> }} Step */

const reports = mkdtempSync(path.join(tmpdir(), 'stampede-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

let isBuilt = false

/** @type {Step[]} */
const steps = [
  { name: 'types', run: () => oneTest(runTool('typescript/bin/tsc', ['--noEmit'])) },
  { name: 'lint', run: () => oneTest(runTool('@biomejs/biome/bin/biome', ['ci'])) },
  { name: 'unit', run: runUnit },
  { name: 'build', run: runBuild },
  { name: 'e2e', run: runEndToEnd },
]

function runUnit() {
  const report = path.join(reports, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return vitestCounts(report, runTool('vitest/vitest.mjs', args))
}

function runBuild() {
  isBuilt = runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'])
  return oneTest(isBuilt)
}

async function runEndToEnd() {
  // An older dist would be tested in the place of the one that failed to build.
  if (!isBuilt) throw new Error('not run, because the build failed')
  const report = path.join(reports, 'playwright.json')
  const args = ['test', '--config', 'test/e2e/playwright.config.ts', '--reporter', 'list,json']
  const env = { CHROMIUM_PATH: await ensureBrowser(), PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  return playwrightCounts(report, runTool('@playwright/test/cli.js', args, env))
}

/** Runs an installed package's command with its output shown; true when it passes. */
function runTool(
  /** @type {string} */ script,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env = {},
) {
  const { status } = spawnSync(process.execPath, [path.join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  return status === 0
}

async function runStep(/** @type {Step} */ step) {
  console.log(`\n== ${step.name}`)
  const startedMs = performance.now()
  const counts = await countsOf(step)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`== ${step.name}: ${sentence(counts)} (${seconds} s)`)
  return counts
}

/** A step that cannot even run is one failure, and the others still run. */
async function countsOf(/** @type {Step} */ { run }) {
  try {
    return await run()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return oneTest(false)
  }
}

/** All steps, or the one after --only; e2e needs a build. */
function chosenSteps(/** @type {string[]} */ args) {
  const [option, name] = args
  if (option === undefined) return steps
  const chosen = steps.filter(step => step.name === name || (name === 'e2e' && step.name === 'build'))
  if (option === '--only' && args.length === 2 && chosen.length > 0) return chosen
  console.error(`usage: npm test [-- --only ${steps.map(step => step.name).join('|')}]`)
  process.exit(2)
}

const chosen = chosenSteps(process.argv.slice(2))
ensureInstalled()
const all = []
for (const step of chosen) all.push(await runStep(step))
const total = sum(all)
console.log(`\n${sentence(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0
