import { blackFriday } from './blackFriday.ts'
import { cacheDown } from './cacheDown.ts'
import { coldStart } from './coldStart.ts'
import { complete } from './complete.ts'
import { correctnessIncident } from './correctnessIncident.ts'
import { costTripled } from './costTripled.ts'
import { fleetHerd } from './fleetHerd.ts'
import { hotKey } from './hotKey.ts'
import { massExpiry } from './massExpiry.ts'
import { metastable } from './metastable.ts'
import { multiRegion } from './multiRegion.ts'
import { multiTierStale } from './multiTierStale.ts'
import { newWritePath } from './newWritePath.ts'
import { productCatalog } from './productCatalog.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'
import { silentStaleness } from './silentStaleness.ts'
import { sizing } from './sizing.ts'
import { stalePayment } from './stalePayment.ts'
import { staleProfile } from './staleProfile.ts'
import { thunderingHerd } from './thunderingHerd.ts'
import { ttlConflict } from './ttlConflict.ts'
import { warmingGoneWrong } from './warmingGoneWrong.ts'
import { whenNotToCache } from './whenNotToCache.ts'
import { writeRace } from './writeRace.ts'
import { writeStrategies } from './writeStrategies.ts'

const written: readonly ScenarioInput[] = [
  thunderingHerd,
  fleetHerd,
  massExpiry,
  hotKey,
  coldStart,
  silentStaleness,
  newWritePath,
  writeRace,
  cacheDown,
  productCatalog,
  staleProfile,
  multiRegion,
  ttlConflict,
  correctnessIncident,
  costTripled,
  blackFriday,
  stalePayment,
  warmingGoneWrong,
  multiTierStale,
  writeStrategies,
  whenNotToCache,
  sizing,
  metastable,
]

/** Every lab there is, complete, for those who want them all at once; a browser loads them one by one (`load.ts`). */
export const scenarios: readonly Scenario[] = written.map(complete)

/** The lab with this id, if there is one. */
export function scenario(id: string): Scenario | undefined {
  return scenarios.find(each => each.id === id)
}
