import type { Change } from '#cache/ports.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { SimulatedChangeFeed } from './changeFeed.ts'
import type { Region } from './regions.ts'
import type { World } from './world.ts'

/**
 * Passes every change on to each region that wants to hear of it: home at once, the others over the bus between
 * regions. That bus is durable, as a log is: what cannot pass while a region is cut off is delivered afterwards.
 */
export function* relayChanges(
  changes: SimulatedChangeFeed,
  regions: readonly Region[],
  feeds: readonly (SimulatedChangeFeed | null)[],
  world: World,
  chance: Chance,
  scheduler: Scheduler,
): Program<void> {
  const { leastMs, mostMs } = world.network.crossRegionBus
  const draws = chance.about('message between regions')
  for (let n = 0; ; n++) {
    const change = yield* changes.next()
    for (const [index, feed] of feeds.entries()) {
      if (feed === null) continue
      const { link } = regions[index]!
      if (link === null) feed.committed(change)
      else {
        const delayMs = leastMs + (mostMs - leastMs) * draws.uniform(n, index)
        scheduler.serve(deliver(change, delayMs, regions[index]!, feed), 'message between regions')
      }
    }
  }
}

function* deliver(
  change: Change,
  delayMs: number,
  { link }: Region,
  feed: SimulatedChangeFeed,
): Program<void> {
  yield delayMs
  if (link !== null) yield* link.open()
  feed.committed(change)
}
