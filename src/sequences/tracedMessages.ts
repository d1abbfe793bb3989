import type { Key } from '#cache/key.ts'
import type { Bus, ChangeFeed } from '#cache/ports.ts'
import type { Kernel } from '#kernel/kernel.ts'
import { SimulatedChangeFeed } from '#world/changeFeed.ts'
import type { Sent, Trace } from './trace.ts'
import { DATABASE, type TracedDatabase } from './tracedDatabase.ts'
import { SERVICE } from './tracedService.ts'

export const FEED = 'feed'
/** A publish reaches every other instance after so long. */
const PUBLISH_MS = 1

/** What instances publish to one another. They are asked for when something is published: the bus is there before them. */
export function tracedBus(
  kernel: Kernel,
  trace: Trace,
  instances: ReadonlyMap<string, { readonly cache: { evict(key: Key): void } }>,
): Bus {
  return {
    publish: (key, sender) => {
      const lanes = [...instances.keys()]
      const from = lanes[sender] ?? (sender === -1 ? FEED : SERVICE)
      for (const [lane, { cache }] of instances) {
        if (lane === from) continue
        const sent = trace.send(from, lane, `evict ${key.name}`)
        const deliver = () => {
          trace.arrives(sent)
          cache.evict(key)
        }
        kernel.after(PUBLISH_MS, { wake: deliver }, 0)
      }
    },
    publishGroup: () => {},
  }
}

/** What the database tells of its commits, `lagMs` later. */
export function tracedFeed(
  kernel: Kernel,
  trace: Trace,
  database: TracedDatabase,
  lagMs: number,
): ChangeFeed {
  const feed = new SimulatedChangeFeed(kernel, lagMs)
  const underWay: Sent[] = []
  database.onCommit(key => {
    underWay.push(trace.send(DATABASE, FEED, 'row changed'))
    feed.committed({ key, atMs: kernel.nowMs })
  })
  return {
    *next() {
      const change = yield* feed.next()
      trace.arrives(underWay.shift()!)
      return change
    },
  }
}
