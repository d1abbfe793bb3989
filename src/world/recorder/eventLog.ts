import type { NotableEvent } from '#recording/recording.ts'

/** What can happen again and again is cut sooner than what was done, or noticed for the first time. */
const LIMITS: Partial<Record<NotableEvent['kind'], number>> = {
  expiry: 20,
  refresh: 20,
  breaker: 20,
  crash: 40,
  failover: 20,
  warming: 20,
  'hot-key': 10,
  shedding: 20,
  'writes-lost': 10,
  divergence: 5,
}
const LIMIT = 100

/** What a reader of the recording should know happened, in order, numbered. */
export class EventLog {
  private readonly events: Omit<NotableEvent, 'number'>[] = []
  private readonly counts = new Map<NotableEvent['kind'], number>()
  private leftOut = 0

  add(atMs: number, kind: NotableEvent['kind'], text: string): void {
    const count = this.counts.get(kind) ?? 0
    if (count >= (LIMITS[kind] ?? LIMIT)) {
      this.leftOut++
      return
    }
    this.counts.set(kind, count + 1)
    this.events.push({ atMs, kind, text })
  }

  finish(): { readonly events: readonly NotableEvent[]; readonly eventsLeftOut: number } {
    // Events are added as they are noticed, which can be a little after they happened.
    // Of one instant, what was done comes before what it caused.
    const ordered = [...this.events].sort((a, b) => a.atMs - b.atMs || isCause(b) - isCause(a))
    return {
      events: ordered.map((event, index) => ({ number: index + 1, ...event })),
      eventsLeftOut: this.leftOut,
    }
  }
}

function isCause({ kind }: Omit<NotableEvent, 'number'>): number {
  return kind === 'fault' ? 1 : 0
}
