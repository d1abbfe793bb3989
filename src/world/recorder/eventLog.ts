import type { NotableEvent } from '#recording/recording.ts'

const LIMIT = 100

/** What a reader of the recording should know happened, in order, numbered. */
export class EventLog {
  private readonly events: Omit<NotableEvent, 'number'>[] = []
  private leftOut = 0

  add(atMs: number, kind: NotableEvent['kind'], text: string): void {
    if (this.events.length < LIMIT) this.events.push({ atMs, kind, text })
    else this.leftOut++
  }

  finish(): { readonly events: readonly NotableEvent[]; readonly eventsLeftOut: number } {
    // Events are added as they are noticed, which can be a little after they happened.
    const ordered = [...this.events].sort((a, b) => a.atMs - b.atMs)
    return {
      events: ordered.map((event, index) => ({ number: index + 1, ...event })),
      eventsLeftOut: this.leftOut,
    }
  }
}
