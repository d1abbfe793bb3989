import type { CopyInterval } from '#recording/recording.ts'

/** What one place held of a key: states by their letters, with '-' for a stretch of which nothing is known. */
export interface PackedLane {
  readonly key: string
  readonly place: string
  readonly states: string
  /** When the first state began, how long each lasted, whole ms. */
  readonly ms: readonly number[]
}

const LETTERS = { fresh: 'f', stale: 's', expired: 'e', absent: 'a' } as const
const UNKNOWN = '-'

/** Intervals of one place follow one another, so their ends are the beginnings of the next. */
export function packCopies(copies: readonly CopyInterval[]): readonly PackedLane[] {
  const lanes = new Map<string, CopyInterval[]>()
  for (const copy of copies) {
    const lane = lanes.get(`${copy.key} ${copy.place}`)
    if (lane === undefined) lanes.set(`${copy.key} ${copy.place}`, [copy])
    else lane.push(copy)
  }
  return [...lanes.values()].map(laneOf)
}

function laneOf(copies: CopyInterval[]): PackedLane {
  const sorted = copies.sort((a, b) => a.fromMs - b.fromMs)
  const { key, place, fromMs } = sorted[0]!
  let states = ''
  let lastMs = Math.round(fromMs)
  const ms = [lastMs]
  const add = (state: string, toMs: number) => {
    states += state
    ms.push(toMs - lastMs)
    lastMs = toMs
  }
  for (const copy of sorted) {
    const beginsMs = Math.round(copy.fromMs)
    if (beginsMs > lastMs) add(UNKNOWN, beginsMs)
    add(LETTERS[copy.state], Math.round(copy.toMs))
  }
  return { key, place, states, ms }
}

export function unpackCopies(lanes: readonly PackedLane[]): readonly CopyInterval[] {
  const states = Object.keys(LETTERS) as CopyInterval['state'][]
  return lanes.flatMap(({ key, place, states: letters, ms: [beginsMs = 0, ...lasting] }) => {
    let fromMs = beginsMs
    return Array.from(letters, (letter, i) => {
      const toMs = fromMs + (lasting[i] ?? 0)
      const state = states.find(each => LETTERS[each] === letter)
      const copy = state === undefined ? [] : [{ key, place, state, fromMs, toMs }]
      fromMs = toMs
      return copy
    }).flat()
  })
}
