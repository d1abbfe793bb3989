import type { Value } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Call, Copy, Origin, Row } from '#cache/ports.ts'
import type { Program, Scheduler } from '#kernel/program.ts'
import type { Mark } from './exchange.ts'
import type { Trace } from './trace.ts'

export const DATABASE = 'database'
const REPLICA = 'replica'

interface DatabaseParts {
  readonly scheduler: Scheduler
  readonly trace: Trace
  readonly oneWayMs: number
  /** From the arrival of a query, which sees the rows of that moment, until its answer leaves. */
  readonly loadMs: number
  readonly versionMs: number
  readonly commitMs: number
  /** How far the replica is behind. */
  readonly replicaLagMs: number
}

interface Commit {
  readonly value: Value
  readonly atMs: number
}

/** The source of truth of one row: version n is its nth commit. */
export class TracedDatabase {
  /** The next load takes so long; null: as long as any. */
  nextLoadMs: number | null = null
  private readonly parts: DatabaseParts
  private readonly commits: Commit[] = [{ value: 'v1', atMs: Number.NEGATIVE_INFINITY }]
  private readonly watchers: ((key: Key) => void)[] = []

  constructor(parts: DatabaseParts) {
    this.parts = parts
  }

  onCommit(committed: (key: Key) => void): void {
    this.watchers.push(committed)
  }

  /** When a newer row than this version was committed; null: it has not been. */
  supersededMs(version: number): number | null {
    return this.commits[version]?.atMs ?? null
  }

  /** A writer at `lane` that knows nothing of the cache. */
  *write(lane: string, key: Key, value: Value): Program<number> {
    const { commitMs } = this.parts
    return yield* this.query(lane, DATABASE, `UPDATE → ${value}`, commitMs, () => ({
      answer: () => this.commit(key, value),
      says: 'committed',
    }))
  }

  /** The database as the one at `lane` uses it. */
  from(lane: string): Origin {
    const { versionMs } = this.parts
    return {
      load: (key: Key, _call: Call, from: Copy = 'primary'): Program<Row> => {
        const loadMs = this.nextLoadMs ?? this.parts.loadMs
        this.nextLoadMs = null
        return this.query(lane, laneOf(from), `SELECT ${key.item}`, loadMs, () => {
          const row = this.row(from)
          return { answer: () => row, says: String(row.value), mark: 'origin' }
        })
      },
      version: (_key: Key, _call: Call, from: Copy = 'primary') =>
        this.query(lane, laneOf(from), 'SELECT version', versionMs, () => {
          const { version } = this.row(from)
          return { answer: () => version, says: String(version), mark: 'origin' }
        }),
      commit: (key: Key, value: Value, _call: Call): Program<number> => this.write(lane, key, value),
    }
  }

  /** The row that a query sees which begins now. */
  private row(from: Copy): Row {
    const { scheduler, replicaLagMs } = this.parts
    const seenMs = scheduler.nowMs - (from === 'replica' ? replicaLagMs : 0)
    const version = this.commits.filter(({ atMs }) => atMs <= seenMs).length
    return { value: this.commits[version - 1]!.value, version, exists: true }
  }

  private commit(key: Key, value: Value): number {
    this.commits.push({ value, atMs: this.parts.scheduler.nowMs })
    for (const committed of this.watchers) committed(key)
    return this.commits.length
  }

  /** `begin` looks when the query arrives; what it returns answers when the work is done. */
  private *query<A>(
    lane: string,
    to: string,
    says: string,
    workMs: number,
    begin: () => { readonly answer: () => A; readonly says: string; readonly mark?: Mark },
  ): Program<A> {
    const { trace, oneWayMs } = this.parts
    const asked = trace.send(lane, to, says)
    yield oneWayMs
    trace.arrives(asked)
    const work = begin()
    yield workMs
    const answer = work.answer()
    const reply = trace.send(to, lane, work.says, { answers: asked, mark: work.mark ?? null })
    yield oneWayMs
    trace.arrives(reply)
    return answer
  }
}

function laneOf(copy: Copy): string {
  return copy === 'replica' ? REPLICA : DATABASE
}
