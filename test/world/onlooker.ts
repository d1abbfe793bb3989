import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Call, Copy, Origin, Row } from '#cache/ports.ts'
import { FIRST_PENDING_VERSION } from '#cache/writeBehind.ts'
import type { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import type { Recording } from '#recording/recording.ts'
import { RedisNode } from '#world/redisNode.ts'
import type { OriginFor } from '#world/regions.ts'
import { Simulation } from '#world/simulation.ts'
import type { Run } from './arbitraries.ts'

/** A key is loaded by two at once who should have shared one load. */
interface Overlap {
  readonly key: string
  readonly who: string
  readonly atMs: number
}

/**
 * Stands beside a run and sees what no recording keeps: each load with who asked for it, and each command as a Redis
 * node carries it out. It changes nothing.
 */
export class Onlooker {
  readonly recording: Recording
  /** Acknowledged writes that were still owed when the run ended. */
  readonly owedWrites: number
  /** When each instance asked the origin for something, ms. */
  readonly asked = new Map<number, number[]>()
  /** Loads of one key at once, by instance, and for the cache as a service by region. */
  readonly overlaps: Overlap[] = []
  /** The same by region: of those who share one Redis. */
  readonly fleetOverlaps: Overlap[] = []
  /** What a node kept although it had been told to forget that version, or an older one than it had been told of. */
  readonly revived: { readonly key: Key; readonly version: number; readonly atMs: number }[] = []
  /** Versions that were stored and that nobody had loaded or committed. */
  readonly unheardOf: { readonly key: Key; readonly version: number }[] = []
  private readonly underWay = new Map<string, number>()
  /** Versions known to their committers or loaders, by item. */
  private readonly known = new Map<string, Set<number>>()
  private readonly committed = new Map<string, number>()

  constructor({ world, design, seed }: Run, tieShuffle = false) {
    const simulation = new Simulation({
      scenario: 'test',
      world,
      design,
      seed,
      tieShuffle,
      nodeFor: (_, kernel) => new SeenNode(this, kernel),
      originFor: this.originFor(() => simulation.kernel.nowMs),
    })
    this.recording = simulation.run()
    this.owedWrites = simulation.owedWrites
  }

  /** The newest version of an item whose commit somebody knows of. */
  committedVersion({ item }: Key): number {
    return this.committed.get(item) ?? 0
  }

  stored(key: Key, { version }: Entry): void {
    const isCounted = this.known.has(key.item) && version < FIRST_PENDING_VERSION
    if (isCounted && !this.known.get(key.item)!.has(version)) this.unheardOf.push({ key, version })
  }

  private originFor(nowMs: () => number): OriginFor {
    return (origin, { instance, region }): Origin => {
      const own = instance === null ? `the service of region ${region}` : `instance ${instance}`
      const seen = this
      const asks = () => {
        if (instance === null) return
        if (!seen.asked.has(instance)) seen.asked.set(instance, [])
        seen.asked.get(instance)!.push(nowMs())
      }
      function* load(key: Key, call: Call, from?: Copy): Program<Row> {
        asks()
        seen.enters(key, own, nowMs(), seen.overlaps)
        seen.enters(key, `region ${region}`, nowMs(), seen.fleetOverlaps)
        try {
          const row = yield* origin.load(key, call, from)
          seen.learns(key, row.version)
          return row
        } finally {
          seen.leaves(key, own)
          seen.leaves(key, `region ${region}`)
        }
      }
      function* commit(...[key, value, call]: Parameters<Origin['commit']>): Program<number> {
        const version = yield* origin.commit(key, value, call)
        seen.learns(key, version)
        seen.committed.set(key.item, Math.max(version, seen.committedVersion(key)))
        return version
      }
      function version(...args: Parameters<Origin['version']>): Program<number> {
        asks()
        return origin.version(...args)
      }
      return { load, commit, version }
    }
  }

  private enters({ name }: Key, who: string, atMs: number, overlaps: Overlap[]): void {
    const id = `${who} ${name}`
    const count = (this.underWay.get(id) ?? 0) + 1
    this.underWay.set(id, count)
    if (count > 1) overlaps.push({ key: name, who, atMs })
  }

  private leaves({ name }: Key, who: string): void {
    const id = `${who} ${name}`
    this.underWay.set(id, this.underWay.get(id)! - 1)
  }

  private learns({ item }: Key, version: number): void {
    if (!this.known.has(item)) this.known.set(item, new Set([0, 1]))
    this.known.get(item)!.add(version)
  }
}

/** A node that tells its onlooker what it keeps. */
class SeenNode extends RedisNode {
  private readonly onlooker: Onlooker
  private readonly kernel: Kernel
  /** Nothing older than this may be here, by name: the item had been committed so when it was deleted here. */
  private readonly floors = new Map<string, number>()

  constructor(onlooker: Onlooker, kernel: Kernel) {
    super()
    this.onlooker = onlooker
    this.kernel = kernel
  }

  override fill(...args: Parameters<RedisNode['fill']>): boolean {
    const isKept = super.fill(...args)
    const [key, entry] = args
    if (!isKept) return false
    this.onlooker.stored(key, entry)
    const isOld = entry.version < (this.floors.get(key.name) ?? 0)
    if (isOld) this.onlooker.revived.push({ key, version: entry.version, atMs: this.kernel.nowMs })
    return true
  }

  override delete(key: Key): void {
    super.delete(key)
    this.floors.set(key.name, this.onlooker.committedVersion(key))
  }
}
