import { FATES, type Fate, type Summary } from '#recording/recording.ts'

/** How requests ended, counted. */
export class Outcomes {
  requests = 0
  private readonly fates = FATES.map(() => 0)

  /** `fate` is a place in FATES. */
  add(fate: number): void {
    this.requests++
    this.fates[fate]!++
  }

  /** Those of another are counted here, too. */
  merge(other: Outcomes): void {
    this.requests += other.requests
    for (const [fate, count] of other.fates.entries()) this.fates[fate]! += count
  }

  summary(): Summary['outcomes'] {
    const of = (fate: Fate) => this.fates[FATES.indexOf(fate)]!
    return {
      ok: of('hit') + of('joined') + of('miss'),
      stale: of('stale'),
      shed: of('shed'),
      rejected: of('rejected'),
      timeout: of('timeout'),
      error: of('error'),
    }
  }
}
