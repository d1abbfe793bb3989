import type { Program, Scheduler } from '#kernel/program.ts'
import type { World } from '../world.ts'

interface Edges {
  /** A measuring window begins or ends. */
  window(atMs: number): void
  second(atMs: number): void
  bucket(atMs: number): void
}

/** Tells where windows, seconds and buckets end, in this order where they do so together; runs until the end of the recorded time. */
export function* recordingClock(world: World, scheduler: Scheduler, edges: Edges): Program<void> {
  const endMs = world.durationMs + world.drainMs
  const edgesMs = world.windows.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).sort((a, b) => a - b)
  let bucketEndMs = Math.min(world.bucketMs, endMs)
  let secondEndMs = 1000
  for (;;) {
    const edgeMs = edgesMs[0] ?? Number.POSITIVE_INFINITY
    const nextMs = Math.min(bucketEndMs, secondEndMs, edgeMs, endMs)
    if (nextMs > scheduler.nowMs) yield nextMs - scheduler.nowMs
    if (nextMs >= edgeMs) {
      edgesMs.shift()
      edges.window(edgeMs)
    }
    if (nextMs >= secondEndMs) {
      edges.second(secondEndMs)
      secondEndMs += 1000
    }
    if (nextMs >= bucketEndMs) {
      edges.bucket(bucketEndMs)
      bucketEndMs =
        bucketEndMs < endMs ? Math.min(bucketEndMs + world.bucketMs, endMs) : Number.POSITIVE_INFINITY
    }
    if (nextMs >= endMs && bucketEndMs === Number.POSITIVE_INFINITY) return
  }
}
