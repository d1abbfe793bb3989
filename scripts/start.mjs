import { ensureBuilt } from './build.mjs'
import { ensureInstalled, root } from './install.mjs'

const usage = 'npm start [-- [--port NUMBER] [--host [ADDRESS]]]'
const firstPort = 4173

class UsageError extends Error {}

/** What the arguments and PORT ask for. An asked-for port is taken or refused; otherwise the first free one from 4173 on. */
function readOptions(/** @type {string[]} */ args) {
  let port = process.env.PORT ? portFrom(process.env.PORT, 'PORT') : undefined
  /** @type {string | boolean} */
  let host = false
  const rest = args.flatMap(arg => (arg.startsWith('--') && arg.includes('=') ? splitOnce(arg) : [arg]))
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--port') port = portFrom(rest.shift() ?? '', '--port')
    else if (option === '--host')
      host = rest[0] === undefined || rest[0].startsWith('--') || String(rest.shift())
    else throw new UsageError(`unknown option ${option}`)
  }
  return { port: port ?? firstPort, strictPort: port !== undefined, host }
}

function splitOnce(/** @type {string} */ arg) {
  const equals = arg.indexOf('=')
  return [arg.slice(0, equals), arg.slice(equals + 1)]
}

function portFrom(/** @type {string} */ text, /** @type {string} */ name) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new UsageError(`${name} must be a whole number from 1 to 65535, not "${text}"`)
}

async function main() {
  const options = readOptions(process.argv.slice(2))
  ensureInstalled()
  if (!ensureBuilt()) throw new Error('the build failed; see above')
  const { preview } = await import('vite')
  const server = await preview({ root, configFile: false, logLevel: 'warn', preview: options })
  const { local, network } = server.resolvedUrls ?? { local: [], network: [] }
  for (const url of [...local, ...network]) console.log(`Stampede is at ${url}`)
}

try {
  await main()
} catch (error) {
  console.error(`npm start: ${error instanceof Error ? error.message : error}`)
  if (error instanceof UsageError) console.error(`usage: ${usage}`)
  process.exit(1)
}
