import type { Answer, Source } from '#cache/answer.ts'
import type { Key } from '#cache/key.ts'
import { isExpected, LoadShed, LoadTooSlow, OriginRefused } from '#cache/ports.ts'
import type { Chance, Draws } from '#kernel/chance.ts'
import { atMost } from '#kernel/latch.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Fate } from '#recording/recording.ts'
import { Attempt } from './attempt.ts'
import type { Instance } from './instance.ts'
import type { Oracle } from './oracle.ts'
import type { Placement } from './placement.ts'
import { Request, type RequestWatcher } from './request.ts'
import { RetryBudget } from './retryBudget.ts'
import type { Client } from './traffic.ts'
import type { World } from './world.ts'

export interface ArrivalWatcher extends RequestWatcher {
  arrived(request: Request): void
  entered(instance: number): void
  left(instance: number): void
}

export interface ReadersParts {
  readonly scheduler: Scheduler
  readonly world: World
  readonly chance: Chance
  readonly instances: readonly Instance[]
  readonly placement: Placement
  readonly oracle: Oracle
  readonly watcher: ArrivalWatcher
}

/**
 * What readers do once they have come: wait for an answer as long as their patience lasts, give up an attempt that
 * takes too long, and try again when refused, as often as they and the budget allow. Latency spans all attempts.
 */
export class Readers {
  private readonly parts: ReadersParts
  private readonly client: Client
  private readonly clientMs: number
  /** One for the readers of each instance; null without a budget. */
  private readonly budgets: readonly RetryBudget[] | null
  private readonly retryDraws: Draws

  constructor(parts: ReadersParts) {
    const { world, instances, chance } = parts
    this.parts = parts
    this.client = world.client
    this.clientMs = world.network.clientMs
    const { retryBudget } = world.client
    this.budgets = retryBudget === null ? null : instances.map(() => new RetryBudget(retryBudget))
    this.retryDraws = chance.about('retry')
  }

  /** The request of a reader who has just come, to be sent with `arrive`. */
  request(id: number, key: Key, instance: number): Request {
    const { scheduler, watcher } = this.parts
    return new Request(id, key, instance, scheduler.nowMs, this.client.timeoutMs, watcher)
  }

  /** A reader arrives. Its request ends in any case, once. `region` is where its retries may go; null: anywhere. */
  arrive(request: Request, region: string | null): void {
    const { scheduler, watcher } = this.parts
    watcher.arrived(request)
    this.budgets?.[request.instance]?.attempted()
    scheduler.deadline(this.client.timeoutMs, request, 0)
    // The way to the instance is a delay before the program, not a wait in it: one resumption fewer a request.
    scheduler.start(this.visit(request, region), 'request', this.clientMs)
  }

  /** One request, from its arrival at its instance on. A refusal travels back to the reader as an answer does. */
  private *visit(request: Request, region: string | null): Program<void> {
    const { scheduler, instances, watcher } = this.parts
    const { clientMs, client } = this
    for (;;) {
      const instance = instances[request.instance]!
      let outcome: Answer | Fate
      if (client.attemptTimeoutMs === null && instance.open === null) {
        // The usual case, written out: most requests are hits, to which a program more each would matter.
        watcher.entered(instance.number)
        try {
          const { edge, cache } = instance
          outcome =
            (edge === null ? null : edge.peek(request.key, request)) ??
            cache.peek(request.key, request) ??
            (yield* cache.fetch(request.key, request))
          if (edge !== null && outcome.source !== 'cdn') edge.keep(request.key, outcome)
        } catch (error) {
          if (!isExpected(error)) throw error
          outcome = fateOf(error)
        }
        watcher.left(instance.number)
      } else outcome = yield* this.attempt(request, instance)
      const leftMs = scheduler.nowMs
      yield clientMs
      if (request.hasEnded) return
      if (typeof outcome !== 'string') {
        this.judge(request, outcome, leftMs)
        return
      }
      if (request.attempts > client.retries || this.budgets?.[request.instance]?.affords() === false) {
        request.end(outcome, scheduler.nowMs)
        return
      }
      request.waits('backoff', scheduler.nowMs)
      const fromMs = scheduler.nowMs
      yield this.backoffMs(request)
      request.spent('backoff', fromMs, scheduler.nowMs)
      if (request.hasEnded) return
      const elsewhere = this.parts.placement.pick(
        this.retryDraws.uniform(request.id, request.attempts),
        region,
      )
      request.triesAgain(elsewhere.number, scheduler.nowMs)
      yield clientMs
    }
  }

  /**
   * An attempt whose reader may be rid of it before its work is done. Its time counts from the client's question, so an
   * attempt takes at least the way there and back.
   */
  private *attempt(request: Request, instance: Instance): Program<Answer | Fate> {
    // Nobody listens there: the connection is refused.
    if (!instance.isUp) return 'error'
    const { scheduler } = this.parts
    const { attemptTimeoutMs } = this.client
    const attempt = new Attempt(request)
    scheduler.start(this.work(attempt, request.key, instance), 'attempt')
    if (attemptTimeoutMs === null) yield attempt.over
    else if (!(yield* atMost(Math.max(0, attemptTimeoutMs - 2 * this.clientMs), attempt.over))) {
      attempt.giveUp(scheduler.nowMs)
      return 'timeout'
    }
    return attempt.outcome!
  }

  /** What an instance does for an attempt, whoever still waits for it. After a crash it never comes to its end. */
  private *work(attempt: Attempt, key: Key, instance: Instance): Program<void> {
    const { watcher } = this.parts
    const { edge, cache, number, open } = instance
    watcher.entered(number)
    open?.add(attempt)
    let outcome: Answer | Fate
    try {
      outcome = edge?.peek(key, attempt) ?? (yield* cache.read(key, attempt))
      // The instance has crashed meanwhile: what it shared with others may still have brought an answer.
      if (open?.has(attempt) === false) return
      if (outcome.source !== 'cdn') edge?.keep(key, outcome)
    } catch (error) {
      if (!isExpected(error)) throw error
      outcome = fateOf(error)
    }
    if (open?.delete(attempt) === false) return
    watcher.left(number)
    attempt.ends(outcome)
  }

  private backoffMs({ id, attempts }: Request): number {
    const { backoffMs, backoffFactor, backoffJitter } = this.client
    let waitMs = backoffMs
    for (let retry = 1; retry < attempts; retry++) waitMs *= backoffFactor
    // Longer than anybody's patience is as long as it.
    waitMs = Math.min(waitMs, this.client.timeoutMs)
    if (backoffJitter === 0) return waitMs
    return waitMs * (1 - backoffJitter * this.retryDraws.uniform(id, 1000 + attempts))
  }

  private judge(request: Request, { entry, source }: Answer, leftMs: number): void {
    const { oracle, scheduler } = this.parts
    const { key } = request
    const staleMs = oracle.staleMs(key, entry.version, request.attemptMs)
    request.source = source
    request.version = entry.version
    request.staleMs = staleMs
    request.servedExpired = source !== 'flight' && source !== 'load' && entry.freshUntilMs <= leftMs
    request.isWrong = oracle.isWrong(key, entry)
    request.isOwnWrite = request.ownVersion > 0 && oracle.precedes(entry.version, request.ownVersion)
    request.end(staleMs > 0 ? 'stale' : FATE_OF[source], scheduler.nowMs)
  }
}

const FATE_OF: Readonly<Record<Source, Fate>> = {
  cdn: 'hit',
  l1: 'hit',
  l2: 'hit',
  flight: 'joined',
  load: 'miss',
}

function fateOf(error: unknown): Fate {
  if (error instanceof LoadShed) return 'shed'
  if (error instanceof OriginRefused) return 'rejected'
  if (error instanceof LoadTooSlow) return 'timeout'
  return 'error'
}
