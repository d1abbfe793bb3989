/**
 * Moves labels apart so that neighbours are at least `gap` from each other, keeping their order and, as far as there
 * is room, their places: a crowd is centred on where it belongs. All stay within [low, high] if they fit.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  interface Crowd {
    sum: number
    count: number
    first: number
  }
  const room = wanted.length > 1 ? Math.min(gap, (high - low) / (wanted.length - 1)) : gap
  const crowds: Crowd[] = []
  const left = (crowd: Crowd) => {
    const width = (crowd.count - 1) * room
    return Math.max(low, Math.min(high - width, crowd.sum / crowd.count - width / 2))
  }
  wanted.forEach((place, i) => {
    crowds.push({ sum: place, count: 1, first: i })
    for (let last = crowds.length - 1; last > 0; last--) {
      const before = crowds[last - 1] as Crowd
      const after = crowds[last] as Crowd
      if (left(before) + before.count * room <= left(after)) break
      before.sum += after.sum
      before.count += after.count
      crowds.pop()
    }
  })
  return crowds.flatMap(crowd => Array.from({ length: crowd.count }, (_, i) => left(crowd) + i * room))
}
