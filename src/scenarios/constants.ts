import type { World } from '#world/world.ts'

/** Where a number of a world comes from, and why it is this one. */
export interface Constant {
  readonly from: 'source' | 'measurement' | 'choice'
  readonly why: string
}

/** The playbook says so: `why` names the place. */
export const source = (why: string): Constant => ({ from: 'source', why })
/** Measured, of real systems or of runs: `why` says where. */
export const measured = (why: string): Constant => ({ from: 'measurement', why })
/** Chosen: `why` gives the reason. */
export const choice = (why: string): Constant => ({ from: 'choice', why })

/** What holds in every lab that does not say otherwise. */
const COMMON: Readonly<Record<string, Constant>> = {
  version: choice('The version of the format.'),
  durationMs: choice('Long enough for the trouble to come and to go.'),
  settleMs: choice('A baseline of some seconds before anything happens.'),
  drainMs: choice('As long as a reader waits, so that every request ends.'),
  bucketMs: choice('A tenth of a second: as fine as the screen can show.'),
  windows: choice('Measured from the end of settling until the last arrival.'),
  instances: choice('As few as show the effect.'),
  clockSkewMs: choice('Clocks agree, unless the lab is about clocks.'),
  network: choice('One way inside a data centre: half of a 1 ms round trip to Redis (3.4 says 1 to 3 ms).'),
  'network.busMs': choice('Pub/sub inside a data centre takes a few milliseconds.'),
  'network.crossRegionBus': source('Appendix F: an invalidation crosses regions in 100 to 500 ms.'),
  client: choice('A reader waits as long as people do, and asks again as clients do.'),
  'redis.nodes': source('Drill 5: twelve shards.'),
  'redis.commandMs': measured('Of the order of one command on a real node: tens of microseconds.'),
  'redis.replicaLagMs': choice('A replica in the same data centre.'),
  'redis.failoverMs': source("Redis Cluster's default node timeout."),
  'origin.lineLimit': choice('Long enough never to refuse, so that waiting can be seen.'),
  'origin.connectTimeoutMs': choice('A query gives up waiting when its reader does.'),
  'origin.comfortable': choice('About as many queries as a server has cores run as if alone.'),
  'origin.slowdown': choice('Each further query takes a little from all others.'),
  'origin.commitMs': choice('A small transaction on a local disk.'),
  'origin.versionMs': choice("A look-up of one row's version by its primary key."),
  'changeFeed.lagMs': source('D.3: a change feed is 100 ms to 1 s behind; the slow end.'),
}

/** One row of the table of constants: what stands at that place of the world, and why. */
export interface ConstantRow extends Constant {
  readonly place: string
  /** Every number at this place, by the rest of its path ('' when the place is the number). */
  readonly values: readonly { readonly path: string; readonly value: number }[]
}

/**
 * Every number of a world with the reason that is nearest to it. Places are paths such as 'origin.connections'; parts of
 * a list go by their name, else by their index: 'readers.home page.ratePerSecond', 'faults.0.atMs'.
 */
export function constantsOf(world: World, own: Readonly<Record<string, Constant>>): readonly ConstantRow[] {
  const reasons = { ...COMMON, ...own }
  const rows = new Map<string, { path: string; value: number }[]>()
  for (const { path, value } of numbersOf(world)) {
    const place = nearest(path, reasons)
    if (place === undefined) throw new Error(`no reason is given for ${path}`)
    const values = rows.get(place) ?? []
    values.push({ path: path.slice(place.length + 1), value })
    rows.set(place, values)
  }
  return [...rows].map(([place, values]) => ({ place, values, ...reasons[place]! }))
}

function nearest(path: string, reasons: Readonly<Record<string, Constant>>): string | undefined {
  const parts = path.split('.')
  for (let length = parts.length; length > 0; length--) {
    const place = parts.slice(0, length).join('.')
    if (Object.hasOwn(reasons, place)) return place
  }
  return undefined
}

/** Every number in a world with its path. */
export function numbersOf(value: unknown, path = ''): readonly { path: string; value: number }[] {
  if (typeof value === 'number') return [{ path, value }]
  if (typeof value !== 'object' || value === null) return []
  const parts = Array.isArray(value)
    ? value.map((part, index) => [partName(part, index), part] as const)
    : Object.entries(value)
  return parts.flatMap(([name, part]) => numbersOf(part, path === '' ? name : `${path}.${name}`))
}

/** What a part of a list is called in a path: its name without the dots that part paths, else its index. */
export function partName(part: unknown, index: number): string {
  const name = (part as { name?: unknown } | null)?.name
  return typeof name === 'string' ? name.replaceAll('.', ' ') : String(index)
}
