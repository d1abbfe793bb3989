import { HeavyHitters } from './heavyHitters.ts'
import type { HotKeySettings } from './policy.ts'

/**
 * Which keys one instance is asked for so often that one shard should not bear them alone. Reads are counted in windows;
 * a key is hot from the read that reaches the rate until a whole window has passed without. Known keys always are.
 */
export class HotKeys {
  private readonly settings: HotKeySettings
  private readonly counts: HeavyHitters
  private readonly known: ReadonlySet<string>
  private readonly threshold: number
  private readonly onFound: (name: string) => void
  private hot = new Set<string>()
  private hotBefore = new Set<string>()
  private windowEndMs = 0

  constructor(settings: HotKeySettings, onFound: (name: string) => void) {
    this.settings = settings
    this.counts = new HeavyHitters(settings.trackedKeys)
    this.known = new Set(settings.known)
    this.threshold = (settings.ratePerSecond * settings.windowMs) / 1000
    this.onFound = onFound
  }

  /** Counts a read, and says whether its key is hot now. */
  read(name: string, nowMs: number): boolean {
    if (nowMs >= this.windowEndMs) this.turn(nowMs)
    if (this.counts.record(name) >= this.threshold && !this.hot.has(name)) {
      if (!this.isHot(name)) this.onFound(name)
      this.hot.add(name)
    }
    return this.isHot(name)
  }

  isHot(name: string): boolean {
    return this.hot.has(name) || this.hotBefore.has(name) || this.known.has(name)
  }

  private turn(nowMs: number): void {
    const { windowMs } = this.settings
    const isNext = nowMs < this.windowEndMs + windowMs
    this.hotBefore = isNext ? this.hot : new Set()
    this.hot = new Set()
    this.counts.clear()
    this.windowEndMs = (Math.floor(nowMs / windowMs) + 1) * windowMs
  }
}
