import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './install.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** The path of a Chromium: CHROMIUM_PATH, then PATH, then Playwright's own cache; undefined when there is none. */
export async function findBrowser() {
  return process.env.CHROMIUM_PATH || findOnPath() || (await findInPlaywrightCache())
}

/** The path of a Chromium, installed now if need be; says so on stderr. Throws an Error that says what to do when none is to be had. */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found && isExecutable(found)) return found
  if (process.env.CHROMIUM_PATH) throw new Error(`CHROMIUM_PATH names ${found}, which is not a program`)
  installBrowser()
  const installed = await findBrowser()
  if (installed) return installed
  throw new Error('No Chromium could be installed. Install one and name it in CHROMIUM_PATH.')
}

/** Debian's own Chromium where it can be had, because it brings the system libraries it needs. */
function installBrowser() {
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.error('No Chromium found: installing it with apt-get ...')
    if (
      run('apt-get', ['-qq', 'update']) &&
      run('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', 'chromium'])
    )
      return
    console.error('apt-get could not install it.')
  }
  console.error('Installing Chromium with Playwright ...')
  run(process.execPath, [path.join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'])
}

function run(/** @type {string} */ command, /** @type {string[]} */ args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0
}

function findOnPath() {
  const directories = (process.env.PATH ?? '').split(path.delimiter)
  return names.flatMap(name => directories.map(directory => path.join(directory, name))).find(isExecutable)
}

async function findInPlaywrightCache() {
  const { chromium } = await import('@playwright/test')
  const file = chromium.executablePath()
  return existsSync(file) ? file : undefined
}

function isExecutable(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
