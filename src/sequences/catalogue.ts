import type { Exchange } from './exchange.ts'
import { cacheAsideDown, cacheAsideRead, cacheAsideWrite } from './exchanges/cacheAside.ts'
import {
  localCopies,
  lostDelete,
  publishedEviction,
  refillBeforeDelete,
  versionStamps,
  versionStampsReplica,
  writeRace,
  writeRaceWithToken,
} from './exchanges/invalidation.ts'
import { coalescing, fleetLease, leaseHolderCrash } from './exchanges/sharedLoads.ts'
import {
  readThrough,
  writeBehind,
  writeBehindCrash,
  writeThrough,
  writeThroughDown,
} from './exchanges/throughTheCache.ts'

/** Every exchange that a page may show, run anew. */
export function drawnExchanges(): readonly Exchange[] {
  return [
    cacheAsideRead(),
    cacheAsideWrite(),
    cacheAsideDown(),
    readThrough(),
    writeThrough(),
    writeThroughDown(),
    writeBehind(),
    writeBehindCrash(),
    coalescing(),
    fleetLease(),
    leaseHolderCrash(),
    writeRace(),
    writeRaceWithToken(),
    refillBeforeDelete(),
    versionStamps(),
    versionStampsReplica(),
    lostDelete(),
    localCopies(),
    publishedEviction(),
  ]
}

/** An exchange as its file holds it. */
export function fileOf(exchange: Exchange): string {
  return `${JSON.stringify(exchange, null, 1)}\n`
}
