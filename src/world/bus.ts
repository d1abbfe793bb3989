import type { Key } from '#cache/key.ts'
import type { Bus } from '#cache/ports.ts'
import type { Chance, Draws } from '#kernel/chance.ts'
import type { Scheduler } from '#kernel/program.ts'

/** Somebody who drops its copies when told so. */
export interface Evictable {
  evict(key: Key): void
  evictGroup(group: string, atMs: number): void
}

/** How a subscriber is reached. */
export interface Subscription {
  /** Its number as a sender: it does not hear its own messages. */
  readonly number: number
  /** Beside the delay of the bus. */
  readonly link: { readonly delayMs: number; readonly isCut: boolean } | null
  /** Whoever is subscribed now; an instance that is down is nobody. */
  readonly listener: () => Evictable | null
}

export interface BusTrouble {
  readonly drops: number
  readonly repeats: number
  readonly holdsBackMs: number
}

const NO_TROUBLE: BusTrouble = { drops: 0, repeats: 0, holdsBackMs: 0 }

/**
 * Publish and subscribe on the pub/sub of one Redis: everybody subscribed but the sender hears a message after the bus
 * delay, once and in order, unless the bus is in trouble. Nothing is kept for those who are away.
 */
export class SimulatedBus implements Bus {
  private readonly scheduler: Scheduler
  private readonly delayMs: number
  private readonly draws: Draws
  private readonly subscribers: Subscription[] = []
  private trouble = NO_TROUBLE
  private messages = 0
  /** Whether one delivery serves all: no subscriber is farther away than another. */
  private isUniform = true

  constructor(scheduler: Scheduler, delayMs: number, chance: Chance, number = 0) {
    this.scheduler = scheduler
    this.delayMs = delayMs
    this.draws = chance.about(`bus ${number}`)
  }

  subscribe(subscription: Subscription): void {
    this.subscribers.push(subscription)
    if (subscription.link !== null) this.isUniform = false
  }

  /** From now on messages fare so; none ends it. */
  setTrouble(trouble: BusTrouble = NO_TROUBLE): void {
    this.trouble = trouble
  }

  publish(key: Key, sender: number): void {
    this.send(sender, listener => listener.evict(key))
  }

  publishGroup(group: string, atMs: number, sender: number): void {
    this.send(sender, listener => listener.evictGroup(group, atMs))
  }

  private send(sender: number, tell: (listener: Evictable) => void): void {
    const message = this.messages++
    const from = this.isUniform ? null : (this.subscribers.find(each => each.number === sender)?.link ?? null)
    // A message that does not even reach the pub/sub.
    if (from?.isCut) return
    if (this.isUniform && this.trouble === NO_TROUBLE) {
      const deliver = () => {
        for (const { number, listener } of this.subscribers) {
          const told = number === sender ? null : listener()
          if (told !== null) tell(told)
        }
      }
      this.scheduler.after(this.delayMs, { wake: deliver }, 0)
      return
    }
    for (const [index, subscription] of this.subscribers.entries())
      if (subscription.number !== sender) this.sendTo(subscription, message, index, from?.delayMs ?? 0, tell)
  }

  private sendTo(
    { link, listener }: Subscription,
    message: number,
    index: number,
    wayMs: number,
    tell: (listener: Evictable) => void,
  ): void {
    const { drops, repeats, holdsBackMs } = this.trouble
    const draw = (what: number) => this.draws.uniform(message, 8 * index + what)
    if (draw(0) < drops) return
    const wake = () => {
      const told = link?.isCut ? null : listener()
      if (told !== null) tell(told)
    }
    const delayMs = this.delayMs + wayMs + (link?.delayMs ?? 0)
    this.scheduler.after(delayMs + holdsBackMs * draw(1), { wake }, 0)
    if (draw(2) < repeats) this.scheduler.after(delayMs + holdsBackMs * draw(3), { wake }, 0)
  }
}
