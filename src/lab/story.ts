import { formatCount, formatMoment, formatMs } from '#charts/figures.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'

/** One sentence of what happened, and where in the recording it can be seen. */
export interface Told {
  readonly text: string
  readonly atMs: number | null
}

/** Lines for a connection told one by one; further ones are counted. */
const EPISODES_TOLD = 2
/** Younger stale answers are the time a message takes. */
const STALE_WORTH_TELLING_MS = 1000

/**
 * A run in a few sentences: each time the origin ran out of connections, with what set it off, then who paid. Told from
 * what the recording measured, so it holds for any run of any lab.
 */
export function story(recording: Recording): readonly Told[] {
  const { events } = recording
  const exhausted = events.filter(event => event.kind === 'pool-exhausted')
  const beyond = exhausted.length - EPISODES_TOLD
  const further =
    beyond > 0
      ? [{ text: `That happens ${beyond} more ${beyond === 1 ? 'time' : 'times'}.`, atMs: null }]
      : []
  const origin =
    exhausted.length === 0
      ? calm(recording)
      : [...exhausted.slice(0, EPISODES_TOLD).flatMap(event => episode(event, recording)), ...further]
  return [
    ...origin,
    ...staleness(recording),
    ...untrue(recording),
    ...lostWrites(recording),
    readers(recording),
  ]
}

function calm(recording: Recording): readonly Told[] {
  const pool = formatCount(recording.topology.connections)
  const demand = formatCount(recording.summary.origin.peakDemand)
  const done = recording.events
    .filter(({ kind }) => kind === 'fault' || kind === 'refresh' || kind === 'expiry')
    .slice(0, 2)
  return [
    ...done.map(told),
    {
      text: `At most ${demand} of ${pool} connections are ever asked for, and no query waits for one.`,
      atMs: null,
    },
  ]
}

/** One stretch in which queries waited for a connection. */
function episode(exhausted: NotableEvent, recording: Recording): readonly Told[] {
  const { events, bucketMs, series, topology } = recording
  const over = events.find(({ kind, atMs }) => kind === 'pool-recovered' && atMs > exhausted.atMs)
  const cause = events.findLast(
    ({ kind, atMs }) => atMs <= exhausted.atMs && (kind === 'fault' || kind === 'expiry'),
  )
  const until = Math.min(recording.buckets, Math.ceil((over?.atMs ?? recording.endMs) / bucketMs) + 1)
  let peak = Math.floor(exhausted.atMs / bucketMs)
  for (let bucket = peak; bucket < until; bucket++) {
    if (series.originDemand[bucket]! > series.originDemand[peak]!) peak = bucket
  }
  const demand = formatCount(series.originDemand[peak]!)
  const pool = formatCount(topology.connections)
  const end =
    over === undefined ? 'The line does not empty again' : `The line is empty at ${formatMoment(over.atMs)}`
  return [
    ...(cause === undefined ? [] : [told(cause)]),
    { text: `At ${formatMoment(exhausted.atMs, 2)} all ${pool} connections are busy.`, atMs: exhausted.atMs },
    {
      text: `At ${formatMoment(peak * bucketMs)} ${demand} queries ask for them. ${end}.`,
      atMs: peak * bucketMs,
    },
  ]
}

function staleness({ summary, events }: Recording): readonly Told[] {
  const { reads, ageMsMax } = summary.staleness
  if (ageMsMax < STALE_WORTH_TELLING_MS) return []
  const first = events.find(event => event.kind === 'first-stale')
  const text = `${formatCount(reads)} ${reads === 1 ? 'answer is' : 'answers are'} stale, the oldest by ${formatMs(ageMsMax)}; no reader gets an error for it.`
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

function readers({ summary, events }: Recording): Told {
  const { shed, rejected, timeout, error } = summary.outcomes
  const failed = shed + rejected + timeout + error
  const longest = formatMs(summary.latencyMs.max)
  if (failed === 0) return { text: `Every reader is answered; the slowest waits ${longest}.`, atMs: null }
  const who = `${formatCount(failed)} of ${formatCount(summary.requests)} readers`
  const text = `${who} ${failed === 1 ? 'gets' : 'get'} no answer; the longest wait is ${longest}.`
  return { text, atMs: events.find(event => event.kind === 'first-failure')?.atMs ?? null }
}

function told({ atMs, text }: NotableEvent): Told {
  return { text: `${formatMoment(atMs)}: ${text.replace(/^Injected: /, '')}.`, atMs }
}
