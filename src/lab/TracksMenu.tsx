import { ChevronDown } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { TRACKS } from '#charts/tracks.ts'
import type { TrackId } from '#recording/tracks.ts'
import styles from './TracksMenu.module.css'

interface TracksMenuProps {
  readonly offered: readonly TrackId[]
  readonly shown: readonly TrackId[]
  readonly isChanged: boolean
  readonly onToggle: (id: TrackId, isShown: boolean) => void
  /** Back to what the lab shows. */
  readonly onReset: () => void
}

/** Which tracks are shown: a button, and under it a box to check for each. */
export function TracksMenu({ offered, shown, isChanged, onToggle, onReset }: TracksMenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  const leave = (event: FocusEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsOpen(false)
  }
  const close = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape and leaving close what the button opens
    <div className={styles.menu} onBlur={leave} onKeyDown={close}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        Tracks
        <span className={styles.count}>{shown.length}</span>
        <ChevronDown size={13} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {isOpen && (
        // A press between the boxes keeps the focus inside, or the panel would close under it.
        <div id={panelId} className={styles.panel} tabIndex={-1}>
          <fieldset className={styles.boxes}>
            <legend className={styles.legend}>Tracks shown</legend>
            {offered.map(id => (
              <label key={id} className={styles.choice}>
                <input
                  type="checkbox"
                  checked={shown.includes(id)}
                  disabled={shown.length === 1 && shown[0] === id}
                  onChange={event => onToggle(id, event.currentTarget.checked)}
                />
                <span className={styles.title}>{TRACKS[id].title}</span>
                <span className={styles.shows}>{TRACKS[id].shows}</span>
              </label>
            ))}
          </fieldset>
          <button type="button" className={styles.reset} disabled={!isChanged} onClick={onReset}>
            As this lab shows them
          </button>
        </div>
      )}
    </div>
  )
}
