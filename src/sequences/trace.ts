import type { Scheduler } from '#kernel/program.ts'
import type { Arrow, HeldCopy, Mark, Note, Wait } from './exchange.ts'

/** A message that was sent, while the exchange goes on. */
export interface Sent {
  readonly from: string
  readonly to: string
  readonly sentMs: number
  readonly says: string
  readonly answers: Sent | null
  readonly mark: Mark | null
  arrivedMs: number | null
}

interface Held extends Pick<HeldCopy, 'lane' | 'key' | 'says' | 'kind' | 'fromMs'> {
  /** Of the row; null where no newer row can supersede it. */
  readonly version: number | null
  toMs: number
}

interface Said {
  readonly answers?: Sent
  readonly mark?: Mark | null
}

const NEVER = Number.POSITIVE_INFINITY

/** Writes an exchange down while it happens. */
export class Trace {
  private readonly scheduler: Scheduler
  private readonly sent: Sent[] = []
  private readonly held: Held[] = []
  private readonly waits: { readonly lane: string; readonly fromMs: number; toMs: number }[] = []
  private readonly notes: Note[] = []
  private readonly gone = new Set<string>()

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** A message leaves. It has not arrived until `arrives` says so. */
  send(from: string, to: string, says: string, { answers, mark }: Said = {}): Sent {
    const { nowMs: sentMs } = this.scheduler
    const sent = { from, to, sentMs, says, answers: answers ?? null, mark: mark ?? null, arrivedMs: null }
    this.sent.push(sent)
    return sent
  }

  /** Unless nobody is there any more. */
  arrives(sent: Sent): void {
    if (!this.gone.has(sent.to)) sent.arrivedMs = this.scheduler.nowMs
  }

  /** Whoever stands on a lane is no more: what is on its way there arrives nowhere. */
  ends(lane: string): void {
    this.gone.add(lane)
    this.holdsNothing(lane)
  }

  /** A lane holds this from now on instead of what it held under that name, at most until `untilMs`. */
  holds(lane: string, copy: Pick<Held, 'key' | 'says' | 'kind' | 'version'>, untilMs: number): void {
    this.holdsNothing(lane, copy.key)
    this.held.push({ lane, ...copy, fromMs: this.scheduler.nowMs, toMs: untilMs })
  }

  /** A lane holds nothing any more under a name, or under any. */
  holdsNothing(lane: string, key?: string): void {
    const { nowMs } = this.scheduler
    for (const held of this.held)
      if (held.lane === lane && (key === undefined || held.key === key) && held.toMs > nowMs)
        held.toMs = nowMs
  }

  /** Somebody begins to wait for another's load; what is returned ends it. */
  beginsToWait(lane: string): () => void {
    const wait = { lane, fromMs: this.scheduler.nowMs, toMs: NEVER }
    this.waits.push(wait)
    return () => {
      wait.toMs = this.scheduler.nowMs
    }
  }

  note(lane: string, says: string, mark: Mark | null = null): void {
    this.notes.push({ lane, atMs: this.scheduler.nowMs, says, mark })
  }

  /** What was written down until now; `supersededMs` tells when a newer row than a version was committed. */
  done(supersededMs: (version: number) => number | null): {
    readonly arrows: readonly Arrow[]
    readonly copies: readonly HeldCopy[]
    readonly waits: readonly Wait[]
    readonly notes: readonly Note[]
    readonly endMs: number
  } {
    const { nowMs: endMs } = this.scheduler
    const inOrder = [...this.sent].sort((a, b) => a.sentMs - b.sentMs)
    return {
      arrows: inOrder.map(({ answers, ...sent }) => ({
        ...sent,
        answers: answers === null ? null : inOrder.indexOf(answers),
      })),
      copies: this.held
        .filter(({ fromMs, toMs }) => toMs > fromMs)
        .map(({ version, toMs, ...held }) => ({
          ...held,
          toMs: Math.min(toMs, endMs),
          supersededMs: version === null ? null : supersededMs(version),
        })),
      waits: this.waits.map(wait => ({ ...wait, toMs: Math.min(wait.toMs, endMs) })),
      notes: [...this.notes],
      endMs,
    }
  }
}
