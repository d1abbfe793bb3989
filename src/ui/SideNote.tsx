import { type ReactNode, useLayoutEffect, useRef } from 'react'
import styles from './SideNote.module.css'

/** Between one note and the next, px. */
const APART_PX = 24

/**
 * A remark on the paragraph before it. It stands beside that in the right margin where the page has one (`--note-*`), else after it.
 */
export function SideNote({ children }: { readonly children: ReactNode }) {
  const note = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = note.current
    const paragraph = element?.previousElementSibling
    if (element === null || !paragraph) return
    const observer = new ResizeObserver(() => rise(element, paragraph))
    observer.observe(paragraph)
    rise(element, paragraph)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={note} className={styles.note} role="note">
      {children}
    </div>
  )
}

/** Lifts a note from the end of its paragraph to the beginning, or to below the note before it. */
function rise(note: HTMLElement, paragraph: Element): void {
  note.style.removeProperty('--rise')
  const { top } = note.getBoundingClientRect()
  const before = [...(note.parentElement?.querySelectorAll(`:scope > .${styles.note}`) ?? [])]
    .filter(each => each.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING)
    .at(-1)
  const free =
    before === undefined ? Number.NEGATIVE_INFINITY : before.getBoundingClientRect().bottom + APART_PX
  note.style.setProperty(
    '--rise',
    `${Math.max(0, top - Math.max(paragraph.getBoundingClientRect().top, free))}px`,
  )
}
