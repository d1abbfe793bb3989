import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { ensureInstalled, root } from './install.mjs'

/** @type {NodeJS.Signals[]} */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs the `stampede` command with these arguments in the caller's directory, and ends as it ends. */
export function runCommandLine(/** @type {string[]} */ args) {
  runProgram('src/cli/main.ts', args)
}

/** Runs a TypeScript program of the project, as `runCommandLine` does. */
export function runProgram(/** @type {string} */ program, /** @type {string[]} */ args) {
  ensureInstalled()
  const loader = import.meta.resolve('tsx')
  const child = spawn(process.execPath, ['--import', loader, path.join(root, program), ...args], {
    stdio: 'inherit',
    // Else tsx reads the tsconfig.json of the directory it is called from.
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') },
  })
  for (const signal of passedOn) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    console.error(`Could not start Node: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
