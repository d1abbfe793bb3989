import type { Key } from '#cache/key.ts'
import type { PatternSummary } from '#recording/recording.ts'
import type { World } from '../world.ts'
import type { Costs } from './costs.ts'

interface Pattern {
  readonly pattern: string
  readonly type: string
  readonly team: string | null
  entries: number
  gone: number
  reused: number
  hits: number
  bytes: number
  /** Bytes times ms, over the measured time. */
  byteMs: number
  sinceMs: number
}

/** What Redis holds of each key pattern, that is of each mix of keys the world names, over the measured time. */
export class PatternLog {
  private readonly patterns: Pattern[] = []
  private readonly byType = new Map<string, Pattern[]>()
  private isMeasured = false

  constructor(world: World) {
    for (const { keys } of [...world.readers, ...world.writers, ...world.warm]) {
      const pattern = keys.kind === 'one' ? keys.key : keys.prefix
      const ofType = this.byType.get(keys.type) ?? []
      if (ofType.some(each => each.pattern === pattern)) continue
      const team = Object.hasOwn(world.values, keys.type) ? world.values[keys.type]!.team : null
      const counts = { entries: 0, gone: 0, reused: 0, hits: 0, bytes: 0, byteMs: 0, sinceMs: 0 }
      const made = { pattern, type: keys.type, team, ...counts }
      this.patterns.push(made)
      // The longest first: what begins with it begins with the shorter one, too.
      this.byType.set(
        keys.type,
        [...ofType, made].sort((a, b) => b.pattern.length - a.pattern.length),
      )
    }
  }

  /** Before the run: so many bytes are put in place, or leave again because there is no room. */
  placed(key: Key, bytes: number): void {
    const pattern = this.of(key)
    if (pattern !== undefined) this.hold(pattern, bytes, 0)
  }

  stored(key: Key, bytes: number, nowMs: number): void {
    const pattern = this.of(key)
    if (pattern === undefined) return
    if (this.isMeasured) pattern.entries++
    this.hold(pattern, bytes, nowMs)
  }

  /** An entry of so many bytes is gone, after so many reads. */
  left(key: Key, reads: number, bytes: number, nowMs: number): void {
    const pattern = this.of(key)
    if (pattern === undefined) return
    if (this.isMeasured) {
      pattern.gone++
      if (reads > 1) pattern.reused++
    }
    this.hold(pattern, -bytes, nowMs)
  }

  hit(key: Key): void {
    const pattern = this.isMeasured ? this.of(key) : undefined
    if (pattern !== undefined) pattern.hits++
  }

  /** A measuring window opens or closes. */
  measure(isOn: boolean, nowMs: number): void {
    for (const pattern of this.patterns) this.hold(pattern, 0, nowMs)
    this.isMeasured = isOn
  }

  /** Call when the last window has closed. */
  summary(measuredMs: number, costs: Costs | null): readonly PatternSummary[] {
    return this.patterns.map(({ pattern, type, team, entries, gone, reused, hits, byteMs }) => {
      const meanBytes = byteMs / measuredMs
      return {
        pattern,
        type,
        team,
        entries,
        reusedShare: gone === 0 ? null : reused / gone,
        meanBytes,
        hits,
        costPerHour: costs === null ? null : costs.ofBytes(meanBytes),
      }
    })
  }

  private hold(pattern: Pattern, bytes: number, nowMs: number): void {
    if (this.isMeasured) pattern.byteMs += pattern.bytes * (nowMs - pattern.sinceMs)
    pattern.sinceMs = nowMs
    pattern.bytes += bytes
  }

  private of(key: Key): Pattern | undefined {
    const ofType = this.byType.get(key.type)
    if (ofType === undefined || ofType.length === 1) return ofType?.[0]
    return ofType.find(({ pattern }) => key.item.startsWith(pattern))
  }
}
