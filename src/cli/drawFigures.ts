import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { freshnessRuns } from './figures/freshnessRuns.ts'
import { oneWrite } from './figures/oneWrite.ts'
import { sizingRuns } from './figures/sizingRuns.ts'
import { writePatterns } from './figures/writePatterns.ts'

/** Makes the runs that figures of the playbook keep the results of, and writes each into its file of the folder that is named. */
const folder = process.argv[2]
if (folder === undefined) throw new Error('name the folder to write to')
const figures = { freshnessRuns, oneWrite, sizingRuns, writePatterns }
for (const [name, make] of Object.entries(figures)) {
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(make(), null, 2)}\n`)
  process.stderr.write(`${name}\n`)
}
