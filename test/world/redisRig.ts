import { Design, type DesignInput } from '#cache/design.ts'
import type { Entry } from '#cache/entry.ts'
import { type Key, makeKey } from '#cache/key.ts'
import type { CopiedNode } from '#cache/nodeContent.ts'
import { type Store, TierUnavailable, unseen } from '#cache/ports.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { type ClusterWatcher, RedisCluster } from '#world/redisCluster.ts'
import { RedisNode } from '#world/redisNode.ts'
import { World, type WorldInput } from '#world/world.ts'

/** One way to a node, and the work there. */
export const WAY_MS = 1
export const WORK_MS = 2
/** How long a command takes on an idle node. */
export const TRIP_MS = 2 * WAY_MS + WORK_MS
export const REFUSED = 'refused'

export const page = makeKey('page', 'page:home')

export function pageKey(n: number): Key {
  return makeKey('page', `page:${n}`)
}

/** Fresh until then, and not kept any longer. */
export function entry(version: number, freshUntilMs = 1e9): Entry {
  const value = `v${version}`
  return { value, version, createdAtMs: 0, freshUntilMs, keptUntilMs: freshUntilMs, exists: true, loadMs: 1 }
}

interface Settings {
  readonly nodes?: number
  readonly firstNode?: number
  readonly redis?: DesignInput['redis']
  readonly world?: Pick<WorldInput, 'values' | 'prices'> & { readonly redis?: Partial<WorldInput['redis']> }
  readonly policies?: DesignInput['policies']
  readonly nodeFor?: (kernel: Kernel) => CopiedNode
}

/** What happened to a command, and when its caller knew. */
export interface Ended<A> {
  outcome?: A | typeof REFUSED
  atMs?: number
}

/** A cluster alone in the world, commands sent to it at given times, and what its watcher was told. */
export class RedisRig {
  readonly kernel = new Kernel()
  readonly cluster: RedisCluster
  /** `<what> <about> <number>`, in order. */
  readonly told: string[] = []
  /** What each entry that was stored takes. */
  readonly bytes: number[] = []
  /** Work of each node, from and to. */
  readonly work: [node: number, fromMs: number, toMs: number][] = []
  private calls = 0

  constructor({ nodes = 1, firstNode = 0, redis = {}, world = {}, policies = {}, nodeFor }: Settings = {}) {
    const { kernel } = this
    this.cluster = new RedisCluster({
      scheduler: kernel,
      nodes: Array.from({ length: nodes }, () => nodeFor?.(kernel) ?? new RedisNode()),
      world: World.parse({ ...quiet, ...world, redis: { nodes, commandMs: WORK_MS, ...world.redis } }),
      design: Design.parse({ ...plain, redis, policies }),
      chance: new Chance(1),
      firstNode,
      watcher: this.watcher(),
    })
  }

  /** Sends a command to a view of the cluster at a time, and waits for its outcome there. */
  send<A>(
    atMs: number,
    command: (store: Store, call: ReturnType<typeof unseen>) => Program<A>,
    store?: Store,
  ) {
    const ended: Ended<A> = {}
    const call = unseen(++this.calls)
    this.kernel.start(this.wait(ended, command(store ?? this.cluster, call)), 'test', atMs)
    return ended
  }

  /** The version that is found at a time; null for none. */
  read(
    atMs: number,
    key = page,
    from: 'primary' | 'replica' = 'primary',
    store?: Store,
  ): Ended<number | null> {
    return this.send(
      atMs,
      function* (store, call) {
        return (yield* store.lookUp(key, false, call, from)).entry?.version ?? null
      },
      store,
    )
  }

  fill(atMs: number, filled: Entry, key = page, store?: Store): Ended<boolean> {
    return this.send(atMs, (store, call) => store.fill(key, filled, null, call), store)
  }

  delete(atMs: number, key = page, store?: Store): Ended<void> {
    return this.send(atMs, (store, call) => store.delete(key, call), store)
  }

  /** Does something at a time. */
  at(atMs: number, act: () => void): void {
    this.kernel.after(atMs, { wake: act }, 0)
  }

  down(atMs: number, forMs: number, outage: { loses?: boolean; hangs?: boolean } = {}, node = 0): void {
    const down = this.cluster.takeDown(node, forMs, { loses: false, hangs: false, ...outage })
    this.kernel.start(down, 'test', atMs)
  }

  run(untilMs: number): void {
    this.kernel.run(untilMs)
  }

  private *wait<A>(ended: Ended<A>, command: Program<A>): Program<void> {
    try {
      ended.outcome = yield* command
    } catch (error) {
      if (!(error instanceof TierUnavailable)) throw error
      ended.outcome = REFUSED
    }
    ended.atMs = this.kernel.nowMs
  }

  private watcher(): ClusterWatcher {
    const tell = (what: string, about: Key | number, number?: number) => {
      const name = typeof about === 'number' ? about : about.name
      this.told.push(number === undefined ? `${what} ${name}` : `${what} ${name} ${number}`)
    }
    return {
      stored: (key, entry, bytes) => {
        tell('stored', key, entry.version)
        this.bytes.push(bytes)
      },
      deleted: key => tell('deleted', key),
      worked: (node, fromMs, toMs) => this.work.push([node, fromMs, toMs]),
      lost: node => tell('lost', node),
      failedOver: node => tell('failed over', node),
      replicaRead: key => tell('replica read', key),
      evicted: (key, node) => tell('evicted', key, node),
      left: (key, reads) => tell('left', key, reads),
      memory: (node, bytes) => tell('memory', node, bytes),
      hit: key => tell('hit', key),
    }
  }
}

const quiet = {
  version: 1,
  durationMs: 1000,
  settleMs: 0,
  drainMs: 10_000,
  bucketMs: 100,
  windows: [{ fromMs: 0, toMs: 1000 }],
  instances: 1,
  network: { clientMs: 0, redisMs: WAY_MS, originMs: 0, busMs: 0 },
  readers: [{ name: 'readers', keys: { kind: 'one', type: 'page', key: 'page:home' } }],
  client: { timeoutMs: 10_000, retries: 0, backoffMs: 0 },
  writers: [],
  origin: {
    connections: 1,
    lineLimit: 1,
    connectTimeoutMs: 1,
    comfortable: 1,
    slowdown: 0,
    queries: {},
    commitMs: 1,
  },
  changeFeed: { lagMs: 0 },
  warm: [],
  faults: [],
  watchedKeys: [],
} as const

const plain = {
  version: 1,
  id: 'tested',
  title: 'Tested',
  origin: { breaker: null, missLimit: null },
  ownership: { invalidation: null, warming: null, pager: null },
} as const
