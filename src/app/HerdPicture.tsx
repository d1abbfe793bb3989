import { Pause, Play, RotateCcw } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { formatCount, formatMs } from '#charts/figures.ts'
import type { RecordedRun } from '#playbook/recordedRun.ts'
import type { Recording } from '#recording/recording.ts'
import { Button } from '#ui/Button.tsx'
import { type FateKind, FateMark } from '#ui/FateMark.tsx'
import { LevelBadge } from '#ui/LevelBadge.tsx'
import { useReducedMotion } from '#ui/useMedia.ts'
import { useOnScreen } from '#ui/useOnScreen.ts'
import { useTheme } from '#ui/useTheme.ts'
import { useWidth } from '#ui/useWidth.ts'
import styles from './HerdPicture.module.css'
import { herdMarks, poolAt } from './herdMarks.ts'
import { PoolPicture } from './PoolPicture.tsx'
import { type HerdInks, paintHerd, readInks } from './paintHerd.ts'
import { usePlayback } from './usePlayback.ts'

const FROM_MS = 11_000
const TO_MS = 32_000
const EXPIRY_MS = 20_000
const LONGEST_MS = 10_500
const LASTS_MS = 5000
const PLANE_HEIGHT_PX = 176

const SAID = {
  l5: 'The database will cope.',
  l6: 'One load, ahead of time, and everybody else keeps the copy.',
}
const LEGEND: readonly { kind: FateKind; name: string }[] = [
  { kind: 'hit', name: 'hit' },
  { kind: 'miss', name: 'miss' },
  { kind: 'failed', name: 'failed' },
  { kind: 'origin', name: 'query running' },
]

/** The same readers meet the same expiry under two designs. It plays once and stops on its last frame. */
export default function HerdPicture({ runs }: { readonly runs: readonly RecordedRun[] }) {
  const figure = useRef<HTMLElement>(null)
  const still = useReducedMotion()
  const onScreen = useOnScreen(figure)
  const range = { fromMs: FROM_MS, toMs: TO_MS, lastsMs: LASTS_MS }
  const { atMs, playing, ended, toggle } = usePlayback({ ...range, active: onScreen, still })
  const first = runs[0]?.report.recording
  return (
    <figure ref={figure} className={styles.figure}>
      {runs.map(({ report: { recording } }) => (
        <Herd key={recording.designId} recording={recording} atMs={atMs} />
      ))}
      <div className={styles.foot}>
        <Button size="small" onClick={toggle} className={styles.play}>
          {playing ? <Pause {...ICON} /> : ended ? <RotateCcw {...ICON} /> : <Play {...ICON} />}
          {playing ? 'Pause' : ended ? 'Play again' : 'Play'}
        </Button>
        <p className={styles.legend}>
          {LEGEND.map(({ kind, name }) => (
            <span key={kind}>
              <FateMark kind={kind} /> {name}
            </span>
          ))}
          {first !== undefined && (
            <span>1 mark = {formatCount(first.traces.sampleEvery)} readers, taller = waiting longer</span>
          )}
        </p>
      </div>
    </figure>
  )
}

const ICON = { size: 14, strokeWidth: 2, 'aria-hidden': true } as const

function Herd({ recording, atMs }: { readonly recording: Recording; readonly atMs: number }) {
  const level = recording.designId === 'l6' ? 'l6' : 'l5'
  const { summary, topology } = recording
  const failed = failedIn(recording)
  const pool = poolAt(recording, atMs)
  return (
    <section className={styles.herd} aria-label={`${level.toUpperCase()}: ${SAID[level]}`}>
      <div className={styles.facts}>
        <p className={styles.said}>
          <LevelBadge level={level.toUpperCase()} /> “{SAID[level]}”
        </p>
        <dl className={styles.numbers}>
          <Fact
            value={formatCount(summary.origin.peakDemand)}
            name={`queries asked of a pool of ${topology.connections}`}
          />
          <Fact value={formatMs(summary.latencyMs.max)} name="the slowest reader" />
          <Fact value={formatCount(failed)} name="readers failed" mark={failed > 0 ? 'failed' : 'hit'} />
        </dl>
      </div>
      <HerdPlane recording={recording} atMs={atMs} />
      <PoolPicture connections={topology.connections} running={pool.running} waiting={pool.waiting} />
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

function HerdPlane({ recording, atMs }: { readonly recording: Recording; readonly atMs: number }) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { shown } = useTheme()
  const [inks, setInks] = useState<HerdInks | null>(null)
  const marks = useMemo(() => herdMarks(recording, FROM_MS, TO_MS), [recording])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other inks
  useEffect(() => {
    if (canvas.current !== null) setInks(readInks(canvas.current))
  }, [shown])
  useEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d')
    if (element === null || pen === null || pen === undefined || inks === null || width === 0) return
    const ratio = Math.min(window.devicePixelRatio || 1, 3)
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(PLANE_HEIGHT_PX * ratio)]
    if (element.width !== deviceWidth) element.width = deviceWidth
    if (element.height !== deviceHeight) element.height = deviceHeight
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    const scene = { marks, fromMs: FROM_MS, toMs: TO_MS, longestMs: LONGEST_MS, expiryMs: EXPIRY_MS }
    paintHerd(pen, { ...scene, width, height: PLANE_HEIGHT_PX }, inks, atMs)
  }, [marks, inks, width, atMs])
  const expiryShare = (EXPIRY_MS - FROM_MS) / (TO_MS - FROM_MS)
  return (
    <div ref={ref} className={styles.plane} style={{ '--height': `${PLANE_HEIGHT_PX}px` }}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={inWords(recording)} />
      <span className={styles.scale} aria-hidden="true">
        10 s
      </span>
      <span className={styles.expiry} style={{ left: `${expiryShare * 100}%` }} aria-hidden="true">
        {recording.designId === 'l6' ? 'would expire' : 'the entry expires'}
      </span>
    </div>
  )
}

function failedIn({ summary }: Recording): number {
  const { shed, rejected, timeout, error } = summary.outcomes
  return shed + rejected + timeout + error
}

function inWords(recording: Recording): string {
  const { summary, topology } = recording
  return `Readers by time of arrival and how long they waited. At most ${formatCount(summary.origin.peakDemand)} queries at a time for a pool of ${topology.connections}, slowest ${formatMs(summary.latencyMs.max)}, ${formatCount(failedIn(recording))} failed.`
}
