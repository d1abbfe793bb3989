import { ChevronLeft, ChevronRight } from 'lucide-react'
import { outcomeOf } from '#charts/buckets.ts'
import { formatCount, formatMoment, formatMs } from '#charts/figures.ts'
import { FATES, type Fate, NO_NODE, type Traces } from '#recording/recording.ts'
import { type FateKind, FateMark } from '#ui/FateMark.tsx'
import { IconButton } from '#ui/IconButton.tsx'
import { Panel } from '#ui/Panel.tsx'
import styles from './Inspector.module.css'
import { selectTrace } from './lab.ts'
import { useLab, useLabState } from './useLab.ts'
import { Waterfall } from './Waterfall.tsx'

/** One request: what became of it, and where its time went. */
export function Inspector() {
  const lab = useLab()
  const traces = useLabState(state => state.report?.recording.traces)
  const trace = useLabState(state => state.trace)
  if (traces === undefined || trace === null) return null
  const step = (by: 1 | -1) => selectTrace(lab, (trace + by + traces.count) % traces.count)
  return (
    <Panel
      title="Inspector"
      action={
        <span className={styles.steps}>
          <IconButton label="Previous request" tooltip="below-end" onClick={() => step(-1)}>
            <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
          <IconButton label="Next request" tooltip="below-end" onClick={() => step(1)}>
            <ChevronRight size={16} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        </span>
      }
    >
      <RequestCard traces={traces} trace={trace} />
    </Panel>
  )
}

function RequestCard({ traces, trace }: { readonly traces: Traces; readonly trace: number }) {
  const { playhead } = useLab()
  const fate = FATES[traces.fate[trace] as number] ?? 'error'
  const startMs = traces.startMs[trace] as number
  const endMs = traces.endMs[trace] as number
  const node = traces.node[trace] as number
  const attempts = traces.attempts[trace] as number
  const staleMs = traces.staleMs[trace] as number
  const mark = markOf(fate)
  return (
    <article className={styles.card} aria-label={`Request ${traces.request[trace]}`}>
      <header className={styles.head}>
        <h3 className={styles.title}>Request {formatCount(traces.request[trace] as number)}</h3>
        <span className={`${styles.fate} ${styles[mark]}`}>
          <FateMark kind={mark} /> {fate}
        </span>
      </header>
      <p className={styles.key}>
        GET {traces.keyNames[traces.key[trace] as number]} · instance {(traces.instance[trace] as number) + 1}{' '}
        · {node === NO_NODE ? 'Redis not asked' : `Redis ${node + 1}`}
        {attempts > 1 && ` · ${attempts} attempts`}
      </p>
      <p className={styles.when}>
        <button type="button" className={styles.moment} onClick={() => playhead.seek(startMs)}>
          {formatMoment(startMs, 3)}
        </button>{' '}
        to{' '}
        <button type="button" className={styles.moment} onClick={() => playhead.seek(endMs)}>
          {formatMoment(endMs, 3)}
        </button>
        , {formatMs(endMs - startMs)}
        {staleMs > 0 && `; answered with a value superseded ${formatMs(staleMs)} before`}
      </p>
      <Waterfall traces={traces} trace={trace} />
    </article>
  )
}

function markOf(fate: Fate): FateKind {
  const outcome = outcomeOf(fate)
  return outcome === 'joined' ? 'waiting' : outcome
}
