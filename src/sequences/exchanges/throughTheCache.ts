import type { Exchange } from '../exchange.ts'
import { LANES, Stage } from '../stage.ts'

const { reader, writer, instance, service, redis, database } = LANES
const l2 = { ttlMs: 60_000 }

/** The application asks the cache, and the cache asks the database. */
export function readThrough(): Exchange {
  const stage = new Stage({ policy: { pattern: 'read-through', l2, invalidation: { deleteOnWrite: true } } })
  stage.read(0)
  stage.read(100)
  return stage.until(105, {
    name: 'read-through',
    title: 'Read-through: the cache loads',
    lab: { scenario: 'write-strategies', designId: 'read-through' },
    lanes: [reader, instance, service, redis, database],
  })
}

/** The cache commits before it says that it has saved. */
export function writeThrough(): Exchange {
  const stage = new Stage({ policy: { pattern: 'write-through', l2 } })
  stage.warm()
  stage.write(10, 'v2')
  stage.read(50)
  return stage.until(55, {
    name: 'write-through',
    title: 'Write-through: commit, keep, then say so',
    lab: { scenario: 'write-strategies', designId: 'l5' },
    lanes: [writer, reader, instance, service, redis, database],
  })
}

/** Without Redis there is no way to the database, which is well. */
export function writeThroughDown(): Exchange {
  const stage = new Stage({ policy: { pattern: 'write-through', l2 } })
  stage.warm()
  stage.crashRedis(5, 500)
  stage.write(10, 'v2')
  stage.read(50)
  return stage.until(60, {
    name: 'write-through-down',
    title: 'Write-through while Redis is down',
    lab: { scenario: 'write-strategies', designId: 'l5' },
    lanes: [writer, reader, instance, service, redis, database],
  })
}

const behind = { pattern: 'write-behind', l2, writeBehind: { flushMs: 1000 } } as const
const behindLab = { scenario: 'write-strategies', designId: 'write-behind' }

/** Saved at once, in the database a flush later. */
export function writeBehind(): Exchange {
  const stage = new Stage({ policy: behind })
  stage.warm()
  stage.write(300, 'v2')
  stage.read(320)
  return stage.until(1020, {
    name: 'write-behind',
    title: 'Write-behind: say so, then commit',
    lab: behindLab,
    lanes: [writer, reader, instance, service, redis, database],
  })
}

/** What was said to be saved was in the memory that crashed. */
export function writeBehindCrash(): Exchange {
  const stage = new Stage({ policy: behind })
  stage.warm()
  stage.write(300, 'v2')
  stage.crashRedis(700, 400)
  stage.read(1200)
  return stage.until(1230, {
    name: 'write-behind-crash',
    title: 'Write-behind: the crash before the flush',
    lab: behindLab,
    lanes: [writer, reader, instance, service, redis, database],
  })
}
