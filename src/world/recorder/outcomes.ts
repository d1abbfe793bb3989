import { FATES, type Fate, type Summary } from '#recording/recording.ts'

/** How requests ended, counted. */
export class Outcomes {
  requests = 0
  private readonly fates = Object.fromEntries(FATES.map(fate => [fate, 0])) as Record<Fate, number>

  add(fate: Fate): void {
    this.requests++
    this.fates[fate]++
  }

  summary(): Summary['outcomes'] {
    const { hit, joined, miss, stale, shed, rejected, timeout, error } = this.fates
    return { ok: hit + joined + miss, stale, shed, rejected, timeout, error }
  }
}
