import type { Key } from '#cache/key.ts'
import { type Call, isExpected, unseen } from '#cache/ports.ts'
import { RecentWrites } from '#cache/readYourWrites.ts'
import type { Chance } from '#kernel/chance.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Instance } from './instance.ts'
import type { KeySpace } from './keySpace.ts'
import type { Placement } from './placement.ts'
import { PoissonGaps } from './profile.ts'
import type { Readers } from './readers.ts'
import type { Request } from './request.ts'
import type { Reader } from './traffic.ts'
import type { World } from './world.ts'
import type { WriteWatcher } from './writers.ts'

/** Requests that come because of what happened before are numbered apart, so that they disturb nobody's chance. */
const FIRST_CLOSED_ID = 0x2000_0000
/** Writes of readers' sessions are numbered apart from those of writers. */
const FIRST_SESSION_WRITE_ID = 0xc000_0000

export interface ArrivalsParts {
  readonly scheduler: Scheduler
  readonly world: World
  readonly chance: Chance
  readonly instances: readonly Instance[]
  readonly placement: Placement
  readonly readers: Readers
  readonly watcher: WriteWatcher
}

/**
 * When readers come, and for what. Open-loop traffic arrives by a Poisson process whatever happens to those before it;
 * the users of a closed loop wait for their answer, think, and ask again.
 */
export class Arrivals {
  private readonly parts: ArrivalsParts
  private nextId = 0
  private nextClosedId = FIRST_CLOSED_ID
  private nextSessionWrite = FIRST_SESSION_WRITE_ID
  /** Opened when a request of a closed loop has ended. */
  private readonly awaited = new Map<Request, Latch>()

  constructor(parts: ArrivalsParts) {
    this.parts = parts
  }

  start(keys: KeySpace): void {
    const { world, scheduler } = this.parts
    for (const [index, source] of world.readers.entries()) {
      const keyFor = keys.sampler(source.keys)
      if (source.closedLoop === null)
        scheduler.start(this.arrivals(index, source, keyFor), `readers ${source.name}`)
      else
        for (let user = 0; user < source.closedLoop.users; user++)
          scheduler.start(this.user(index, user, source, keyFor), `user of ${source.name}`)
    }
  }

  /** To be told of every request's end: whoever waits for it goes on. */
  ended(request: Request): void {
    if (this.awaited.size === 0) return
    this.awaited.get(request)?.open()
    this.awaited.delete(request)
  }

  private *arrivals(index: number, source: Reader, keyFor: (u: number) => Key): Program<void> {
    const { scheduler, world, chance, placement, readers } = this.parts
    const { ratePerSecond, profile } = source
    const gaps = new PoissonGaps(chance.about(`arrival gap ${index}`), ratePerSecond, profile)
    const picks = chance.about(`key and instance ${index}`)
    const { region } = source
    const priority = source.priority ?? undefined
    const users = source.sessions === null ? null : new Users(source.sessions.users)
    for (let n = 0; ; n++) {
      const { nowMs } = scheduler
      const gapMs = gaps.gapMs(nowMs, n)
      if (!(nowMs + gapMs < world.durationMs)) return
      yield gapMs
      const key = keyFor(picks.uniform(n, 0))
      const instance = placement.pick(picks.uniform(n, 1), region).number
      const id = this.nextId++
      const request = readers.request(id, key, instance)
      request.priority = priority
      if (users !== null) {
        const user = users.user(picks.integer(source.sessions!.users, n, 2))
        if (picks.uniform(n, 3) < source.sessions!.writeShare) {
          scheduler.start(this.writeAndLook(source, request, user, picks.uniform(n, 4)), 'session')
          continue
        }
        user.asks(request)
      }
      readers.arrive(request, region)
    }
  }

  /** A user writes, and once the write is acknowledged and a while has passed, looks, perhaps through another instance. */
  private *writeAndLook(source: Reader, intended: Request, user: User, lookAt: number): Program<void> {
    const { scheduler, world, instances, placement, readers, watcher } = this.parts
    const { id, key, priority } = intended
    const { clientMs } = world.network
    const call: Call = { ...unseen(this.nextSessionWrite++), priority, session: user.session }
    if (clientMs > 0) yield clientMs
    try {
      user.wrote(key, yield* instances[intended.instance]!.cache.write(key, id, true, call))
      watcher.acknowledged(key)
    } catch (error) {
      if (!isExpected(error)) throw error
      watcher.unacknowledged()
      return
    }
    const pauseMs = clientMs + source.sessions!.lookAfterMs
    if (pauseMs > 0) yield pauseMs
    if (scheduler.nowMs >= world.durationMs) return
    const look = readers.request(id, key, placement.pick(lookAt, source.region).number)
    look.priority = priority
    look.isOpenLoop = false
    user.asks(look)
    readers.arrive(look, source.region)
  }

  private *user(index: number, user: number, source: Reader, keyFor: (u: number) => Key): Program<void> {
    const { scheduler, world, chance, placement, readers } = this.parts
    const thinks = chance.about(`think time ${index}`)
    const picks = chance.about(`key and instance of user ${index}`)
    const { thinkMs } = source.closedLoop!
    for (let n = 0; ; n++) {
      // Also before the first: users do not begin as one.
      yield thinks.exponential(thinkMs, user, n)
      if (scheduler.nowMs >= world.durationMs) return
      const instance = placement.pick(picks.uniform(user, 2 * n + 1), source.region).number
      const key = keyFor(picks.uniform(user, 2 * n))
      const request = readers.request(this.nextClosedId++, key, instance)
      request.priority = source.priority ?? undefined
      request.isOpenLoop = false
      const end = new Latch()
      this.awaited.set(request, end)
      readers.arrive(request, source.region)
      yield end
    }
  }
}

/** One user: what its device remembers, and for the oracle what it has written. */
class User {
  readonly session = new RecentWrites()
  private readonly versions = new Map<string, number>()

  wrote(key: Key, version: number): void {
    this.versions.set(key.item, version)
  }

  /** A request is this user's. */
  asks(request: Request): void {
    request.session = this.session
    request.ownVersion = this.versions.get(request.key.item) ?? 0
  }
}

/** The users of a source who have come so far. */
class Users {
  private readonly users: (User | undefined)[]

  constructor(count: number) {
    this.users = new Array(count)
  }

  user(number: number): User {
    this.users[number] ??= new User()
    return this.users[number]
  }
}
