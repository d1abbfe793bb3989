import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { IconButton } from './IconButton.tsx'
import styles from './Popover.module.css'

interface PopoverProps {
  readonly label: string
  readonly icon: ReactNode
  readonly children: ReactNode
}

/** A button, and under it a panel that Escape, leaving it or a press beside it closes. */
export function Popover({ label, icon, children }: PopoverProps) {
  const [isOpen, setIsOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  useEffect(() => {
    if (!isOpen) return
    const beside = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) setIsOpen(false)
    }
    window.addEventListener('pointerdown', beside)
    return () => window.removeEventListener('pointerdown', beside)
  }, [isOpen])
  const leave = (event: FocusEvent<HTMLDivElement>) => {
    if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) setIsOpen(false)
  }
  const close = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape and leaving close what the button opens
    <div ref={frame} className={styles.frame} onBlur={leave} onKeyDown={close}>
      <IconButton
        ref={button}
        label={label}
        tooltip="below-end"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {icon}
      </IconButton>
      {isOpen && (
        <div id={panelId} className={styles.panel}>
          {children}
        </div>
      )}
    </div>
  )
}
