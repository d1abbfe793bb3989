import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import { cacheDown } from './cacheDown.ts'
import { coldStart } from './coldStart.ts'
import { fleetHerd } from './fleetHerd.ts'
import { hotKey } from './hotKey.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'
import { thunderingHerd } from './thunderingHerd.ts'
import { writeRace } from './writeRace.ts'

const written: readonly ScenarioInput[] = [thunderingHerd, fleetHerd, hotKey, cacheDown, writeRace, coldStart]

/** Every lab there is, complete. */
export const scenarios: readonly Scenario[] = written.map(lab => ({
  ...lab,
  world: World.parse(lab.world),
  designs: lab.designs.map(design => Design.parse(design)),
}))

/** The lab with this id, if there is one. */
export function scenario(id: string): Scenario | undefined {
  return scenarios.find(each => each.id === id)
}
