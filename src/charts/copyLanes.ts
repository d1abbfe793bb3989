import type { CopyInterval } from '#recording/recording.ts'

export interface Lane {
  readonly key: string
  /** Redis first, then the edge, then the instances in order. */
  readonly places: readonly { readonly place: string; readonly copies: readonly CopyInterval[] }[]
}

/** The intervals by key, in order of first appearance, then by place. */
export function lanesOf(copies: readonly CopyInterval[]): Lane[] {
  const lanes = new Map<string, Map<string, CopyInterval[]>>()
  for (const copy of [...copies].sort(laneOrder)) {
    const places = lanes.get(copy.key) ?? new Map<string, CopyInterval[]>()
    lanes.set(copy.key, places)
    const there = places.get(copy.place) ?? []
    places.set(copy.place, there)
    there.push(copy)
  }
  return [...lanes].map(([key, places]) => ({
    key,
    places: [...places]
      .filter(([place, held]) => place === 'redis' || held.some(copy => copy.state !== 'absent'))
      .map(([place, held]) => ({ place, copies: held })),
  }))
}

/** By key, Redis before the edge and the instances, those by number, then by time. */
export function laneOrder(a: CopyInterval, b: CopyInterval): number {
  return (
    a.key.localeCompare(b.key) ||
    placeRank(a.place) - placeRank(b.place) ||
    placeNumber(a.place) - placeNumber(b.place) ||
    a.place.localeCompare(b.place) ||
    a.fromMs - b.fromMs
  )
}

const KINDS: readonly (string | undefined)[] = ['redis', 'edge', 'instance']

/** The whole of Redis before its copies and versions, and those before other regions' tiers. */
function placeRank(place: string): number {
  const [kind] = place.split(' ')
  return 2 * KINDS.indexOf(kind) + (place === kind ? 0 : 1)
}

/** 'instance 3', 'redis copy 2', 'redis v7': the number at the end. */
function placeNumber(place: string): number {
  return Number(place.match(/(\d+)$/)?.[1] ?? 0)
}
