import { isExpected } from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { RegionLink } from './regions.ts'

/** The way from another region to something at home, and back. While the link is cut whoever asks waits for a connection in vain. */
export class Crossing {
  private readonly link: RegionLink
  private readonly connectTimeoutMs: number
  private readonly scheduler: Scheduler

  constructor(link: RegionLink, connectTimeoutMs: number, scheduler: Scheduler) {
    this.link = link
    this.connectTimeoutMs = connectTimeoutMs
    this.scheduler = scheduler
  }

  /** What is answered there, or refused, once it is here. Throws what `cutOff` says when nothing comes across. */
  *ask<A>(question: () => Program<A>, cutOff: () => Error): Program<A> {
    const sentMs = this.scheduler.nowMs
    yield this.link.delayMs
    if (this.link.isCut) yield* this.timeOut(sentMs, cutOff)
    const tell = yield* told(question())
    yield this.link.delayMs
    // What was asked was done, or refused; the answer does not arrive.
    if (this.link.isCut) yield* this.timeOut(sentMs, cutOff)
    return tell()
  }

  /** Does something there, of which nobody waits to hear; it is lost while the link is cut. */
  send(act: () => void): void {
    const { link, scheduler } = this
    const arrive = () => {
      if (!link.isCut) act()
    }
    scheduler.after(link.delayMs, { wake: arrive }, 0)
  }

  private *timeOut(sentMs: number, cutOff: () => Error): Program<never> {
    yield Math.max(0, sentMs + this.connectTimeoutMs - this.scheduler.nowMs)
    throw cutOff()
  }
}

/** An answer that has to travel before anybody knows it: a refusal is one, too. */
function* told<A>(program: Program<A>): Program<() => A> {
  try {
    const answer = yield* program
    return () => answer
  } catch (error) {
    if (!isExpected(error)) throw error
    return () => {
      throw error
    }
  }
}
