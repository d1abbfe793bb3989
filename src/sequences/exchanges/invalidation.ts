import type { Exchange, Lane } from '../exchange.ts'
import { LANES, Stage } from '../stage.ts'

const { reader, writer, redis, database, replica, feed } = LANES
/** Who reads and who writes are two instances: the engine's own memory does not bring them together. */
const READS: Lane = { id: 'instance 1', title: 'instance 1' }
const WRITES: Lane = { id: 'instance 2', title: 'instance 2' }
const instances = [READS.id, WRITES.id]
const l2 = { ttlMs: 300_000 }

function race(missTokens: boolean): Stage {
  const stage = new Stage({
    policy: { l2, invalidation: { deleteOnWrite: true, missTokens } },
    instances,
    loadMs: 200,
  })
  stage.read(0, reader.id, READS.id)
  stage.write(100, 'v2', writer.id, WRITES.id)
  return stage
}

const localLanes = [
  reader,
  { ...READS, title: 'instance 1, L1' },
  redis,
  database,
  { ...WRITES, title: 'instance 2, L1' },
  writer,
]
const raceLanes = [reader, READS, redis, database, WRITES, writer]

/** A load that began before the commit fills after the DEL: the old row stays for a whole TTL. */
export function writeRace(): Exchange {
  const stage = race(false)
  stage.read(60_000, reader.id, READS.id)
  return stage.until(60_005, {
    name: 'write-race',
    title: 'The write race',
    lab: { scenario: 'write-race', designId: 'l5' },
    lanes: raceLanes,
  })
}

/** The same, with a token that the DEL destroys: the fill is refused, and the next read brings the new row. */
export function writeRaceWithToken(): Exchange {
  const stage = race(true)
  stage.read(300, reader.id, READS.id)
  return stage.until(510, {
    name: 'write-race-token',
    title: 'The same race with a miss token',
    lab: { scenario: 'write-race', designId: 'tokens' },
    lanes: raceLanes,
  })
}

/** A reader that misses between the commit and a slow DEL reads the new row, and the DEL removes that. */
export function refillBeforeDelete(): Exchange {
  const stage = new Stage({
    policy: { l2, invalidation: { deleteOnWrite: true } },
    instances,
    loadMs: 20,
  })
  stage.redis.deleteOneWayMs = 80
  stage.write(0, 'v2', writer.id, WRITES.id)
  stage.read(10, reader.id, READS.id)
  stage.read(120, reader.id, READS.id)
  return stage.until(150, {
    name: 'refill-before-delete',
    title: 'A refill between commit and DEL',
    lab: { scenario: 'write-race', designId: 'l5' },
    lanes: raceLanes,
  })
}

/** The key has the version in its name: the old copy is not deleted, nobody asks for it any more. */
export function versionStamps(): Exchange {
  const stage = new Stage({ policy: { l2, invalidation: { versionStamps: { lookup: 'primary' } } } })
  stage.read(0)
  stage.write(50, 'v2')
  stage.read(100)
  return stage.until(130, {
    name: 'version-stamps',
    title: 'Version stamps',
    lab: { scenario: 'write-race', designId: 'stamps' },
    lanes: [writer, reader, LANES.instance, redis, database],
  })
}

/** The version comes from the primary, the row from a replica that is behind: the new key gets the old value. */
export function versionStampsReplica(): Exchange {
  const stage = new Stage({
    policy: { l2, readFrom: 'replica', invalidation: { versionStamps: { lookup: 'primary' } } },
    replicaLagMs: 200,
  })
  stage.write(0, 'v2')
  stage.read(50)
  stage.read(60_000)
  return stage.until(60_010, {
    name: 'version-stamps-replica',
    title: 'A version stamp over an old row',
    lab: null,
    lanes: [writer, reader, LANES.instance, redis, database, replica],
  })
}

/** The DEL is lost; the change feed carries the commit to a second one. */
export function lostDelete(): Exchange {
  const stage = new Stage({
    policy: { l2, invalidation: { deleteOnWrite: true, cdcBackstop: true } },
    feedLagMs: 1000,
  })
  stage.warm()
  stage.redis.losesNextDelete = true
  stage.write(0, 'v2')
  stage.read(500)
  stage.read(1500)
  return stage.until(1530, {
    name: 'lost-delete',
    title: 'A lost DEL, caught by the change feed',
    lab: { scenario: 'silent-staleness', designId: 'cdc' },
    lanes: [writer, reader, LANES.instance, redis, database, feed],
  })
}

/** DEL reached Redis and the message to the other instance was never sent: its own copy goes on until its TTL. */
export function localCopies(): Exchange {
  const stage = new Stage({
    policy: { l1: { ttlMs: 10_000, maxEntries: 100 }, l2, invalidation: { deleteOnWrite: true } },
    instances,
  })
  stage.warm()
  stage.read(0, reader.id, READS.id)
  stage.write(100, 'v2', writer.id, WRITES.id)
  stage.read(5000, reader.id, READS.id)
  stage.read(10_500, reader.id, READS.id)
  return stage.until(10_530, {
    name: 'local-copies',
    title: 'DEL in Redis, nothing to L1',
    lab: { scenario: 'multi-tier-stale', designId: 'l5' },
    lanes: localLanes,
  })
}

/** As before, with a message to the other instances. */
export function publishedEviction(): Exchange {
  const stage = new Stage({
    policy: {
      l1: { ttlMs: 10_000, maxEntries: 100 },
      l2,
      invalidation: { deleteOnWrite: true, publishToL1: true },
    },
    instances,
  })
  stage.warm()
  stage.read(0, reader.id, READS.id)
  stage.write(100, 'v2', writer.id, WRITES.id)
  stage.read(5000, reader.id, READS.id)
  return stage.until(5030, {
    name: 'published-eviction',
    title: 'DEL in Redis, a message to L1',
    lab: { scenario: 'multi-tier-stale', designId: 'l6' },
    lanes: localLanes,
  })
}
