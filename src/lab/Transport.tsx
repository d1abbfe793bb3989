import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { formatClock } from '#charts/figures.ts'
import { IconButton } from '#ui/IconButton.tsx'
import { SPEEDS } from './playhead.ts'
import { Scrubber } from './Scrubber.tsx'
import styles from './Transport.module.css'
import { useLab, useLabState, usePlayhead } from './useLab.ts'

interface TransportProps {
  readonly isWide: boolean
  readonly children?: ReactNode
}

/** Plays the recording: a finished run, so every moment is as near as any other. */
export function Transport({ isWide, children }: TransportProps) {
  const { playhead } = useLab()
  const playing = usePlayhead(head => head.playing)
  const recording = useLabState(state => state.report?.recording)
  const Icon = playing ? Pause : Play
  const icon = { size: 20, strokeWidth: 1.75, 'aria-hidden': true } as const
  return (
    <section className={isWide ? styles.wide : styles.narrow} aria-label="Playback">
      <div className={styles.buttons}>
        {isWide && (
          <IconButton label="To the start" shortcut="Home" tooltip="above" onClick={() => playhead.seek(0)}>
            <ChevronFirst {...icon} />
          </IconButton>
        )}
        <IconButton label="Step back" shortcut="," tooltip="above" onClick={() => playhead.step(-1)}>
          <StepBack {...icon} size={18} />
        </IconButton>
        <IconButton
          label={playing ? 'Pause' : 'Play'}
          shortcut="Space"
          size="large"
          tooltip="above"
          onClick={() => playhead.toggle()}
        >
          <Icon {...icon} fill="currentColor" size={16} />
        </IconButton>
        <IconButton label="Step forward" shortcut="." tooltip="above" onClick={() => playhead.step(1)}>
          <StepForward {...icon} size={18} />
        </IconButton>
        {isWide && (
          <IconButton
            label="To the end"
            shortcut="End"
            tooltip="above"
            onClick={() => playhead.seek(playhead.endMs)}
          >
            <ChevronLast {...icon} />
          </IconButton>
        )}
      </div>
      <Speed />
      <Clock />
      {isWide ? null : children}
      <div className={styles.scrubber}>{recording !== undefined && <Scrubber recording={recording} />}</div>
      {isWide && (
        <span className={styles.total} title="End of the recording">
          {formatClock(recording?.endMs ?? 0)}
        </span>
      )}
    </section>
  )
}

function Speed() {
  const { playhead } = useLab()
  const speed = usePlayhead(head => head.speed)
  return (
    <select
      className={styles.speed}
      aria-label="Speed"
      title="Speed ([ slower, ] faster)"
      value={speed}
      onChange={event => playhead.setSpeed(Number(event.currentTarget.value))}
    >
      {SPEEDS.map(each => (
        <option key={each} value={each}>
          {each === 0.25 ? '¼' : each === 0.5 ? '½' : each}×
        </option>
      ))}
    </select>
  )
}

/** Writes itself sixty times a second, without React. */
function Clock() {
  const { playhead } = useLab()
  const clock = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const write = () => {
      if (clock.current !== null) clock.current.textContent = formatClock(playhead.atMs)
    }
    write()
    return playhead.subscribe(write)
  }, [playhead])
  return <span ref={clock} className={styles.clock} role="timer" aria-label="Playhead" aria-live="off" />
}
