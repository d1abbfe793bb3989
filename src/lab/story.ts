import { formatCount, formatMoment, formatMs, formatShare } from '#charts/figures.ts'
import { failures } from '#recording/moments.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'

/** One sentence of what happened, and where in the recording it can be seen. */
export interface Told {
  readonly text: string
  readonly atMs: number | null
}

/** Lines for a connection told one by one, the longest of them; further ones are counted. */
const EPISODES_TOLD = 2
const FAULTS_TOLD = 2
/** An entry that ends so shortly before is what its readers then ask for. */
const CAUSE_WITHIN_MS = 1500
/** Younger stale answers are the time a message takes. */
const STALE_WORTH_TELLING_MS = 1000
/** A node that is busy so much of the time, and so many times as much as the others, stands alone. */
const FULL_NODE = 0.7
const ALONE_FACTOR = 5

/**
 * A run in a few sentences: what was done to it, each time the origin ran out of connections, then who paid. Told from
 * what the recording measured, so it holds for any run of any lab.
 */
export function story(recording: Recording): readonly Told[] {
  return [
    ...inOrder([...faults(recording), ...origin(recording)]),
    ...fullNode(recording),
    ...staleness(recording),
    ...untrue(recording),
    ...lostWrites(recording),
    readers(recording),
  ]
}

/** By their moments; what has none stays behind what it follows. */
function inOrder(lines: readonly Told[]): readonly Told[] {
  let atMs = 0
  return lines
    .map((line, index) => {
      atMs = line.atMs ?? atMs
      return { line, atMs, index }
    })
    .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
    .map(({ line }) => line)
}

function faults({ events }: Recording): readonly Told[] {
  const done = events.filter(({ kind }) => kind === 'fault')
  const beyond = done.length - FAULTS_TOLD
  const further = beyond > 0 ? [{ text: `${beyond} more of the kind follow.`, atMs: null }] : []
  return [...done.slice(0, FAULTS_TOLD).map(told), ...further]
}

function origin(recording: Recording): readonly Told[] {
  const { events, settleMs, topology, summary } = recording
  const exhausted = events.filter(({ kind, atMs }) => kind === 'pool-exhausted' && atMs >= settleMs)
  if (exhausted.length === 0) {
    if (summary.origin.peakDemand > topology.connections) return []
    const demand = formatCount(summary.origin.peakDemand)
    const pool = formatCount(topology.connections)
    return [
      {
        text: `At most ${demand} of ${pool} connections are ever asked for, and no query waits for one.`,
        atMs: null,
      },
    ]
  }
  const episodes = exhausted.map(event => ({ event, peak: peakOf(event, recording) }))
  const worst = Math.max(...episodes.map(({ peak }) => peak.demand))
  const largest = episodes
    .filter(({ peak }) => peak.demand >= worst / 10)
    .sort((a, b) => b.peak.demand - a.peak.demand)
    .slice(0, EPISODES_TOLD)
    .sort((a, b) => a.event.atMs - b.event.atMs)
  const beyond = exhausted.length - largest.length
  const further =
    beyond > 0
      ? [{ text: `For less, that happens ${beyond} more ${beyond === 1 ? 'time' : 'times'}.`, atMs: null }]
      : []
  return [...largest.flatMap(({ event, peak }) => episode(event, peak, recording)), ...further]
}

interface Peak {
  readonly atMs: number
  readonly demand: number
  /** null: not before the end. */
  readonly overMs: number | null
}

/** The height of one stretch in which queries waited for a connection. */
function peakOf(exhausted: NotableEvent, { events, bucketMs, buckets, series, endMs }: Recording): Peak {
  const over = events.find(({ kind, atMs }) => kind === 'pool-recovered' && atMs > exhausted.atMs)
  const until = Math.min(buckets, Math.ceil((over?.atMs ?? endMs) / bucketMs) + 1)
  let peak = Math.floor(exhausted.atMs / bucketMs)
  for (let bucket = peak; bucket < until; bucket++) {
    if (series.originDemand[bucket]! > series.originDemand[peak]!) peak = bucket
  }
  // The bucket of the peak may have begun before the line did.
  const atMs = Math.max(peak * bucketMs, exhausted.atMs)
  return { atMs, demand: series.originDemand[peak]!, overMs: over?.atMs ?? null }
}

function episode(exhausted: NotableEvent, peak: Peak, { events, topology }: Recording): readonly Told[] {
  const ended = events.findLast(
    ({ atMs, kind }) =>
      kind === 'expiry' && atMs <= exhausted.atMs && atMs >= exhausted.atMs - CAUSE_WITHIN_MS,
  )
  const demand = formatCount(peak.demand)
  const pool = formatCount(topology.connections)
  const end =
    peak.overMs === null
      ? 'The line does not empty again'
      : `The line is empty at ${formatMoment(peak.overMs)}`
  return [
    ...(ended === undefined ? [] : [told(ended)]),
    { text: `At ${formatMoment(exhausted.atMs, 2)} all ${pool} connections are busy.`, atMs: exhausted.atMs },
    {
      text: `At ${formatMoment(peak.atMs)} ${demand} queries and commits ask for them. ${end}.`,
      atMs: peak.atMs,
    },
  ]
}

/** One node of Redis that does nearly all there is to do. */
function fullNode({ summary: { shards } }: Recording): readonly Told[] {
  const busiest = shards.reduce(
    (best, { utilisation }, node) => (utilisation > shards[best]!.utilisation ? node : best),
    0,
  )
  const busy = shards[busiest]?.utilisation ?? 0
  const others =
    shards.reduce((sum, { utilisation }) => sum + utilisation, -busy) / Math.max(1, shards.length - 1)
  if (shards.length < 2 || busy < FULL_NODE || busy < ALONE_FACTOR * others) return []
  const text = `Redis ${busiest + 1} works ${formatShare(busy)} of the time, the others ${formatShare(others)} on average.`
  return [{ text, atMs: null }]
}

function staleness({ summary, events }: Recording): readonly Told[] {
  const { reads, ageMsMax } = summary.staleness
  if (ageMsMax < STALE_WORTH_TELLING_MS) return []
  const first = events.find(event => event.kind === 'first-stale')
  const types = Object.entries(summary.byType)
  const oldest = types.find(([, of]) => of.staleness.ageMsMax === ageMsMax)
  const which = types.length > 1 && oldest !== undefined ? ` The oldest is of “${oldest[0]}”.` : ''
  const text = `${formatCount(reads)} ${reads === 1 ? 'answer is' : 'answers are'} stale, the oldest by ${formatMs(ageMsMax)}; no reader gets an error for it.${which}`
  return [{ text, atMs: first?.atMs ?? null }]
}

/** What no lag explains: a value nobody intended, and authors who do not see what they wrote. */
function untrue({ summary, events }: Recording): readonly Told[] {
  const { wrong, staleness } = summary
  const momentOf = (sought: NotableEvent['kind']) => events.find(({ kind }) => kind === sought)?.atMs ?? null
  const told: Told[] = []
  if (wrong > 0) {
    const who = wrong === 1 ? 'answer holds' : 'answers hold'
    const text = `${formatCount(wrong)} ${who} a value that nobody intended; no cache can know.`
    told.push({ text, atMs: momentOf('first-wrong') })
  }
  if (staleness.ownWrites > 0) {
    const times = staleness.ownWrites === 1 ? 'time an author does' : 'times an author does'
    const text = `${formatCount(staleness.ownWrites)} ${times} not see what they have just written.`
    told.push({ text, atMs: momentOf('own-write') })
  }
  return told
}

function lostWrites({ summary, events }: Recording): readonly Told[] {
  const { lost } = summary.writes
  if (lost === 0) return []
  const what = lost === 1 ? 'write was acknowledged and is' : 'writes were acknowledged and are'
  const first = events.find(event => event.kind === 'writes-lost')
  return [{ text: `${formatCount(lost)} ${what} lost for good.`, atMs: first?.atMs ?? null }]
}

/** Whose readers fail, where it is mostly one type's. */
function mostFailed({ byType }: Recording['summary'], failed: number): string {
  const types = Object.entries(byType)
  const most = types
    .map(([type, of]) => ({ type, failed: failures(of) }))
    .sort((a, b) => b.failed - a.failed)[0]
  if (types.length < 2 || most === undefined || most.failed < failed / 2) return ''
  return ` ${formatCount(most.failed)} of them asked for “${most.type}”.`
}

function readers({ summary, events }: Recording): Told {
  const failed = failures(summary)
  const longest = formatMs(summary.latencyMs.max)
  if (failed === 0) return { text: `Every reader is answered; the slowest waits ${longest}.`, atMs: null }
  const who = `${formatCount(failed)} of ${formatCount(summary.requests)} readers`
  const text = `${who} ${failed === 1 ? 'gets' : 'get'} no answer; the longest wait is ${longest}.${mostFailed(summary, failed)}`
  return { text, atMs: events.find(event => event.kind === 'first-failure')?.atMs ?? null }
}

function told({ atMs, text }: NotableEvent): Told {
  return { text: `${formatMoment(atMs)}: ${text.replace(/^Injected: /, '')}.`, atMs }
}
