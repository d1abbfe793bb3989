/** From a key to its write: with the write itself, everything typed is on disk within a second, during and after typing. */
const WRITE_AFTER_MS = 500

/** Timers, so that a test can own them. */
export interface Timers {
  set(callback: () => void, ms: number): unknown
  clear(timer: unknown): void
}

export type TypingState = 'saved' | 'unsaved' | 'failed'

interface TypingOptions {
  readonly timers: Timers
  /** Resolves when the text is on disk. */
  readonly write: (text: string) => Promise<unknown>
  readonly onState: (state: TypingState) => void
}

/**
 * Puts an answer on disk while it is typed. The first unsaved key starts the clock and later keys do not restart it, so
 * that somebody who never pauses is saved as often as somebody who does. A write that fails is tried again at the next
 * key or after the same time.
 */
export class Typing {
  private text: string | undefined
  private timer: unknown
  private newest = 0

  constructor(private readonly options: TypingOptions) {}

  typed(text: string): void {
    this.text = text
    this.newest++
    this.options.onState('unsaved')
    this.schedule()
  }

  /** Writes now what is not written yet: the page is being hidden, or the box is going away. */
  flush(): Promise<void> {
    this.options.timers.clear(this.timer)
    this.timer = undefined
    const text = this.text
    if (text === undefined) return Promise.resolve()
    const version = this.newest
    this.text = undefined
    return this.options.write(text).then(
      () => {
        if (version === this.newest) this.options.onState('saved')
      },
      () => {
        this.text ??= text
        this.options.onState('failed')
        this.schedule()
      },
    )
  }

  private schedule(): void {
    this.timer ??= this.options.timers.set(() => void this.flush(), WRITE_AFTER_MS)
  }
}
