import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import { lessons } from './lessons.ts'
import type { Scenario } from './scenario.ts'

/** Every lab there is, complete. */
export const scenarios: readonly Scenario[] = lessons.map(lesson => ({
  ...lesson,
  world: World.parse(lesson.world),
  designs: lesson.designs.map(design => Design.parse(design)),
}))

/** The lab with this id, if there is one. */
export function scenario(id: string): Scenario | undefined {
  return scenarios.find(each => each.id === id)
}
