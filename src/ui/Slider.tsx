import { useId } from 'react'
import { classes } from './classes.ts'
import styles from './Slider.module.css'

export interface SliderProps {
  readonly label: string
  /** Allowed positions, ascending; evenly spaced on the track whatever their values. */
  readonly stops: readonly number[]
  readonly value: number
  /** Marked on the track. */
  readonly usual?: number
  readonly show: (value: number) => string
  readonly onChange: (value: number) => void
  /** What the present position costs or risks. */
  readonly effect?: string
  readonly disabled?: boolean
  readonly className?: string | undefined
}

/** A value out of a few. A native range input lies underneath: keys, screen readers and touch work by themselves. */
export function Slider(props: SliderProps) {
  const { label, stops, value, usual, show, onChange, effect, disabled = false, className } = props
  const id = useId()
  const last = Math.max(1, stops.length - 1)
  const index = nearest(stops, value)
  const usualIndex = usual === undefined ? -1 : stops.indexOf(usual)
  return (
    <div
      className={classes(styles.slider, disabled && styles.disabled, className)}
      style={{ '--at': index / last, '--usual': usualIndex / last }}
    >
      <div className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <output htmlFor={id} className={styles.value}>
          {show(value)}
        </output>
      </div>
      <div className={styles.track}>
        {usualIndex >= 0 && (
          <span className={styles.usual} title={`usual: ${show(stops[usualIndex] ?? 0)}`} />
        )}
        <input
          id={id}
          className={styles.input}
          type="range"
          min={0}
          max={stops.length - 1}
          step={1}
          value={index}
          disabled={disabled}
          aria-valuetext={show(value)}
          aria-describedby={effect === undefined ? undefined : `${id}-effect`}
          onChange={event => onChange(stops[event.currentTarget.valueAsNumber] ?? value)}
        />
      </div>
      {effect !== undefined && (
        <p id={`${id}-effect`} className={styles.effect}>
          {effect}
        </p>
      )}
    </div>
  )
}

/** The position nearest to a value that may lie between stops. */
function nearest(stops: readonly number[], value: number): number {
  let best = 0
  for (let i = 1; i < stops.length; i++)
    if (Math.abs((stops[i] ?? 0) - value) < Math.abs((stops[best] ?? 0) - value)) best = i
  return best
}
