import type { Place } from './reading.ts'
import type { Timers } from './typing.ts'

/** Somebody who reads on moves all the time. A crash loses no more than this much of the way. */
const WRITE_AFTER_MS = 4000

interface PlaceKeeperOptions {
  readonly timers: Timers
  readonly write: (place: Place) => Promise<unknown>
}

/**
 * Puts the place of a reader on disk while they move. The first move starts the clock and later ones do not restart it; a place
 * that is on disk already is not written again. A write that fails is forgotten: the next move makes another.
 */
export class PlaceKeeper {
  private place: Place | undefined
  private written: Place | undefined
  private timer: unknown

  constructor(private readonly options: PlaceKeeperOptions) {}

  /** Where the reader is now. */
  moved(place: Place): void {
    this.place = place
    if (!isSame(place, this.written))
      this.timer ??= this.options.timers.set(() => this.flush(), WRITE_AFTER_MS)
  }

  /** Writes now what is not written yet: the page is being hidden, or the chapter is going away. */
  flush(): void {
    this.options.timers.clear(this.timer)
    this.timer = undefined
    const { place, written } = this
    if (place === undefined || isSame(place, written)) return
    this.written = place
    this.options.write(place).catch(() => {
      this.written = written
    })
  }
}

function isSame(one: Place, other: Place | undefined): boolean {
  return one.section === other?.section && one.block === other.block
}
