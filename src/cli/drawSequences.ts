import { writeFileSync } from 'node:fs'
import { drawnExchanges, fileOf } from '#sequences/catalogue.ts'

/** Runs every exchange anew and writes each into the folder that is named. */
const folder = process.argv[2]
if (folder === undefined) throw new Error('name the folder to write to')
for (const exchange of drawnExchanges()) {
  writeFileSync(`${folder}/${exchange.name}.json`, fileOf(exchange))
  process.stderr.write(`${exchange.name}\n`)
}
