import { Chance } from '#kernel/chance.ts'
import { EventQueue } from '#kernel/eventQueue.ts'
import { Gate } from '#kernel/gate.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { thunderingHerd } from '#scenarios/thunderingHerd.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'
import { type Output, table } from '../output.ts'

const ROUNDS = 5
/** Timers in the raw queue; the kernel of a run seldom holds more at once. */
const TIMERS = 100

interface Measure {
  readonly id: string
  readonly title: string
  /** Least share of the raw queue's operations a second that will do. */
  readonly leastShare: number
  perSecond(): number
}

const measures: readonly Measure[] = [
  {
    id: 'hold100',
    title: `raw queue, hold at ${TIMERS} timers`,
    leastShare: 1,
    perSecond: () => hold(TIMERS, 4_000_000),
  },
  {
    id: 'hold10k',
    title: 'raw queue, hold at 10,000 timers',
    leastShare: 0.35,
    perSecond: () => hold(10_000, 3_000_000),
  },
  { id: 'mm10', title: 'M/M/10, events', leastShare: 0.2, perSecond: () => markovQueue(400_000) },
  {
    id: 'requests',
    title: 'thundering herd (l6) for ten minutes, requests',
    leastShare: 0.025,
    perSecond: () => requests(600_000),
  },
]

/** Runs every measure in turn, round after round, so that a machine that slows down slows all of them. */
export function bench(output: Output): void {
  const rounds = measures.map(() => [] as number[])
  for (const measure of measures) measure.perSecond()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, measure] of measures.entries()) rounds[index]!.push(measure.perSecond())
  }
  const raw = median(rounds[0]!)
  const rows = measures.map((measure, index) => {
    const perSecond = median(rounds[index]!)
    return {
      id: measure.id,
      title: measure.title,
      perSecond: Math.round(perSecond),
      share: perSecond / raw,
      leastShare: measure.leastShare,
    }
  })
  const growth = memoryGrowth()
  output.json({ rounds: ROUNDS, measures: rows, ...growth })
  for (const line of table([
    ['medians of five', 'a second', 'of raw queue', 'at least'],
    ...rows.map(row => [
      row.title,
      row.perSecond.toLocaleString('en-GB'),
      percent(row.share),
      percent(row.leastShare),
    ]),
  ])) {
    output.line(line)
  }
  output.line(
    `recording of 1 minute ${growth.oneMinuteBytes.toLocaleString('en-GB')} bytes, at ten times the traffic ${growth.tenfoldBytes.toLocaleString('en-GB')}`,
  )
}

function hold(timers: number, operations: number): number {
  const queue = new EventQueue()
  const draws = new Chance(1).about('bench')
  const gaps = Float64Array.from({ length: 4096 }, (_, index) => draws.exponential(timers, index))
  for (let timer = 0; timer < timers; timer++) queue.push(gaps[timer & 4095]!, timer)
  const beganMs = performance.now()
  for (let operation = 0; operation < operations; operation++) {
    const nowMs = queue.nextTime()
    const item = queue.pop()
    queue.push(nowMs + gaps[operation & 4095]!, item)
  }
  return (1000 * operations) / (performance.now() - beganMs)
}

/** Ten servers at 80 % load: two timed events a customer, its arrival and its departure. */
function markovQueue(customers: number): number {
  const kernel = new Kernel()
  const servers = new Gate(10)
  const chance = new Chance(1)
  const gaps = chance.about('gap')
  const services = chance.about('service')
  function* customer(n: number): Program<void> {
    yield servers
    yield services.exponential(1, n)
    servers.leave()
  }
  function* arrivals(): Program<void> {
    for (let n = 0; n < customers; n++) {
      yield gaps.exponential(1 / 8, n)
      kernel.start(customer(n), 'customer')
    }
  }
  kernel.start(arrivals(), 'arrivals')
  const beganMs = performance.now()
  kernel.run()
  return (2000 * customers) / (performance.now() - beganMs)
}

function requests(durationMs: number): number {
  const { simulation, world } = herd(durationMs, 1)
  const beganMs = performance.now()
  const { series } = simulation.run()
  const wallMs = performance.now() - beganMs
  if (series.arrivals.length !== Math.ceil((durationMs + world.drainMs) / world.bucketMs))
    throw new Error('buckets are missing')
  return (1000 * series.arrivals.reduce((sum, arrivals) => sum + arrivals, 0)) / wallMs
}

/** The recording's size must depend on its duration, not on the traffic. */
function memoryGrowth(): { readonly oneMinuteBytes: number; readonly tenfoldBytes: number } {
  return { oneMinuteBytes: recordingBytes(1), tenfoldBytes: recordingBytes(10) }
}

function recordingBytes(times: number): number {
  const recording = herd(thunderingHerd.world.durationMs, times).simulation.run()
  return JSON.stringify(recording, (_, value) =>
    ArrayBuffer.isView(value) ? 'x'.repeat(value.byteLength) : value,
  ).length
}

function herd(durationMs: number, times: number): { readonly simulation: Simulation; readonly world: World } {
  const design = thunderingHerd.designs.find(each => each.id === 'l6')!
  const world: World = {
    ...thunderingHerd.world,
    durationMs,
    windows: [{ fromMs: 10_000, toMs: durationMs }],
    readers: thunderingHerd.world.readers.map(each => ({
      ...each,
      ratePerSecond: each.ratePerSecond * times,
    })),
  }
  return { simulation: new Simulation({ scenario: thunderingHerd.id, world, design, seed: 7 }), world }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
