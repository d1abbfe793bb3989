import { Pause, Play, RotateCcw } from 'lucide-react'
import { useRef } from 'react'
import { formatCount, formatMoment, formatMs } from '#charts/figures.ts'
import { failures } from '#recording/moments.ts'
import type { Recording } from '#recording/recording.ts'
import { Button } from '#ui/Button.tsx'
import { type FateKind, FateMark } from '#ui/FateMark.tsx'
import { LevelBadge } from '#ui/LevelBadge.tsx'
import { useReducedMotion } from '#ui/useMedia.ts'
import { useOnScreen } from '#ui/useOnScreen.ts'
import styles from './HerdPicture.module.css'
import { HerdPlane } from './HerdPlane.tsx'
import { longestLine, poolAt, worstMoment } from './herdMarks.ts'
import { PoolPicture, unitFor } from './PoolPicture.tsx'
import type { RecordedRun } from './recordedRun.ts'
import { usePlayback } from './usePlayback.ts'

const RANGE = { fromMs: 11_000, toMs: 32_000 }
const EXPIRY_MS = 20_000
/** On the wall. Nothing plays by itself for longer than five seconds. */
const LASTS_MS = 5000

const WORDS = {
  l5: {
    said: 'The database will cope.',
    expiry: 'the entry expires',
    remark: 'other pages, in line behind the herd',
  },
  l6: { said: 'Refresh early, load once, bound the rest.', expiry: 'would expire', remark: undefined },
}
const LEGEND: readonly { readonly kind: FateKind; readonly name: string }[] = [
  { kind: 'hit', name: 'hit' },
  { kind: 'miss', name: 'miss' },
  { kind: 'waiting', name: 'waiting, or joined another’s load' },
  { kind: 'failed', name: 'failed' },
  { kind: 'origin', name: 'query running' },
]

/** The same readers meet the same expiry under two designs. It plays once and stops on its last frame. */
export default function HerdPicture({ runs }: { readonly runs: readonly RecordedRun[] }) {
  const figure = useRef<HTMLElement>(null)
  const still = useReducedMotion()
  const onScreen = useOnScreen(figure)
  const { atMs, playing, ended, toggle } = usePlayback({
    ...RANGE,
    lastsMs: LASTS_MS,
    active: onScreen,
    still,
  })
  const recordings = runs.map(run => run.report.recording)
  const unit = unitFor(Math.max(0, ...recordings.map(longestLine)))
  return (
    <figure ref={figure} className={styles.figure}>
      {recordings.map(recording => (
        <Herd key={recording.designId} recording={recording} atMs={atMs} ended={ended} unit={unit} />
      ))}
      <figcaption className={styles.foot}>
        <Button size="small" onClick={toggle}>
          {playing ? <Pause {...ICON} /> : ended ? <RotateCcw {...ICON} /> : <Play {...ICON} />}
          {playing ? 'Pause' : ended ? 'Play again' : 'Play'}
        </Button>
        <p className={styles.legend}>
          {LEGEND.map(({ kind, name }) => (
            <span key={kind}>
              <FateMark kind={kind} /> {name}
            </span>
          ))}
          <span>
            1 mark = {formatCount(recordings[0]?.traces.sampleEvery ?? 1)} readers, the taller the longer they
            waited; 1 ring in line = {unit}
          </span>
        </p>
      </figcaption>
    </figure>
  )
}

const ICON = { size: 14, strokeWidth: 2, 'aria-hidden': true } as const

interface HerdProps {
  readonly recording: Recording
  readonly atMs: number
  readonly ended: boolean
  readonly unit: number
}

/** One design: what it says, what was measured, its readers and its pool. At the end the pool stands at its worst. */
function Herd({ recording, atMs, ended, unit }: HerdProps) {
  const level = recording.designId === 'l6' ? 'l6' : 'l5'
  const { said, expiry, remark } = WORDS[level]
  const { summary, topology } = recording
  const failed = failures(recording.summary)
  const worstMs = worstMoment(recording, RANGE.fromMs, RANGE.toMs)
  const pool = poolAt(recording, ended ? worstMs : atMs)
  return (
    <section className={styles.herd} aria-label={`${level.toUpperCase()}: ${said}`}>
      <div className={styles.facts}>
        <p className={styles.said}>
          <LevelBadge level={level.toUpperCase()} /> “{said}”
        </p>
        <dl className={styles.numbers}>
          <Fact
            value={formatCount(summary.origin.peakDemand)}
            name={`queries for a pool of ${topology.connections}`}
          />
          <Fact value={formatMs(summary.latencyMs.max)} name="the slowest reader" />
          <Fact value={formatCount(failed)} name="readers failed" mark={failed > 0 ? 'failed' : 'hit'} />
        </dl>
      </div>
      <HerdPlane
        {...RANGE}
        recording={recording}
        expiryMs={EXPIRY_MS}
        atMs={atMs}
        expiry={expiry}
        remark={ended ? remark : undefined}
        label={inWords(recording)}
      />
      <PoolPicture
        connections={topology.connections}
        running={pool.running}
        waiting={pool.waiting}
        unit={unit}
        note={ended ? `at its worst, ${formatMoment(worstMs)}` : `at ${formatMoment(atMs)}`}
      />
    </section>
  )
}

function Fact(props: { readonly value: string; readonly name: string; readonly mark?: FateKind }) {
  return (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.mark !== undefined && <FateMark kind={props.mark} className={styles.outcome} />}
      </dd>
    </div>
  )
}

function inWords(recording: Recording): string {
  const { summary, topology } = recording
  return `Readers by time of arrival and how long they waited. At most ${formatCount(summary.origin.peakDemand)} queries at a time for a pool of ${topology.connections}, slowest ${formatMs(summary.latencyMs.max)}, ${formatCount(failures(recording.summary))} failed.`
}
