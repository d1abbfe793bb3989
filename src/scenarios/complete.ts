import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'

/** A lab as it is run: what its world and designs leave out has its default. */
export function complete(lab: ScenarioInput): Scenario {
  return {
    ...lab,
    world: World.parse(lab.world),
    designs: lab.designs.map(design => Design.parse(design)),
  }
}
