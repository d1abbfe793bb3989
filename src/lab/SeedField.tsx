import { ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '#ui/IconButton.tsx'
import { HIGHEST_SEED } from './config.ts'
import styles from './SeedField.module.css'
import { useLab, useLabState } from './useLab.ts'

/** The seed of the run: another one is another hour of the same traffic. What is no seed is not taken over. */
export function SeedField() {
  const { store } = useLab()
  const seed = useLabState(state => state.seed)
  const [text, setText] = useState(String(seed))
  useEffect(() => setText(String(seed)), [seed])
  const typed = /^\d{1,10}$/.test(text) && Number(text) <= HIGHEST_SEED ? Number(text) : null
  const commit = () => (typed === null ? setText(String(seed)) : store.setState({ seed: typed }))
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
          title={`a whole number from 0 to ${HIGHEST_SEED}`}
          onChange={event => setText(event.currentTarget.value.trim())}
          onBlur={commit}
          onKeyDown={event => {
            if (event.key === 'Enter') commit()
            if (event.key === 'Escape') setText(String(seed))
          }}
        />
      </label>
      <IconButton
        label="Next seed"
        onClick={() => store.setState({ seed: seed === HIGHEST_SEED ? 0 : seed + 1 })}
      >
        <ChevronRight size={17} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
