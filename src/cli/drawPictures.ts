import { writeFileSync } from 'node:fs'
import { scenarios } from '#scenarios/catalogue.ts'
import { drawnRuns, PICTURE_SEED } from '#scenarios/picture.ts'
import { Simulation } from '#world/simulation.ts'

/** Draws the wall of incidents anew: the trap and the answer of every lab, into the file that is named. */
const file = process.argv[2]
if (file === undefined) throw new Error('name the file to write')
const lines = scenarios.map(({ id, world, designs, picture }) => {
  const recordings = designs
    .slice(0, 2)
    .map(design => new Simulation({ scenario: id, world, design, seed: PICTURE_SEED }).run())
  process.stderr.write(`${id}\n`)
  return `  ${JSON.stringify(id)}: ${JSON.stringify(drawnRuns(picture, recordings))}`
})
writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
