import { useId } from 'react'
import { classes } from './classes.ts'
import styles from './Segmented.module.css'

export interface SegmentedProps<Value extends string> {
  /** Names the group; shown only to screen readers unless `showLabel`. */
  readonly label: string
  readonly showLabel?: boolean
  /** null: none of them, as with a design that is no preset any more. */
  readonly value: Value | null
  readonly options: readonly { readonly value: Value; readonly title: string; readonly disabled?: boolean }[]
  readonly onChange: (value: Value) => void
  /** pairs: two beside one another on as many lines as it takes, for more than a line holds; names may take two lines. */
  readonly layout?: 'line' | 'pairs'
  readonly className?: string | undefined
}

/** One of a few: a radio group, so that arrow keys move through it. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, showLabel = false, value, options, onChange, layout = 'line', className } = props
  const name = useId()
  return (
    <fieldset className={classes(styles.group, className)}>
      <legend className={showLabel ? styles.legend : styles.hidden}>{label}</legend>
      <div className={layout === 'pairs' ? styles.pairs : styles.row}>
        {options.map(option => (
          <label key={option.value} className={styles.option}>
            <input
              type="radio"
              className={styles.input}
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled ?? false}
              onChange={() => onChange(option.value)}
            />
            <span className={styles.face}>{option.title}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
