import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import { sourceRegion } from './sourceRegion.ts'

const ASKED = /^(.+)\?declaration=([\w.$]+)$/

/**
 * Makes `/src/<file>?declaration=<name>` a module whose default export is that SourceRegion: pages show the code that runs, read
 * when they are built. What is not there stops the build.
 */
export function sourceRegions(): Plugin {
  let root = process.cwd()
  return {
    name: 'source-regions',
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    resolveId(id) {
      const [, file, declaration] = ASKED.exec(id) ?? []
      if (file === undefined || !file.startsWith('/src/')) return null
      return `${path.join(root, file)}?declaration=${declaration}`
    },
    load(id) {
      const [, file = '', declaration = ''] = ASKED.exec(id) ?? []
      if (file === '') return null
      this.addWatchFile(file)
      try {
        const name = path.relative(root, file).replaceAll(path.sep, '/')
        if (!existsSync(file)) throw new Error(`there is no ${name}; ${namesBeside(root, file)}`)
        return `export default ${JSON.stringify(sourceRegion(name, readFileSync(file, 'utf8'), declaration))}`
      } catch (error) {
        return this.error(error as Error)
      }
    },
  }
}

/** What stands in the folder of a file that does not exist. */
function namesBeside(root: string, file: string): string {
  const folder = path.dirname(file)
  const name = path.relative(root, folder).replaceAll(path.sep, '/')
  if (!existsSync(folder)) return `nor a folder ${name}`
  return `${name} has ${readdirSync(folder).join(', ')}`
}
