import { cacheDown } from './cacheDown.ts'
import { fleetHerd } from './fleetHerd.ts'
import { hotKey } from './hotKey.ts'
import type { ScenarioInput } from './scenario.ts'
import { thunderingHerd } from './thunderingHerd.ts'

/** Every lab there is, as it is written down. Who only judges runs takes it from here: it comes without the schemas. */
export const lessons: readonly ScenarioInput[] = [thunderingHerd, fleetHerd, hotKey, cacheDown]
