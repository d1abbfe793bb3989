import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'

const MINUTE_MS = 60_000

const thunderingHerd = scenario('thundering-herd')!
const l6 = thunderingHerd.designs.find(each => each.id === 'l6')!

/** Simulated requests a second of the thundering herd that lasts so many minutes. */
export function requests(minutes: number, design = l6): number {
  return requestsPerSecond(herd({ minutes, design }))
}

export function requestsPerSecond(simulation: Simulation): number {
  const beganMs = performance.now()
  const { series } = simulation.run()
  const wallMs = performance.now() - beganMs
  return (1000 * series.arrivals.reduce((sum, arrivals) => sum + arrivals, 0)) / wallMs
}

/** Bytes that one run leaves behind: in its recording as it is handed over, and on the heap while run and recording are kept. */
export function bytesLeft(timesTheRate: number): { readonly recording: number; readonly heap: number } {
  const before = heapBytes()
  const simulation = herd({ timesTheRate })
  const recording = simulation.run()
  const heap = heapBytes() - before
  // Looked at after the measure, so that neither was garbage then.
  if (simulation.progress < 1) throw new Error('the run has not ended')
  return { recording: recordingBytes(recording), heap }
}

function recordingBytes(recording: Recording): number {
  return JSON.stringify(recording, (_, value) =>
    ArrayBuffer.isView(value) ? 'x'.repeat(value.byteLength) : value,
  ).length
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc')
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

interface Herd {
  readonly minutes?: number
  readonly timesTheRate?: number
  readonly design?: Design
}

function herd({ minutes = 1, timesTheRate = 1, design = l6 }: Herd): Simulation {
  const durationMs = minutes * MINUTE_MS
  const readers = thunderingHerd.world.readers.map(each => ({
    ...each,
    ratePerSecond: each.ratePerSecond * timesTheRate,
  }))
  const windows = [{ fromMs: 10_000, toMs: durationMs }]
  const world: World = { ...thunderingHerd.world, durationMs, windows, readers }
  return new Simulation({ scenario: thunderingHerd.id, world, design, seed: 7 })
}
