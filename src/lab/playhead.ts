import type { PlayheadSource } from '#charts/topology/TopologyCanvas.tsx'

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]

/** With reduced motion the playhead moves in steps, so many ms of real time apart. */
const STILL_STEP_MS = 250
/** A longer gap between frames than this was a sleeping tab, not slow playing. */
const LONGEST_FRAME_MS = 250

/**
 * Where the recording is being looked at. It moves sixty times a second without React: canvas, overlays and clock
 * subscribe and repaint themselves; components ask for what seldom changes (`playing`, `speed`).
 */
export class Playhead implements PlayheadSource {
  atMs = 0
  speed = 1
  playing = false
  endMs = 1
  stepMs = 100
  /** Whether a person has moved it: only then is it worth an address. */
  touched = false
  /** Moves in steps. */
  still = false
  private untilMs = Number.POSITIVE_INFINITY
  private readonly listeners = new Set<() => void>()
  private frame = 0
  private lastMs = 0

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The recording behind it has changed; the place is kept as far as there is one. */
  fit(endMs: number, stepMs: number): void {
    this.endMs = endMs
    this.stepMs = stepMs
    this.atMs = this.within(this.atMs)
    this.tell()
  }

  /** Puts it somewhere without counting as a person's doing. */
  place(atMs: number): void {
    this.atMs = this.within(atMs)
    this.tell()
  }

  /** Plays into a moment and stops there. */
  playUntil(fromMs: number, untilMs: number): void {
    this.place(fromMs)
    this.untilMs = untilMs
    this.start()
  }

  play(): void {
    this.touched = true
    this.untilMs = Number.POSITIVE_INFINITY
    if (this.atMs >= this.endMs) this.atMs = 0
    this.start()
  }

  pause(): void {
    if (!this.playing) return
    this.touched = true
    this.stop()
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  seek(atMs: number): void {
    this.touched = true
    this.untilMs = Number.POSITIVE_INFINITY
    this.place(Math.round(atMs))
  }

  /** To the next boundary of a bucket in that direction; pauses. */
  step(direction: 1 | -1): void {
    const buckets = this.atMs / this.stepMs
    const next = direction > 0 ? Math.floor(buckets + 1e-6) + 1 : Math.ceil(buckets - 1e-6) - 1
    this.stop()
    this.seek(next * this.stepMs)
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.tell()
  }

  changeSpeed(direction: 1 | -1): void {
    const index = SPEEDS.indexOf(this.speed)
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, index + direction))] ?? 1)
  }

  /** Stops for good: nothing is left running. */
  stop(): void {
    this.playing = false
    cancelAnimationFrame(this.frame)
    // A whole millisecond, so that an address can say exactly where it stands.
    this.place(Math.round(this.atMs))
  }

  private start(): void {
    if (this.playing) return
    this.playing = true
    this.lastMs = performance.now()
    this.frame = requestAnimationFrame(this.advance)
    this.tell()
  }

  private readonly advance = (nowMs: number): void => {
    if (!this.playing) return
    this.frame = requestAnimationFrame(this.advance)
    const realMs = Math.max(0, nowMs - this.lastMs)
    if (this.still && realMs < STILL_STEP_MS) return
    this.lastMs = nowMs
    const end = Math.min(this.endMs, this.untilMs)
    this.atMs = Math.min(end, this.atMs + Math.min(realMs, LONGEST_FRAME_MS * 2) * this.speed)
    if (this.atMs >= end) this.stop()
    else this.tell()
  }

  private within(atMs: number): number {
    return Number.isFinite(atMs) ? Math.max(0, Math.min(this.endMs, atMs)) : 0
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
