import type { LabId } from './cards.ts'
import { complete } from './complete.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'

const LABS: Readonly<Record<LabId, () => Promise<ScenarioInput>>> = {
  'thundering-herd': () => import('./thunderingHerd.ts').then(file => file.thunderingHerd),
  'fleet-herd': () => import('./fleetHerd.ts').then(file => file.fleetHerd),
  'mass-expiry': () => import('./massExpiry.ts').then(file => file.massExpiry),
  'hot-key': () => import('./hotKey.ts').then(file => file.hotKey),
  'cold-start': () => import('./coldStart.ts').then(file => file.coldStart),
  'silent-staleness': () => import('./silentStaleness.ts').then(file => file.silentStaleness),
  'new-write-path': () => import('./newWritePath.ts').then(file => file.newWritePath),
  'write-race': () => import('./writeRace.ts').then(file => file.writeRace),
  'cache-down': () => import('./cacheDown.ts').then(file => file.cacheDown),
  'product-catalog': () => import('./productCatalog.ts').then(file => file.productCatalog),
  'stale-profile': () => import('./staleProfile.ts').then(file => file.staleProfile),
  'multi-region': () => import('./multiRegion.ts').then(file => file.multiRegion),
  'ttl-conflict': () => import('./ttlConflict.ts').then(file => file.ttlConflict),
  'correctness-incident': () => import('./correctnessIncident.ts').then(file => file.correctnessIncident),
  'cost-tripled': () => import('./costTripled.ts').then(file => file.costTripled),
  'black-friday': () => import('./blackFriday.ts').then(file => file.blackFriday),
  'stale-payment': () => import('./stalePayment.ts').then(file => file.stalePayment),
  'warming-gone-wrong': () => import('./warmingGoneWrong.ts').then(file => file.warmingGoneWrong),
  'multi-tier-stale': () => import('./multiTierStale.ts').then(file => file.multiTierStale),
  'write-strategies': () => import('./writeStrategies.ts').then(file => file.writeStrategies),
  'when-not-to-cache': () => import('./whenNotToCache.ts').then(file => file.whenNotToCache),
  sizing: () => import('./sizing.ts').then(file => file.sizing),
  metastable: () => import('./metastable.ts').then(file => file.metastable),
}

/** One lab, with its world and designs: fetched when it is needed and not before. */
export function loadScenario(id: LabId): Promise<Scenario> {
  return LABS[id]().then(complete)
}
