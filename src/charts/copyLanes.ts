import type { CopyInterval } from '#recording/recording.ts'

export interface Lane {
  readonly key: string
  /** Redis first, then the instances in order. */
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

/** By key, Redis before the instances, the instances by number, then by time. */
export function laneOrder(a: CopyInterval, b: CopyInterval): number {
  return a.key.localeCompare(b.key) || placeNumber(a.place) - placeNumber(b.place) || a.fromMs - b.fromMs
}

function placeNumber(place: string): number {
  if (place === 'redis') return -1
  const number = Number(place.split(' ')[1])
  return Number.isFinite(number) ? number : 0
}
