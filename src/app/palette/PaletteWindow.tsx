import { lazy, Suspense, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLocation } from 'react-router'
import { ErrorBoundary } from '../ErrorBoundary.tsx'
import styles from './PaletteWindow.module.css'

const Palette = lazy(() => import('./Palette.tsx'))

interface PaletteWindowProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onKeys: () => void
  /** What was done is said where it does not show. */
  readonly onSaid: (text: string) => void
}

/**
 * The window of the palette. It opens at once and takes what is typed; the palette itself takes over when it has arrived. The
 * browser's own modal dialog keeps the focus in, closes on Escape and gives the focus back.
 */
export function PaletteWindow({ isOpen, onClose, onKeys, onSaid }: PaletteWindowProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null || isOpen === element.open) return
    if (isOpen) {
      element.showModal()
      // Of what can have the focus it gives it to the first, and that is the frame of the palette.
      element.querySelector('input')?.focus()
    } else element.close()
  }, [isOpen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press on the backdrop closes; Escape does it by keyboard
    <dialog
      ref={dialog}
      className={styles.window}
      aria-label="Search"
      onClose={onClose}
      onClick={event => event.target === dialog.current && onClose()}
    >
      {isOpen && <Content onClose={onClose} onKeys={onKeys} onSaid={onSaid} />}
    </dialog>
  )
}

function Content({ onClose, onKeys, onSaid }: Omit<PaletteWindowProps, 'isOpen'>) {
  const [query, setQuery] = useState('')
  const { pathname } = useLocation()
  return (
    <ErrorBoundary place={pathname}>
      <Suspense fallback={<Waiting query={query} onQuery={setQuery} />}>
        <Palette
          query={query}
          onQuery={setQuery}
          // The window is gone, and the focus where it was, before the page changes or is printed.
          leave={() => flushSync(onClose)}
          showKeys={onKeys}
          say={onSaid}
        />
      </Suspense>
    </ErrorBoundary>
  )
}

interface WaitingProps {
  readonly query: string
  readonly onQuery: (query: string) => void
}

/** What is typed before the palette is there is not lost, and does not reach the page behind. */
function Waiting({ query, onQuery }: WaitingProps) {
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <input
      ref={field}
      className={styles.waiting}
      aria-label="Search"
      placeholder="Loading the search"
      value={query}
      onChange={event => onQuery(event.target.value)}
    />
  )
}
