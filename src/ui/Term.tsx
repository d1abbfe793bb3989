import { type PointerEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { type Definition, useDefinition } from './glossary.ts'
import { InlineCode } from './InlineCode.tsx'
import styles from './Term.module.css'

interface TermProps {
  /** Its id in content/glossary.json. */
  readonly id: string
  readonly children: ReactNode
}

/** A pointer that only passes opens nothing, and one on its way to the definition does not lose it, ms. */
const OPENS_AFTER_MS = 200
const CLOSES_AFTER_MS = 200

/**
 * A word with a definition, which stands beside it while the pointer or the focus is on it; Escape takes it away. The word leads
 * to the glossary; where a finger has no way to point first, the first tap defines and the second one leads there.
 */
export function Term({ id, children }: TermProps) {
  const { definition, address } = useDefinition(id)
  const word = useRef<HTMLAnchorElement>(null)
  const tipId = useId()
  const { isOpen, open, close, soon } = useOpening()
  const [touched, setTouched] = useState(false)
  const isShown = isOpen && definition !== undefined
  const point = (event: PointerEvent) => event.pointerType !== 'touch' && soon(true)
  const leave = (event: PointerEvent) => event.pointerType !== 'touch' && soon(false)
  return (
    <>
      <Link
        ref={word}
        to={address}
        className={styles.term}
        aria-describedby={isShown ? tipId : undefined}
        onPointerEnter={point}
        onPointerLeave={leave}
        onPointerDown={event => setTouched(event.pointerType === 'touch' && !isOpen)}
        onFocus={open}
        onBlur={close}
        onClick={event => {
          if (touched && definition !== undefined) event.preventDefault()
          setTouched(false)
          if (touched) open()
        }}
      >
        {children}
      </Link>
      {isShown && (
        <Tip id={tipId} of={word} definition={definition} onDone={close} onPoint={point} onLeave={leave} />
      )}
    </>
  )
}

interface TipProps {
  readonly id: string
  readonly of: { readonly current: HTMLElement | null }
  readonly definition: Definition
  readonly onDone: () => void
  readonly onPoint: (event: PointerEvent) => void
  readonly onLeave: (event: PointerEvent) => void
}

/** In the top layer, so that no table that scrolls cuts it off. */
function Tip({ id, of, definition, onDone, onPoint, onLeave }: TipProps) {
  const tip = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const [word, box] = [of.current, tip.current]
    if (word === null || box === null) return
    box.showPopover()
    const place = () => placeBeside(word, box)
    place()
    window.addEventListener('scroll', place, { passive: true, capture: true })
    window.addEventListener('resize', place)
    return () => {
      window.removeEventListener('scroll', place, { capture: true })
      window.removeEventListener('resize', place)
    }
  }, [of])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // It closes this, not also the dialog around it.
      event.preventDefault()
      event.stopPropagation()
      onDone()
    }
    // Not every browser gives the focus to a link that is tapped, and takes it away again.
    const elsewhere = (event: globalThis.PointerEvent) => {
      const target = event.target as Node
      if (!of.current?.contains(target) && !tip.current?.contains(target)) onDone()
    }
    document.addEventListener('keydown', listen, { capture: true })
    document.addEventListener('pointerdown', elsewhere)
    return () => {
      document.removeEventListener('keydown', listen, { capture: true })
      document.removeEventListener('pointerdown', elsewhere)
    }
  }, [of, onDone])
  return (
    <span
      ref={tip}
      id={id}
      role="tooltip"
      popover="manual"
      className={styles.tip}
      onPointerEnter={onPoint}
      onPointerLeave={onLeave}
    >
      <strong className={styles.name}>{definition.term}</strong> <InlineCode text={definition.definition} />
      <span className={styles.hint}>Tap the word again for the glossary.</span>
    </span>
  )
}

const GAP_PX = 6
const EDGE_PX = 12

/** Below the last line of the word, above its first where there is no room below: never over it. */
function placeBeside(word: HTMLElement, box: HTMLElement): void {
  const lines = [...word.getClientRects()]
  const [first, last] = [lines[0], lines.at(-1)]
  if (first === undefined || last === undefined) return
  const { width, height } = box.getBoundingClientRect()
  const { clientWidth, clientHeight } = document.documentElement
  const fitsBelow = last.bottom + GAP_PX + height + EDGE_PX <= clientHeight
  const fitsAbove = first.top - GAP_PX - height >= EDGE_PX
  const isAbove = !fitsBelow && fitsAbove
  const top = isAbove ? first.top - GAP_PX - height : last.bottom + GAP_PX
  const beside = isAbove ? first.left : last.left
  const left = Math.max(EDGE_PX, Math.min(beside, clientWidth - width - EDGE_PX))
  box.style.top = `${top}px`
  box.style.left = `${left}px`
}

/** Open or not, at once or after a moment in which it can be called off. */
function useOpening() {
  const [isOpen, setIsOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const [{ open, close, soon }] = useState(() => {
    const set = (next: boolean) => {
      clearTimeout(timer.current)
      setIsOpen(next)
    }
    return {
      open: () => set(true),
      close: () => set(false),
      soon: (next: boolean) => {
        clearTimeout(timer.current)
        timer.current = setTimeout(() => setIsOpen(next), next ? OPENS_AFTER_MS : CLOSES_AFTER_MS)
      },
    }
  })
  return { isOpen, open, close, soon }
}
