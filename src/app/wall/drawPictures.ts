import { scenarios } from '#scenarios/catalogue.ts'
import { drawnRuns, PICTURE_SEED } from '#scenarios/picture.ts'
import { Simulation } from '#world/simulation.ts'

/** The text of pictures.json: the trap and the answer of every lab, from runs made now. */
export function drawnPictures(): string {
  const lines = scenarios.map(({ id, world, designs, picture }) => {
    const recordings = designs
      .slice(0, 2)
      .map(design => new Simulation({ scenario: id, world, design, seed: PICTURE_SEED }).run())
    return `  ${JSON.stringify(id)}: ${JSON.stringify(drawnRuns(picture, recordings))}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}
