import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { EventLines } from '#charts/EventLines.tsx'
import { formatMoment } from '#charts/figures.ts'
import { TimeAxis } from '#charts/TimeAxis.tsx'
import { type TrackFrame, useTrackFrame } from '#charts/trackProps.ts'
import { TRACKS } from '#charts/tracks.ts'
import type { Recording } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import { TracksMenu } from './TracksMenu.tsx'
import styles from './TracksPane.module.css'
import { offeredTracks, shownTracks, type TrackChanges } from './tracks.ts'
import { useLab } from './useLab.ts'

interface TracksPaneProps {
  readonly recording: Recording
  readonly width: number
  /** Height to fill, px; null takes what it needs. */
  readonly room: number | null
  /** 0 puts the titles above the plots. */
  readonly gutter: number
}

const NUMBERS_PX = 20
const AXIS_PX = 19
const BETWEEN_PX = 13
const SIDE_PX = 20

/** Every track on one time axis, under one crosshair; what lies right of the playhead has not happened yet. */
export function TracksPane({ recording, width, room, gutter }: TracksPaneProps) {
  const [hoverMs, setHoverMs] = useState<number | null>(null)
  const { shown, menu } = useChosen(recording)
  const inner = width - 2 * (gutter > 0 ? SIDE_PX : 16)
  const height =
    room === null
      ? 84
      : Math.max(52, Math.min(130, Math.floor((room - NUMBERS_PX - AXIS_PX - 8) / shown.length) - BETWEEN_PX))
  const props = { recording, width: inner, height, gutter }
  const frame = useTrackFrame(props)
  const beside = gutter > 0
  const pointer = usePointer(frame, setHoverMs)
  // One beside the other the titles have a column of their own and one layer lies over all plots; one above the other
  // each plot has its own, since titles stand between them.
  const overEach = useMemo(
    () =>
      beside ? undefined : (
        <div className={styles.overEach} {...pointer}>
          <EventLines events={recording.events} x={frame.x} width={frame.plotWidth} />
          <Future x={frame.x} top={0} />
        </div>
      ),
    [beside, pointer, recording, frame],
  )
  const numbers = { events: recording.events, x: frame.x, width: frame.plotWidth, numbers: NUMBERS_PX - 4 }
  return (
    <section className={beside ? styles.beside : styles.above} aria-label="Tracks">
      {!beside && <TracksMenu {...menu} />}
      <div className={styles.stack} style={{ paddingTop: NUMBERS_PX }}>
        {beside && (
          <div className={styles.menu}>
            <TracksMenu {...menu} />
          </div>
        )}
        {!beside && (
          <div className={styles.numbers}>
            <EventLines {...numbers} />
          </div>
        )}
        {shown.map(id => {
          const { Track } = TRACKS[id]
          return (
            <div key={id} className={styles.track}>
              <Track {...props} hoverMs={hoverMs} over={overEach} />
            </div>
          )
        })}
        <TimeAxis recording={recording} width={inner} gutter={gutter} />
        {beside && (
          <div className={styles.over} style={{ left: gutter, bottom: AXIS_PX }} {...pointer}>
            <EventLines {...numbers} />
            <Future x={frame.x} top={NUMBERS_PX - 4} />
            {hoverMs !== null && (
              <div className={styles.hover} style={{ left: frame.x(hoverMs), top: NUMBERS_PX - 4 }}>
                <span className={styles.moment}>{formatMoment(hoverMs, 2)}</span>
              </div>
            )}
          </div>
        )}
      </div>
    </section>
  )
}

const UNCHANGED: TrackChanges = new Map()

/** The lab's own tracks, and what the learner makes of them while the lab is open. */
function useChosen(recording: Recording) {
  const { scenario } = useLab()
  const own = scenario.tracks
  const [changes, setChanges] = useState<TrackChanges>(UNCHANGED)
  const shown = useMemo(() => shownTracks(own, changes, recording), [own, changes, recording])
  const offered = useMemo(() => offeredTracks(own, changes, recording), [own, changes, recording])
  const onToggle = (id: TrackId, isShown: boolean) => setChanges(new Map(changes).set(id, isShown))
  const onReset = () => setChanges(UNCHANGED)
  return { shown, menu: { offered, shown, isChanged: changes.size > 0, onToggle, onReset } }
}

/** Press and drag move the playhead, hovering the crosshair. The scrubber does the same by keyboard. */
function usePointer(frame: TrackFrame, setHoverMs: (ms: number | null) => void) {
  const { playhead } = useLab()
  return useMemo(() => {
    const msAt = (event: PointerEvent<HTMLDivElement>) => {
      const box = event.currentTarget.getBoundingClientRect()
      const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
      return frame.fromMs + share * (frame.toMs - frame.fromMs)
    }
    return {
      onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        playhead.seek(msAt(event))
      },
      onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
        if (event.pointerType === 'mouse' || event.buttons === 1) setHoverMs(msAt(event))
        if (event.buttons === 1) playhead.seek(msAt(event))
      },
      onPointerLeave: () => setHoverMs(null),
    }
  }, [frame, playhead, setHoverMs])
}

/** Dims what lies right of the playhead, and is the line of the playhead. Moves without React. */
function Future({ x, top }: { readonly x: (ms: number) => number; readonly top: number }) {
  const { playhead } = useLab()
  const cover = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const move = () => {
      if (cover.current !== null)
        cover.current.style.transform = `translateX(${x(playhead.atMs).toFixed(1)}px)`
    }
    move()
    return playhead.subscribe(move)
  }, [playhead, x])
  return (
    <div className={styles.clip} style={{ top }}>
      <div ref={cover} className={styles.future} />
    </div>
  )
}
