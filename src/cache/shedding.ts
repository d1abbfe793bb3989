import type { SheddingSettings } from './design.ts'
import { LoadShed } from './ports.ts'
import type { Priority } from './priority.ts'
import { SlidingCount } from './slidingCount.ts'

/** How many times the first multiple the next class may have. */
const NEXT_CLASS = 2

/**
 * Sheds load by priority, over a sliding window: of all that one instance asks the origin for, P2 is let through as long
 * as less than `tripAtMultiple` times what is normal has been, P1 up to twice that, P0 always. Only the excess is
 * refused. A shedder that refused a whole class while demand is high would never end where the demand is for what the
 * cache does not hold: refused loads fill nothing, so the same keys are asked for again.
 */
export class LoadShedder {
  private readonly settings: SheddingSettings
  private readonly onChange: (level: ShedLevel) => void
  private readonly admitted: SlidingCount
  /** What was asked for, whether it was let through or not: by it the level is told. */
  private readonly demanded: SlidingCount
  private level: ShedLevel = 'none'

  constructor(settings: SheddingSettings, onChange: (level: ShedLevel) => void = () => {}) {
    this.settings = settings
    this.admitted = new SlidingCount(settings.windowMs)
    this.demanded = new SlidingCount(settings.windowMs)
    this.onChange = onChange
  }

  /** Counts a load that is asked for. Throws LoadShed when it is of a class that has had its share of this window. */
  admit(priority: Priority, nowMs: number): void {
    const level = this.levelAt(this.demanded.add(nowMs))
    if (level !== this.level) {
      this.level = level
      this.onChange(level)
    }
    const full = this.levelAt(this.admitted.at(nowMs) + 1)
    if ((priority === 'P2' && full !== 'none') || (priority === 'P1' && full === 'P1'))
      throw new LoadShed(`loads of ${priority} are shed: the origin is asked too much`)
    this.admitted.add(nowMs)
  }

  private levelAt(loads: number): ShedLevel {
    const { normalLoadsPerSecond, tripAtMultiple, windowMs } = this.settings
    const multiple = loads / ((normalLoadsPerSecond * windowMs) / 1000)
    if (multiple < tripAtMultiple) return 'none'
    return multiple < NEXT_CLASS * tripAtMultiple ? 'P2' : 'P1'
  }
}

/** The class, with all below it, of which more is asked for than its share. */
export type ShedLevel = 'none' | 'P2' | 'P1'
