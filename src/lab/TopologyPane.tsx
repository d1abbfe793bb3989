import { useCallback, useEffect, useMemo, useState } from 'react'
import { formatCount } from '#charts/figures.ts'
import { Mark } from '#charts/Mark.tsx'
import { describeState } from '#charts/topology/state.ts'
import { TopologyCanvas } from '#charts/topology/TopologyCanvas.tsx'
import { requestsPerDot } from '#charts/topology/travel.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import { cutsOf, outagesOf, partOf } from './faults.ts'
import { selectTrace } from './lab.ts'
import styles from './TopologyPane.module.css'
import { useLab, useLabState, usePlayhead } from './useLab.ts'

interface TopologyPaneProps {
  readonly recording: Recording
  readonly width: number
  readonly height: number
  readonly still: boolean
}

export function TopologyPane({ recording, width, height, still }: TopologyPaneProps) {
  const lab = useLab()
  const faults = useLabState(state => state.reportFaults)
  const trace = useLabState(state => state.trace)
  const speed = usePlayhead(playhead => playhead.speed)
  const outages = useMemo(() => outagesOf(faults, recording.topology.nodes), [faults, recording])
  const cuts = useMemo(() => cutsOf(faults, recording.topology), [faults, recording])
  const part = useCallback((event: NotableEvent) => partOf(event, faults, recording), [faults, recording])
  const select = useCallback((index: number) => selectTrace(lab, index), [lab])
  const perDot = requestsPerDot(recording, speed)
  return (
    <section aria-label="Topology" className={styles.pane}>
      <TopologyCanvas
        recording={recording}
        playhead={lab.playhead}
        width={width}
        height={height}
        still={still}
        outages={outages}
        cuts={cuts}
        partOf={part}
        selected={trace}
        onSelect={select}
      />
      <div className={styles.legend}>
        <span className={styles.entry}>
          <Mark of="hit" /> hit
        </span>
        <span className={styles.entry}>
          <Mark of="miss" /> miss
        </span>
        <span className={styles.entry}>
          <Mark of="stale" /> stale
        </span>
        <span className={styles.entry}>
          <Mark of="failed" /> failed
        </span>
        <span className={styles.entry}>
          <Mark of="joined" /> waits on a flight
        </span>
        <span className={styles.entry}>
          <Mark of="origin" /> origin work
        </span>
        {!still && (
          <span className={styles.scale}>
            1 dot = {formatCount(perDot)} {perDot === 1 ? 'request' : 'requests'}
          </span>
        )}
      </div>
      <StateInWords recording={recording} />
    </section>
  )
}

const QUIET_MS = 400

/** What the canvas shows, said when the playhead comes to rest. */
function StateInWords({ recording }: { readonly recording: Recording }) {
  const { playhead } = useLab()
  const [words, setWords] = useState('')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      clearTimeout(timer)
      if (playhead.playing) return
      timer = setTimeout(() => setWords(describeState(recording, playhead.atMs)), QUIET_MS)
    }
    soon()
    const stop = playhead.subscribe(soon)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [playhead, recording])
  return (
    <p className={styles.words} aria-live="polite">
      {words}
    </p>
  )
}
