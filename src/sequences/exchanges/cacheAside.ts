import type { Exchange } from '../exchange.ts'
import { LANES, Stage } from '../stage.ts'

const { reader, writer, instance, redis, database } = LANES
const lab = { scenario: 'write-strategies', designId: 'aside' }

const policy = { l2: { ttlMs: 60_000 }, invalidation: { deleteOnWrite: true } } as const

/** A miss that fills, then a hit. */
export function cacheAsideRead(): Exchange {
  const stage = new Stage({ policy })
  stage.read(0)
  stage.read(100)
  return stage.until(105, {
    name: 'cache-aside-read',
    title: 'Cache-aside: a miss, then a hit',
    lab,
    lanes: [reader, instance, redis, database],
  })
}

/** A write deletes; the next read finds nothing and brings the new row. */
export function cacheAsideWrite(): Exchange {
  const stage = new Stage({ policy })
  stage.warm()
  stage.write(10, 'v2')
  stage.read(50)
  return stage.until(85, {
    name: 'cache-aside-write',
    title: 'Cache-aside: commit, then DEL',
    lab,
    lanes: [writer, reader, instance, redis, database],
  })
}

/** Without Redis a write commits and a read goes to the database. */
export function cacheAsideDown(): Exchange {
  const stage = new Stage({ policy })
  stage.warm()
  stage.crashRedis(5, 500)
  stage.write(10, 'v2')
  stage.read(50)
  return stage.until(85, {
    name: 'cache-aside-down',
    title: 'Cache-aside while Redis is down',
    lab,
    lanes: [writer, reader, instance, redis, database],
  })
}
