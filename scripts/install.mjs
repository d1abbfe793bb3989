import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNode } from './node.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))

const stampPath = path.join(root, 'node_modules', '.stampede-installed')
const pollMs = 200

/**
 * Makes node_modules agree with package-lock.json, running `npm ci` only when they differ. Says what it does on stderr, so
 * that a command's stdout stays its own. Ends the process when the install fails or Node is too old.
 */
export function ensureInstalled() {
  requireNode()
  if (isInstalled()) return
  const unlock = lock()
  try {
    // The process that held the lock before us may have done the work.
    if (!isInstalled()) install()
  } finally {
    unlock()
  }
}

/** Remembers which lockfile node_modules was installed from. npm runs this after `npm install` and `npm ci` (scripts/stamp.mjs). */
export function writeStamp() {
  writeFileSync(stampPath, wantedStamp())
}

function isInstalled() {
  return readText(stampPath) === wantedStamp()
}

/** The major version of Node is part of it because native packages are built for one. */
function wantedStamp() {
  const lockfile = readFileSync(path.join(root, 'package-lock.json'))
  const digest = createHash('sha256').update(lockfile).digest('hex')
  return `${digest} node ${process.versions.node.split('.')[0]} ${process.platform}-${process.arch}\n`
}

function install() {
  console.error('Installing the packages of package-lock.json (npm ci) ...')
  // Building needs the development packages too, whatever NODE_ENV says. npm's own stdout goes to our stderr.
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status === 0) return writeStamp()
  console.error(
    `npm ci failed${error ? `: ${error.message}` : ''}; Stampede cannot run without its packages.`,
  )
  process.exit(1)
}

/** A file is made by one process alone. It lies outside node_modules because `npm ci` deletes that. */
function lock() {
  const place = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const lockPath = path.join(tmpdir(), `stampede-install-${place}`)
  let hasSaid = false
  while (!makeFile(lockPath, String(process.pid))) {
    const owner = readText(lockPath)
    if (hasDied(owner)) {
      rmSync(lockPath, { force: true })
      continue
    }
    if (!hasSaid) console.error(`Waiting for the install of process ${owner} (${lockPath}) ...`)
    hasSaid = true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs)
  }
  const unlock = () => rmSync(lockPath, { force: true })
  // For the failed install, which ends the process at once.
  process.once('exit', unlock)
  return () => {
    process.off('exit', unlock)
    unlock()
  }
}

/** False when the file is there already. */
function makeFile(/** @type {string} */ file, /** @type {string} */ text) {
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** An owner that has not yet written its number counts as alive. */
function hasDied(/** @type {string | undefined} */ owner) {
  if (!owner) return false
  try {
    process.kill(Number(owner), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function readText(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function codeOf(/** @type {unknown} */ error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
