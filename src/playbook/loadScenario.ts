import type { Scenario } from '#scenarios/scenario.ts'

/** A scenario and its designs, fetched when something is run and not before. */
export async function loadScenario(id: string): Promise<Scenario> {
  const { scenario } = await import('#scenarios/catalogue.ts')
  const found = scenario(id)
  if (found === undefined) throw new Error(`there is no lab "${id}"`)
  return found
}
