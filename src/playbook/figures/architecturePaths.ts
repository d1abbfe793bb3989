/** Parts of the system that the walkthrough draws. */
export type Part = 'readers' | 'cdn' | 'instance' | 'neighbours' | 'channel' | 'redis' | 'origin'

/** A wire between two parts, whichever way something goes along it. */
export type Wire =
  | 'readers-cdn'
  | 'cdn-instance'
  | 'instance-channel'
  | 'channel-neighbours'
  | 'instance-redis'
  | 'instance-origin'
  | 'origin-redis'

export type PathId = 'read' | 'write' | 'failure' | 'layers'

export interface Hop {
  /** Wires it uses, in the order in which something passes them; none for what happens inside a part. */
  readonly wires: readonly { readonly wire: Wire; readonly back?: boolean }[]
  /** Where it ends: this part is lit. */
  readonly part: Part
  /** What it is called in a table. */
  readonly name: string
  readonly caption: string
  /** What it adds to the request, ms. null: nobody waits for it, and `time` says how long it takes. */
  readonly addsMs: number | null
  /** As it is written; left out where `addsMs` says it. */
  readonly time?: string
  /** A request that finds its answer here has it after all hops so far and the way back. */
  readonly answers?: boolean
}

export interface Path {
  readonly id: PathId
  readonly title: string
  /** The lab whose world gives the times. */
  readonly lab: string
  /** Instances and connections of that world. */
  readonly instances: number
  readonly connections: number
  readonly conclusion: string
  readonly hops: readonly Hop[]
}

/** One way, ms, and the mean work of the databases, as the labs' worlds have them: a test compares. */
export const WORLD = {
  clientMs: 0.5,
  redisMs: 0.5,
  commandMs: 0.02,
  originMs: 0.5,
  busMs: 2,
  commitMs: 2,
  feedLagMs: 1000,
  descriptionMs: 20,
  productMs: 40,
} as const

const ASK_REDIS_MS = 2 * WORLD.redisMs + WORLD.commandMs
const WAY_TO_ORIGIN_MS = 2 * WORLD.originMs

const toInstance = [{ wire: 'readers-cdn' }, { wire: 'cdn-instance' }] as const
const fromInstance = [
  { wire: 'cdn-instance', back: true },
  { wire: 'readers-cdn', back: true },
] as const

const read: Path = {
  id: 'read',
  title: 'Read',
  lab: 'multi-tier-stale',
  instances: 4,
  connections: 20,
  conclusion: 'A read costs 1 ms from L1, 2 ms from Redis and 23 ms from the database, whoever else asks.',
  hops: [
    {
      wires: toInstance,
      part: 'instance',
      name: 'Ask L1',
      caption: 'The instance looks in its own memory. A copy lives for 10 s there.',
      addsMs: WORLD.clientMs,
      answers: true,
    },
    {
      wires: [{ wire: 'instance-redis' }],
      part: 'redis',
      name: 'GET from Redis',
      caption: 'Not there: ask the one shard of twelve that holds the key. A copy lives for 5 min.',
      addsMs: ASK_REDIS_MS,
      answers: true,
    },
    {
      wires: [],
      part: 'instance',
      name: 'Open a flight',
      caption: 'Not there either. The first of 100 readers loads; 99 wait for that answer.',
      addsMs: 0,
    },
    {
      wires: [{ wire: 'instance-origin' }],
      part: 'origin',
      name: 'Query PostgreSQL',
      caption: 'One query takes one connection of the pool, for 20 ms in the mean.',
      addsMs: WAY_TO_ORIGIN_MS + WORLD.descriptionMs,
      answers: true,
    },
    {
      wires: [{ wire: 'instance-redis' }],
      part: 'redis',
      name: 'Fill Redis and L1',
      caption: 'The row goes into both tiers, each with its TTL. The readers are not kept for it.',
      addsMs: null,
      time: '0.5 ms, nobody waits',
    },
    {
      wires: fromInstance,
      part: 'readers',
      name: 'Answer',
      caption: 'The flight lands: one load, 100 answers.',
      addsMs: WORLD.clientMs,
    },
  ],
}

const write: Path = {
  id: 'write',
  title: 'Write',
  lab: 'new-write-path',
  instances: 4,
  connections: 20,
  conclusion: 'The writer waits 5 ms and Redis is right. Two messages that nobody waits for do the rest.',
  hops: [
    {
      wires: toInstance,
      part: 'instance',
      name: 'Take the write',
      caption: 'A write comes in. Caches are not asked.',
      addsMs: WORLD.clientMs,
    },
    {
      wires: [{ wire: 'instance-origin' }],
      part: 'origin',
      name: 'Commit',
      caption: 'The row is committed. From here on every copy of it is old.',
      addsMs: WAY_TO_ORIGIN_MS + WORLD.commitMs,
    },
    {
      wires: [{ wire: 'instance-redis' }],
      part: 'redis',
      name: 'DEL in Redis',
      caption: 'DEL, not SET: two writers cannot leave their values in the wrong order.',
      addsMs: ASK_REDIS_MS,
    },
    {
      wires: fromInstance,
      part: 'readers',
      name: 'Acknowledge',
      caption: 'Success, once the DEL is answered. Redis no longer holds the old value.',
      addsMs: WORLD.clientMs,
    },
    {
      wires: [{ wire: 'instance-channel' }, { wire: 'channel-neighbours' }],
      part: 'neighbours',
      name: 'Evict the other L1s',
      caption: 'Pub/sub tells the other instances. A lost message leaves their copies for up to 10 s.',
      addsMs: null,
      time: '2 ms, nobody waits',
    },
    {
      wires: [{ wire: 'origin-redis' }],
      part: 'redis',
      name: 'DEL from the change feed',
      caption: 'The log reports every commit, also that of a writer who knows of no cache.',
      addsMs: null,
      time: 'about 1 s later',
    },
  ],
}

const failure: Path = {
  id: 'failure',
  title: 'Failure',
  lab: 'cache-down',
  instances: 3,
  connections: 15,
  conclusion: 'Without Redis the copies in L1 and a limit before the database decide who is answered.',
  hops: [
    {
      wires: toInstance,
      part: 'instance',
      name: 'Ask L1',
      caption: 'Preferences, products: an L1 copy is served, for an agreed while past its end.',
      addsMs: WORLD.clientMs,
      answers: true,
    },
    {
      wires: [{ wire: 'instance-redis' }],
      part: 'redis',
      name: 'Ask Redis',
      caption: 'Refused. After about 0.4 s of this a breaker opens, and nobody asks any more.',
      addsMs: 2 * WORLD.redisMs,
      time: '1 ms, then 0',
    },
    {
      wires: [],
      part: 'instance',
      name: 'Pass the gate',
      caption: 'At most three loads an instance. Recommendations are shed first, above 2× the usual load.',
      addsMs: 0,
    },
    {
      wires: [{ wire: 'instance-origin' }],
      part: 'origin',
      name: 'Query PostgreSQL',
      caption: 'What passes takes its 40 ms. The breaker before the database is closed while it copes.',
      addsMs: WAY_TO_ORIGIN_MS + WORLD.productMs,
      answers: true,
    },
    {
      wires: fromInstance,
      part: 'readers',
      name: 'Answer by type',
      caption: 'Old preferences, current prices, an explicit error for permissions that were cached.',
      addsMs: WORLD.clientMs,
    },
  ],
}

const layers: Path = {
  id: 'layers',
  title: 'Layers',
  lab: 'multi-tier-stale',
  instances: 4,
  connections: 20,
  conclusion: 'Each layer answers sooner than the next and may add its own TTL to the age of an answer.',
  hops: [
    {
      wires: [{ wire: 'readers-cdn' }],
      part: 'cdn',
      name: 'CDN edge',
      caption: 'Semi-static pages, 60 s from when an answer passed. Its age always adds up.',
      addsMs: null,
      time: 'not in this lab',
    },
    {
      wires: [{ wire: 'cdn-instance' }],
      part: 'instance',
      name: 'L1, in process',
      caption: '10 s. Each instance has its own, so two readers can see two values.',
      addsMs: WORLD.clientMs,
      answers: true,
    },
    {
      wires: [{ wire: 'instance-redis' }],
      part: 'redis',
      name: 'L2, Redis',
      caption: '5 min here; by data type in general. All instances see the same copy.',
      addsMs: ASK_REDIS_MS,
      answers: true,
    },
    {
      wires: [{ wire: 'instance-origin' }],
      part: 'origin',
      name: 'Source of truth',
      caption: 'PostgreSQL. Never old, and the only layer that has to be right.',
      addsMs: WAY_TO_ORIGIN_MS + WORLD.descriptionMs,
      answers: true,
    },
  ],
}

export const PATHS: readonly Path[] = [read, write, failure, layers]

/** How long a reader has waited who finds the answer at this hop, ms; null where no answer is found. */
export function answeredAfterMs(path: Path, index: number): number | null {
  if (path.hops[index]?.answers !== true) return null
  const waited = path.hops.slice(0, index + 1).reduce((sum, hop) => sum + (hop.addsMs ?? 0), 0)
  return waited + WORLD.clientMs
}

/** The time of a hop as it is shown. */
export function timeOf(hop: Hop): string {
  if (hop.time !== undefined) return hop.time
  return hop.addsMs === null ? '' : `${shown(hop.addsMs)} ms`
}

/** 1.02 as '1.0', 21 as '21', 0.5 as '0.5'. */
export function shown(ms: number): string {
  return ms === 0 || ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)
}
