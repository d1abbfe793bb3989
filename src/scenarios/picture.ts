import type { Recording } from '#recording/recording.ts'
import { FAILED_FATES } from '#recording/recording.ts'
import type { Picture } from './cards.ts'

/** The runs that the wall of incidents shows. */
export const PICTURE_SEED = 1
const PICTURE_COLUMNS = 60

/** Values of a run over its measured time, one for each column: the highest where it is a height, else the mean of a second. */
function pictureOf(recording: Recording, picture: Picture): readonly number[] {
  const { settleMs, durationMs, bucketMs } = recording
  const values = VALUES[picture](recording)
  // A little of what was before, so that the trouble has a beginning.
  const from = Math.floor((settleMs * 0.6) / bucketMs)
  const to = Math.floor(durationMs / bucketMs)
  const width = (to - from) / PICTURE_COLUMNS
  return Array.from({ length: PICTURE_COLUMNS }, (_, column) => {
    const first = from + Math.floor(column * width)
    const last = Math.max(first + 1, from + Math.floor((column + 1) * width))
    const of = Array.from({ length: last - first }, (_value, index) => values(first + index))
    const known = of.filter(value => !Number.isNaN(value))
    if (known.length === 0) return 0
    if (!PER_SECOND.has(picture)) return Math.max(...known)
    return (known.reduce((sum, value) => sum + value, 0) / known.length) * (1000 / bucketMs)
  })
}

/** Counts of a bucket; the others are heights. */
const PER_SECOND: ReadonlySet<Picture> = new Set<Picture>(['failed', 'stale', 'misses', 'loads'])

const VALUES: Readonly<Record<Picture, (recording: Recording) => (bucket: number) => number>> = {
  origin: at(({ series }) => series.originDemand),
  loads: at(({ series }) => series.loads),
  misses: at(({ series }) => series.lookupMisses),
  stale: at(({ series }) => series.fates.stale),
  p50: at(({ series }) => series.p50),
  p99: at(({ series }) => series.p99),
  memory: at(({ series }) => series.memoryBytes),
  failed:
    ({ series }) =>
    bucket =>
      FAILED_FATES.reduce((sum, fate) => sum + series.fates[fate][bucket]!, 0),
  shard:
    ({ series, topology: { nodes } }) =>
    bucket =>
      Math.max(...series.nodeBusy.slice(bucket * nodes, (bucket + 1) * nodes)),
}

function at(series: (recording: Recording) => ArrayLike<number>) {
  return (recording: Recording) => {
    const values = series(recording)
    return (bucket: number) => values[bucket]!
  }
}

/** What the wall keeps of one run: which it was, its highest value, and the columns in percent of the higher of both runs'. */
export interface DrawnRun {
  readonly digest: string
  readonly most: number
  readonly heights: readonly number[]
}

/** Both runs of a lab on one scale. */
export function drawnRuns(picture: Picture, recordings: readonly Recording[]): readonly DrawnRun[] {
  const values = recordings.map(recording => pictureOf(recording, picture))
  const scale = Math.max(...values.flat())
  return values.map((columns, index) => ({
    digest: recordings[index]!.digest.slice(0, 16),
    most: Number(Math.max(...columns).toPrecision(4)),
    heights: columns.map(value => (scale === 0 ? 0 : Math.round((100 * value) / scale))),
  }))
}
