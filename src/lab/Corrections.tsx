import { X } from 'lucide-react'
import { IconButton } from '#ui/IconButton.tsx'
import styles from './Corrections.module.css'
import { useLab, useLabState } from './useLab.ts'

/** What an address asked for that could not be had, until it is dismissed. */
export function Corrections() {
  const { store } = useLab()
  const corrections = useLabState(state => state.corrections)
  if (corrections.length === 0) return null
  return (
    <section className={styles.notice} aria-label="Changes to the address">
      <div className={styles.words} role="alert">
        <p className={styles.lead}>
          This address could not be taken as it is; this is the nearest run. Everything else in it was kept.
        </p>
        <ul className={styles.list}>
          {corrections.map(({ field, value, allowed }) => (
            <li key={`${field} ${value}`}>
              <strong>{field}</strong>: <code>{value}</code>; allowed: {allowed}
            </li>
          ))}
        </ul>
      </div>
      <IconButton label="Dismiss" onClick={() => store.setState({ corrections: [] })}>
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </section>
  )
}
