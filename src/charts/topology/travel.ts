import type { Recording } from '#recording/recording.ts'

/** How long a hit is on its way there and back, ms of real time, and at most of virtual time when played fast. */
const REAL_MS = 600
const MOST_VIRTUAL_MS = 1500
/** More dots than this on their way at once are fog. */
const MOST_DOTS = 420

export function leastTravelMs(speed: number): number {
  return Math.min(MOST_VIRTUAL_MS, REAL_MS * speed)
}

/** Every how many sampled requests one dot is drawn, so that no more than `MOST_DOTS` travel at once; a round number. */
export function dotsEvery(recording: Recording, leastMs: number): number {
  const perMs = recording.topology.readersPerSecond / 1000 / recording.traces.sampleEvery
  const needed = (perMs * leastMs) / MOST_DOTS
  for (let decade = 1; ; decade *= 10) {
    for (const step of [1, 2, 5]) if (decade * step >= needed) return decade * step
  }
}

/** How many requests one dot stands for. */
export function requestsPerDot(recording: Recording, speed: number): number {
  return recording.traces.sampleEvery * dotsEvery(recording, leastTravelMs(speed))
}
