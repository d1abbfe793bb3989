import { busyWorld, herdWithEverything } from '../bench/fullEngine.ts'
import { bytesLeft, requests } from '../bench/herd.ts'
import { markovQueue, type SimPyRun, simPyQueue } from '../bench/markovQueue.ts'
import { hold } from '../bench/rawQueue.ts'
import { type Output, table } from '../output.ts'

const ROUNDS = 5
/** Timers in the raw queue; the kernel of a run seldom holds more at once. */
const TIMERS = 100

interface Row {
  readonly id: string
  readonly title: string
  /** What the measure counts, a second; null for what is no speed, or when it could not be measured. */
  readonly perSecond: number | null
  /** Null: nothing to compare, or nothing to compare with. */
  readonly ratio: number | null
  /** Whether the ratio is a share of the raw queue's speed or a factor. */
  readonly as: 'share' | 'factor'
  readonly least?: number
  readonly most?: number
}

/** Measures in turn, round after round, so that a machine that slows down slows all of them; medians count. */
export function bench(output: Output): void {
  let simPy: SimPyRun | null = null
  const rawQueue = () => hold(TIMERS, 4_000_000)
  const [raw, raw10k, markov, herd, herdMinute, simPySpeed] = medians([
    rawQueue,
    () => hold(10_000, 3_000_000),
    () => markovQueue(400_000).perSecond,
    () => requests(10),
    () => requests(1),
    () => {
      simPy = simPyQueue(50_000)
      return simPy?.perSecond ?? Number.NaN
    },
  ]) as [number, number, number, number, number, number]
  // Afterwards: who runs one design does not pay for what the compiler has seen of all the others.
  const [rawAgain, everything, busy] = medians([rawQueue, herdWithEverything, busyWorld]) as [
    number,
    number,
    number,
  ]
  // Rounds of these, too: what the compiler keeps of a first run is counted with it.
  const [heapOnce, heapTenfold] = medians([() => bytesLeft(1).heap, () => bytesLeft(10).heap]) as [
    number,
    number,
  ]
  const once = { heap: heapOnce, recording: bytesLeft(1).recording }
  const tenfold = { heap: heapTenfold, recording: bytesLeft(10).recording }

  const ofRaw = (id: string, title: string, perSecond: number, least?: number, of = raw): Row => ({
    id,
    title,
    perSecond,
    ratio: perSecond / of,
    as: 'share',
    ...(least === undefined ? {} : { least }),
  })
  const rows: readonly Row[] = [
    { id: 'hold100', title: `raw queue, hold at ${TIMERS} timers`, perSecond: raw, ratio: null, as: 'share' },
    ofRaw('hold10k', 'raw queue, hold at 10,000 timers', raw10k, 0.35),
    ofRaw('mm10', 'M/M/10, timed events', markov, 0.2),
    ofRaw('requests', 'thundering herd (l6) for ten minutes, requests', herd, 0.025),
    ofRaw('everything', 'the same traffic, every mechanism on', everything, 0.012, rawAgain),
    ofRaw('busy', 'a world that gives every mechanism work', busy, undefined, rawAgain),
    againstSimPy(simPy, markov, simPySpeed, 15),
    growth(
      'tenfoldTime',
      'ten times as long: time for ten times the requests',
      (10 * herdMinute) / herd,
      10.5,
    ),
    growth(
      'tenfoldHeap',
      `ten times the rate: heap, at first ${megabytes(once.heap)}`,
      tenfold.heap / once.heap,
      1.5,
    ),
    growth(
      'tenfoldRecording',
      `ten times the rate: recording, at first ${megabytes(once.recording)}`,
      tenfold.recording / once.recording,
      1.05,
    ),
  ]
  output.json({
    rounds: ROUNDS,
    rows: rows.map(row => ({ ...row, meets: meets(row) })),
    simPy,
    bytes: { once, tenfold },
  })
  const lines = rows.map(row => [row.title, speed(row), figure(row.ratio, row), target(row), verdict(row)])
  for (const line of table([['medians of five', 'a second', 'ratio', 'target', ''], ...lines]))
    output.line(line)
}

/** The first round warms up and does not count. */
function medians(measures: readonly (() => number)[]): readonly number[] {
  const found = measures.map(() => [] as number[])
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, measure] of measures.entries()) {
      const figure = measure()
      if (round > 0) found[index]!.push(figure)
    }
  }
  return found.map(figures => figures.sort((a, b) => a - b)[ROUNDS >> 1]!)
}

function againstSimPy(simPy: SimPyRun | null, ours: number, theirs: number, least: number): Row {
  const row = { id: 'simpy', as: 'factor', least } as const
  if (simPy === null) return { ...row, title: 'M/M/10 in SimPy: not installed', perSecond: null, ratio: null }
  return { ...row, title: `M/M/10 in SimPy ${simPy.version}; here`, perSecond: theirs, ratio: ours / theirs }
}

function growth(id: string, title: string, ratio: number, most: number): Row {
  return { id, title, perSecond: null, ratio, as: 'factor', most }
}

/** Null when there is no target, or no figure. */
function meets({ ratio, least = 0, most = Number.POSITIVE_INFINITY }: Row): boolean | null {
  return ratio === null ? null : ratio >= least && ratio <= most
}

function verdict(row: Row): string {
  return meets(row) === false ? 'MISSED' : ''
}

function target(row: Row): string {
  if (row.least !== undefined) return `at least ${figure(row.least, row)}`
  return row.most === undefined ? '' : `at most ${figure(row.most, row)}`
}

function figure(value: number | null, { as }: Row): string {
  if (value === null) return ''
  return as === 'factor' ? `${value.toFixed(2)} x` : `${(value * 100).toFixed(1)} %`
}

function speed({ perSecond }: Row): string {
  return perSecond === null ? '' : Math.round(perSecond).toLocaleString('en-GB')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
