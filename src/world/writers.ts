import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Call, isExpected, type Origin, unseen } from '#cache/ports.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Instance } from './instance.ts'
import { mistaken } from './intended.ts'
import type { KeySpace } from './keySpace.ts'
import type { Placement } from './placement.ts'
import { PoissonGaps } from './profile.ts'
import type { Writer } from './traffic.ts'
import type { World } from './world.ts'

export interface WriteWatcher {
  acknowledged(key: Key): void
  /** It was refused, or nobody knows what became of it. */
  unacknowledged(): void
}

export interface WritersParts {
  readonly scheduler: Scheduler
  readonly world: World
  readonly chance: Chance
  readonly instances: readonly Instance[]
  readonly placement: Placement
  readonly keys: KeySpace
  /** The origin as each region sees it, for what is written past the caches. */
  readonly origins: readonly Origin[]
  readonly watcher: WriteWatcher
}

/** Calls of writers are numbered apart from readers', so that neither disturbs the other's chance. */
const FIRST_WRITE_ID = 0x8000_0000

/** Writers commit by a Poisson process, each through an instance picked by chance. */
export class Writers {
  private readonly parts: WritersParts

  constructor(parts: WritersParts) {
    this.parts = parts
  }

  start(): void {
    const { world, scheduler } = this.parts
    for (const [index, writer] of world.writers.entries())
      scheduler.start(this.writes(index, writer), `writer ${writer.name}`)
  }

  private *writes(source: number, writer: Writer): Program<void> {
    const { scheduler, world, chance, keys, placement, instances } = this.parts
    const { ratePerSecond, profile } = writer
    const gaps = new PoissonGaps(chance.about(`write gap ${source}`), ratePerSecond, profile)
    const picks = chance.about(`written key and instance ${source}`)
    const keyFor = keys.sampler(writer.keys)
    for (let n = 0; ; n++) {
      const { nowMs } = scheduler
      const gapMs = gaps.gapMs(nowMs, n)
      if (!(nowMs + gapMs < world.durationMs)) return
      yield gapMs
      const key = keyFor(picks.uniform(n, 0))
      const instance = instances[placement.pick(picks.uniform(n, 1), writer.region).number]!
      const call = unseen(FIRST_WRITE_ID + source * 0x100_0000 + n)
      const value = valueFrom(writer, n, scheduler.nowMs)
      const isGroup = writer.wholeGroups && key.group !== null
      const write = isGroup
        ? this.writeGroup(instance, key.group, value, writer.invalidates, call)
        : this.write(instance, key, value, writer.invalidates, call)
      scheduler.start(write, 'write')
    }
  }

  private *write(
    instance: Instance,
    key: Key,
    value: Value,
    invalidates: boolean,
    call: Call,
  ): Program<void> {
    try {
      yield* instance.cache.write(key, value, invalidates, call)
      this.parts.watcher.acknowledged(key)
    } catch (error) {
      if (!isExpected(error)) throw error
      this.parts.watcher.unacknowledged()
    }
  }

  /** One statement changes all rows of a group; when they are committed, the group is invalidated as one. */
  private *writeGroup(
    instance: Instance,
    group: string,
    value: Value,
    invalidates: boolean,
    call: Call,
  ): Program<void> {
    const { keys, origins, watcher, scheduler } = this.parts
    const origin = origins[instance.region]!
    const members = keys.members(group)
    function* commit(key: Key): Program<void> {
      try {
        yield* origin.commit(key, value, call)
        watcher.acknowledged(key)
      } catch (error) {
        if (!isExpected(error)) throw error
        watcher.unacknowledged()
      }
    }
    const commits = members.map(key => scheduler.start(commit(key), 'group commit'))
    for (const each of commits) yield each
    if (invalidates) yield* instance.cache.invalidateGroup(group, members, call)
  }
}

/** In its wrong stretches a writer writes something other than it means to. */
function valueFrom({ wrong }: Writer, n: number, nowMs: number): Value {
  const isWrong = wrong.some(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs)
  return isWrong ? mistaken(n) : n
}
