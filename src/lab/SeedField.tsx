import { ChevronRight } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { IconButton } from '#ui/IconButton.tsx'
import { HIGHEST_SEED } from './config.ts'
import styles from './SeedField.module.css'
import { useLab, useLabState } from './useLab.ts'

/** The seed of the run: another one is another hour of the same traffic. What is no seed is named and not taken over. */
export function SeedField() {
  const { store } = useLab()
  const seed = useLabState(state => state.seed)
  const [text, setText] = useState(String(seed))
  const [refused, setRefused] = useState<string | null>(null)
  const messageId = useId()
  useEffect(() => {
    setText(String(seed))
    setRefused(null)
  }, [seed])
  const typed = /^\d{1,10}$/.test(text) && Number(text) <= HIGHEST_SEED ? Number(text) : null
  const commit = () => {
    if (typed !== null) return store.setState({ seed: typed })
    setRefused(text)
    setText(String(seed))
  }
  return (
    <div className={styles.seed}>
      <label className={styles.field}>
        <span className={styles.label}>seed</span>
        <input
          className={styles.input}
          inputMode="numeric"
          size={Math.max(2, text.length)}
          value={text}
          aria-invalid={typed === null}
          aria-describedby={refused === null ? undefined : messageId}
          title={`a whole number from 0 to ${HIGHEST_SEED}`}
          onChange={event => {
            setText(event.currentTarget.value.trim())
            setRefused(null)
          }}
          onBlur={commit}
          onKeyDown={event => {
            if (event.key === 'Enter') commit()
            if (event.key === 'Escape') {
              setText(String(seed))
              setRefused(null)
            }
          }}
        />
      </label>
      <IconButton
        label="Next seed"
        onClick={() => store.setState({ seed: seed === HIGHEST_SEED ? 0 : seed + 1 })}
      >
        <ChevronRight size={17} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <p id={messageId} className={styles.message} role="status">
        {refused !== null &&
          `${refused === '' ? 'Nothing' : `“${refused}”`} is not a seed: a whole number from 0 to ${HIGHEST_SEED}`}
      </p>
    </div>
  )
}
