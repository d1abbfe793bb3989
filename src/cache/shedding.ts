import type { SheddingSettings } from './design.ts'
import { LoadShed } from './ports.ts'
import type { Priority } from './priority.ts'

const SLICES = 10
/** How many times the first multiple must be reached before the next class is refused, too. */
const NEXT_CLASS = 2

/**
 * Sheds load by priority. It compares the loads that one instance asks for, refused ones included, over a sliding window
 * with what is normal: from `tripAtMultiple` on P2 is refused, from twice that on P1. It counts demand rather than what
 * it lets through, so that refusing does not make it believe that all is well.
 */
export class LoadShedder {
  private readonly settings: SheddingSettings
  private readonly onChange: (level: ShedLevel) => void
  private readonly demanded = new Uint32Array(SLICES)
  private slice = 0
  private total = 0
  private level: ShedLevel = 'none'

  constructor(settings: SheddingSettings, onChange: (level: ShedLevel) => void = () => {}) {
    this.settings = settings
    this.onChange = onChange
  }

  /** Counts a load that is asked for. Throws LoadShed when it is of a class that is refused now. */
  admit(priority: Priority, nowMs: number): void {
    this.slideTo(nowMs)
    this.demanded[this.slice % SLICES]!++
    this.total++
    const level = this.levelNow()
    if (level !== this.level) {
      this.level = level
      this.onChange(level)
    }
    const isRefused = (priority === 'P2' && level !== 'none') || (priority === 'P1' && level === 'P1')
    if (isRefused) throw new LoadShed(`loads of ${priority} are shed: the origin is asked too much`)
  }

  private levelNow(): ShedLevel {
    const { normalLoadsPerSecond, tripAtMultiple, windowMs } = this.settings
    const multiple = this.total / ((normalLoadsPerSecond * windowMs) / 1000)
    if (multiple < tripAtMultiple) return 'none'
    return multiple < NEXT_CLASS * tripAtMultiple ? 'P2' : 'P1'
  }

  private slideTo(nowMs: number): void {
    const slice = Math.floor((nowMs * SLICES) / this.settings.windowMs)
    const passed = Math.min(slice - this.slice, SLICES)
    for (let step = 1; step <= passed; step++) {
      const index = (this.slice + step) % SLICES
      this.total -= this.demanded[index]!
      this.demanded[index] = 0
    }
    this.slice = Math.max(this.slice, slice)
  }
}

/** The lowest class that is still refused, with all below it. */
export type ShedLevel = 'none' | 'P2' | 'P1'
