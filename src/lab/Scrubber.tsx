import { useEffect, useRef } from 'react'
import { eventNumbers } from '#charts/eventNumbers.ts'
import { formatMoment } from '#charts/figures.ts'
import type { Recording } from '#recording/recording.ts'
import { useWidth } from '#ui/useWidth.ts'
import styles from './Scrubber.module.css'
import { useLab } from './useLab.ts'

const KNOB_PX = 16

/** The playhead as a slider over the whole recording, with its events. It moves itself, without React. */
export function Scrubber({ recording }: { readonly recording: Recording }) {
  const { playhead } = useLab()
  const { ref, width } = useWidth<HTMLDivElement>()
  const input = useRef<HTMLInputElement>(null)
  const { endMs, bucketMs, events } = recording
  useEffect(() => {
    const move = () => {
      const element = input.current
      if (element === null || ref.current === null) return
      element.valueAsNumber = playhead.atMs
      element.setAttribute('aria-valuetext', formatMoment(playhead.atMs, 2))
      ref.current.style.setProperty('--at', String(playhead.atMs / endMs))
    }
    move()
    return playhead.subscribe(move)
  }, [playhead, endMs, ref])

  const room = Math.max(1, width - KNOB_PX)
  const placeOf = (ms: number) => KNOB_PX / 2 + (ms / endMs) * room
  return (
    <div ref={ref} className={styles.scrubber}>
      <div className={styles.numbers}>
        {width > 0 &&
          eventNumbers(events, placeOf, width).map(({ event, at }) => (
            <button
              key={event.number}
              type="button"
              tabIndex={-1}
              className={styles.number}
              style={{ left: at }}
              title={`${formatMoment(event.atMs, 3)} ${event.text}`}
              aria-label={`Event ${event.number}: ${event.text}`}
              onClick={() => playhead.seek(event.atMs)}
            >
              {event.number}
            </button>
          ))}
      </div>
      <div className={styles.track}>
        {events.map(event => (
          <span key={event.number} className={styles.tick} style={{ left: placeOf(event.atMs) }} />
        ))}
        <input
          ref={input}
          type="range"
          className={styles.input}
          aria-label="Playhead"
          min={0}
          max={endMs}
          step="any"
          defaultValue={0}
          onInput={event => playhead.seek(event.currentTarget.valueAsNumber)}
          onKeyDown={event => {
            const bucket = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key]
            const page = { PageDown: -1, PageUp: 1 }[event.key]
            if (bucket === undefined && page === undefined) return
            event.preventDefault()
            playhead.seek(playhead.atMs + (bucket ?? 0) * bucketMs + (page ?? 0) * 1000)
          }}
        />
      </div>
    </div>
  )
}
