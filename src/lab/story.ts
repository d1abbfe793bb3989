import { formatCount, formatMoment, formatMs } from '#charts/figures.ts'
import { FAILED_FATES, type NotableEvent, type Recording } from '#recording/recording.ts'

/** One sentence of what happened, and where in the recording it can be seen. */
export interface Told {
  readonly text: string
  readonly atMs: number | null
}

/**
 * A run in a few sentences: what set it off, what it did to the origin, who paid, and when it was over. Told from what
 * the recording measured, so it holds for any run of any lab.
 */
export function story(recording: Recording): readonly Told[] {
  const { summary, topology } = recording
  const pool = formatCount(topology.connections)
  const exhausted = first(recording, 'pool-exhausted')
  const failed = failures(recording)
  if (exhausted === undefined) {
    const atMost = `At most ${formatCount(summary.origin.peakDemand)} of ${pool} connections are ever asked for`
    return [
      ...told(first(recording, 'refresh')),
      { text: `${atMost}, and no query waits for one.`, atMs: null },
      {
        text: `${whoFailed(failed, summary.requests)} The slowest answer takes ${formatMs(summary.latencyMs.max)}.`,
        atMs: null,
      },
    ]
  }
  const trigger = lastBefore(recording.events, exhausted.atMs)
  const after = trigger === undefined ? 'Suddenly' : `Within ${formatMs(exhausted.atMs - trigger.atMs)}`
  const demand = `${formatCount(summary.origin.peakDemand)} queries ask for them at once`
  const recovered = recording.events.find(
    event => event.kind === 'pool-recovered' && event.atMs > exhausted.atMs,
  )
  return [
    ...told(trigger),
    { text: `${after} all ${pool} connections are busy; ${demand}.`, atMs: exhausted.atMs },
    {
      text: `${whoFailed(failed, summary.requests)} The longest wait is ${formatMs(summary.latencyMs.max)}.`,
      atMs: first(recording, 'first-failure')?.atMs ?? null,
    },
    recovered === undefined
      ? { text: 'The line for a connection is never empty again.', atMs: null }
      : { text: `The line is empty at ${formatMoment(recovered.atMs)}.`, atMs: recovered.atMs },
  ]
}

function whoFailed(failed: number, requests: number): string {
  return failed === 0
    ? 'Every reader is answered.'
    : `${formatCount(failed)} of ${formatCount(requests)} readers get no answer.`
}

function failures({ summary }: Recording): number {
  return FAILED_FATES.reduce((sum, fate) => sum + summary.outcomes[fate as keyof typeof summary.outcomes], 0)
}

function first({ events }: Recording, kind: NotableEvent['kind']): NotableEvent | undefined {
  return events.find(event => event.kind === kind)
}

/** What set it off: the last thing that was done or expired before. */
function lastBefore(events: readonly NotableEvent[], atMs: number): NotableEvent | undefined {
  return events.findLast(({ kind, atMs: when }) => when <= atMs && (kind === 'fault' || kind === 'expiry'))
}

function told(event: NotableEvent | undefined): readonly Told[] {
  return event === undefined
    ? []
    : [{ text: `At ${formatMoment(event.atMs)}: ${event.text}.`, atMs: event.atMs }]
}
