// Completes package-lock.json after `npm install`: a registry that serves only some platforms' native packages makes npm
// leave the others out of the lockfile, and `npm ci` then refuses it, there and on every other platform.
// The entries added here carry no integrity hash; npm fills it in on a machine that can fetch them.
import { readFileSync, writeFileSync } from 'node:fs'

const lockPath = new URL('../package-lock.json', import.meta.url)
const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** What a native package's name says of where it runs, as in `@rollup/rollup-linux-arm-musleabihf`; undefined when it says nothing. */
function platformOf(/** @type {string} */ name) {
  const words = name.split(/[/-]/)
  const os = systems.find(system => words.includes(system))
  const cpu = processors.find(processor => words.includes(processor))
  if (os === undefined || cpu === undefined) return undefined
  const libc = os === 'linux' && cpu !== 'arm' ? libcOf(words) : undefined
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) }
}

function libcOf(/** @type {string[]} */ words) {
  if (words.includes('musl')) return 'musl'
  return words.includes('gnu') ? 'glibc' : undefined
}

/** Adds the missing entries in place and returns their names. */
function complete(/** @type {Record<string, any>} */ packages) {
  const added = []
  for (const [owner, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`
      if (packages[place] || packages[`${owner}/${place}`]) continue
      const platform = platformOf(name)
      if (!platform) throw new Error(`${name} is missing from the lockfile and its name tells no platform`)
      packages[place] = {
        version,
        ...platform,
        ...(entry.dev && { dev: true }),
        optional: true,
        ...(entry.peer && { peer: true }),
      }
      added.push(name)
    }
  }
  return added
}

const lock = JSON.parse(readFileSync(lockPath, 'utf8'))
const added = complete(lock.packages)
writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`)
console.log(
  added.length === 0
    ? 'The lockfile is complete.'
    : `Added ${added.length} native packages of other platforms.`,
)
