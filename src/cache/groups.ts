import type { Program } from '#kernel/program.ts'
import type { Entry } from './entry.ts'
import { type Key, makeKey } from './key.ts'
import { type Call, type Store, TierUnavailable, unlessUnavailable } from './ports.ts'

/** How long a marker stays in Redis, ms: longer than any entry it speaks of. */
const MARKER_MS = 172_800_000
/** A marker is refused where another has come in between, or where Redis has forgotten in between what was there. */
const ATTEMPTS = 5

interface Known {
  /** The key of the marker in Redis. */
  readonly marker: Key
  /** Entries whose load began at or before this are invalid. */
  clearedAtMs: number
  /** When the marker in Redis must be asked again. */
  believedUntilMs: number
}

/**
 * Group invalidation by marker: one write says since when nothing loaded before is valid, in place of a DEL for each
 * member. A message carries it to the instances; who missed the message asks Redis once its belief has run out. A group
 * that was never cleared is believed in the same way.
 */
export class Groups {
  private readonly known = new Map<string, Known>()
  private readonly store: Store
  private readonly type: string
  private readonly believeMs: number

  constructor(store: Store, type: string, believeMs: number) {
    this.store = store
    this.type = type
    this.believeMs = believeMs
  }

  /** Whether an entry is valid by what is believed now; undefined when Redis must be asked first. */
  judge(group: string, entry: Entry, nowMs: number): boolean | undefined {
    const known = this.known.get(group)
    if (known === undefined) return undefined
    if (entry.createdAtMs <= known.clearedAtMs) return false
    return nowMs < known.believedUntilMs ? true : undefined
  }

  /** `judge`, with Redis asked where it must be. Whether an entry is fresh is another question, and asking takes its time. */
  *isValid(group: string, entry: Entry, clock: { readonly nowMs: number }, call: Call): Program<boolean> {
    const believed = this.judge(group, entry, clock.nowMs)
    if (believed !== undefined) return believed
    yield* this.ask(group, clock, call)
    return this.judge(group, entry, clock.nowMs) ?? true
  }

  /** Asks Redis for the group's marker, and believes it. What cannot be asked leaves the last belief in force. */
  *ask(group: string, clock: { readonly nowMs: number }, call: Call): Program<void> {
    const askedMs = clock.nowMs
    const lookup = yield* unlessUnavailable(this.store.lookUp(this.about(group).marker, false, call))
    if (lookup === undefined) return
    const clearedAtMs = lookup.entry === null ? Number.NEGATIVE_INFINITY : Number(lookup.entry.value)
    this.learn(group, clearedAtMs)
    this.about(group).believedUntilMs = askedMs + this.believeMs
  }

  /** Everything of the group that was loaded at or before `atMs` is invalid. */
  learn(group: string, atMs: number): void {
    const known = this.about(group)
    known.clearedAtMs = Math.max(known.clearedAtMs, atMs)
  }

  /** Writes the marker; throws TierUnavailable when Redis does not take it. */
  *clear(group: string, atMs: number, call: Call): Program<void> {
    this.learn(group, atMs)
    const untilMs = atMs + MARKER_MS
    // The time of the clearing is its version, so that a later one wins however the two arrive.
    const version = Math.floor(atMs * 1000)
    const times = { createdAtMs: atMs, freshUntilMs: untilMs, keptUntilMs: untilMs, loadMs: 0 }
    const marker = { value: atMs, version, exists: true, ...times }
    const key = this.about(group).marker
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // Shown what is there, Redis keeps the later of two markers.
      const { entry, stamp } = yield* this.store.lookUp(key, true, call)
      if (entry !== null && entry.version >= version) return
      if (yield* this.store.fill(key, marker, stamp, call)) return
    }
    throw new TierUnavailable('redis does not keep the marker of a group')
  }

  /** What is known of a group; of one that nobody spoke of yet, nothing. */
  private about(group: string): Known {
    let known = this.known.get(group)
    if (known === undefined) {
      const marker = makeKey(this.type, `group:${group}`)
      const [clearedAtMs, believedUntilMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
      known = { marker, clearedAtMs, believedUntilMs }
      this.known.set(group, known)
    }
    return known
  }
}
