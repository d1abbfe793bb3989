import type { Scenario } from './scenario.ts'
import { thunderingHerd } from './thunderingHerd.ts'

/** Every lab there is. */
export const scenarios: readonly Scenario[] = [thunderingHerd]

/** The lab with this id, if there is one. */
export function scenario(id: string): Scenario | undefined {
  return scenarios.find(each => each.id === id)
}
