import type { Key } from '#cache/key.ts'
import { isExpected, LoadShed, LoadTooSlow, OriginRefused } from '#cache/ports.ts'
import type { Answer, Source, TieredCache } from '#cache/tieredCache.ts'
import type { Chance } from '#kernel/chance.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Fate } from '#recording/recording.ts'
import type { KeySpace } from './keySpace.ts'
import type { Oracle } from './oracle.ts'
import { Request, type RequestWatcher } from './request.ts'
import type { World } from './world.ts'

export interface ArrivalWatcher extends RequestWatcher {
  arrived(request: Request): void
  entered(instance: number): void
  left(instance: number): void
}

/**
 * Open-loop traffic: readers arrive by a Poisson process whatever happens to those before them, wait for an answer as
 * long as their patience lasts, and try again when they are refused.
 */
export class Readers {
  private readonly scheduler: Scheduler
  private readonly world: World
  private readonly chance: Chance
  private readonly caches: readonly TieredCache[]
  private readonly oracle: Oracle
  private readonly watcher: ArrivalWatcher
  private nextId = 0

  constructor(
    scheduler: Scheduler,
    world: World,
    chance: Chance,
    caches: readonly TieredCache[],
    oracle: Oracle,
    watcher: ArrivalWatcher,
  ) {
    this.scheduler = scheduler
    this.world = world
    this.chance = chance
    this.caches = caches
    this.oracle = oracle
    this.watcher = watcher
  }

  start(keys: KeySpace): void {
    for (const [index, source] of this.world.readers.entries()) {
      this.scheduler.start(
        this.arrivals(index, source.ratePerSecond, keys.sampler(source.keys)),
        `readers ${source.name}`,
      )
    }
  }

  private *arrivals(source: number, ratePerSecond: number, keyFor: (uniform: number) => Key): Program<void> {
    const { scheduler, world, watcher } = this
    const gaps = this.chance.about(`arrival gap ${source}`)
    const picks = this.chance.about(`key and instance ${source}`)
    const meanGapMs = 1000 / ratePerSecond
    const { timeoutMs } = world.client
    const { clientMs } = world.network
    for (let n = 0; ; n++) {
      yield gaps.exponential(meanGapMs, n)
      if (scheduler.nowMs >= world.durationMs) return
      const key = keyFor(picks.uniform(n, 0))
      const instance = picks.integer(this.caches.length, n, 1)
      const request = new Request(this.nextId++, key, instance, scheduler.nowMs, timeoutMs, watcher)
      watcher.arrived(request)
      scheduler.deadline(timeoutMs, request, 0)
      // The way to the instance is a delay before the program, not a wait in it: one resumption fewer a request.
      scheduler.start(this.visit(request), 'request', clientMs)
    }
  }

  /** One request, from its arrival at its instance on. A refusal travels back to the reader as an answer does. */
  private *visit(request: Request): Program<void> {
    const { scheduler, watcher } = this
    const { clientMs } = this.world.network
    const { retries, backoffMs } = this.world.client
    const cache = this.caches[request.instance]!
    for (;;) {
      watcher.entered(request.instance)
      let refusal: Fate | undefined
      let answer: Answer | null = null
      try {
        answer = cache.peek(request.key, request) ?? (yield* cache.fetch(request.key, request))
      } catch (error) {
        if (!isExpected(error)) throw error
        refusal = fateOf(error)
      }
      watcher.left(request.instance)
      const leftMs = scheduler.nowMs
      yield clientMs
      if (request.hasEnded) return
      if (answer !== null) {
        this.judge(request, answer, leftMs)
        return
      }
      if (request.attempts > retries) {
        request.end(refusal!, scheduler.nowMs)
        return
      }
      request.waits('backoff', scheduler.nowMs)
      const fromMs = scheduler.nowMs
      yield backoffMs
      request.spent('backoff', fromMs, scheduler.nowMs)
      if (request.hasEnded) return
      request.triesAgain(scheduler.nowMs)
      yield clientMs
    }
  }

  private judge(request: Request, { entry, source }: Answer, leftMs: number): void {
    const staleMs = this.oracle.staleMs(request.key, entry.version, request.attemptMs)
    request.source = source
    request.version = entry.version
    request.staleMs = staleMs
    request.servedExpired = (source === 'l1' || source === 'l2') && entry.freshUntilMs <= leftMs
    request.end(staleMs > 0 ? 'stale' : FATE_OF[source], this.scheduler.nowMs)
  }
}

const FATE_OF: Readonly<Record<Source, Fate>> = { l1: 'hit', l2: 'hit', flight: 'joined', load: 'miss' }

function fateOf(error: unknown): Fate {
  if (error instanceof LoadShed) return 'shed'
  if (error instanceof OriginRefused) return 'rejected'
  if (error instanceof LoadTooSlow) return 'timeout'
  return 'error'
}
