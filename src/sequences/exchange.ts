/** What a run of the engine on a handful of operations said: who told whom what, and when. Times are ms from its beginning. */
export interface Exchange {
  readonly name: string
  readonly title: string
  /** The lab that shows the same under load. */
  readonly lab: { readonly scenario: string; readonly designId: string } | null
  /** From left to right. */
  readonly lanes: readonly Lane[]
  /** In the order in which they were sent. */
  readonly arrows: readonly Arrow[]
  /** What a tier held, and how long. */
  readonly copies: readonly HeldCopy[]
  readonly waits: readonly Wait[]
  readonly notes: readonly Note[]
  readonly endMs: number
}

export interface Lane {
  readonly id: string
  readonly title: string
}

/** hit, miss and stale judge an answer; origin is work of the database; waiting an answer that somebody else's load brought. */
export type Mark = 'hit' | 'miss' | 'stale' | 'failed' | 'origin' | 'waiting'

/** One message on its way. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly sentMs: number
  /** null: it never arrives, or nobody is there who would take it. */
  readonly arrivedMs: number | null
  readonly says: string
  /** Index of the arrow it answers; null for one that asks, or that needs no answer. */
  readonly answers: number | null
  readonly mark: Mark | null
}

/** A value in a tier, the token that a miss left there, or a lease. */
export interface HeldCopy {
  readonly lane: string
  /** The name it is held under. */
  readonly key: string
  readonly says: string
  readonly kind: 'value' | 'token' | 'lease'
  readonly fromMs: number
  /** The end of the exchange if it was still there. */
  readonly toMs: number
  /** From when on a newer value was committed. */
  readonly supersededMs: number | null
}

/** Somebody waits for a load that another has begun. */
export interface Wait {
  readonly lane: string
  readonly fromMs: number
  readonly toMs: number
}

export interface Note {
  readonly lane: string
  readonly atMs: number
  readonly says: string
  readonly mark: Mark | null
}
