import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { classes } from './classes.ts'
import styles from './Dialog.module.css'
import { IconButton } from './IconButton.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** sheet: comes from below and keeps to the lower edge, for editing on a phone. */
  readonly shape?: 'centre' | 'sheet'
  readonly className?: string | undefined
}

/** A modal dialog: the browser's own, which traps the focus, closes on Escape and gives the focus back. */
export function Dialog({ open, onClose, title, children, shape = 'centre', className }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (element === null || open === element.open) return
    if (open) element.showModal()
    else element.close()
  }, [open])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press on the backdrop closes; Escape does it by keyboard
    <dialog
      ref={dialog}
      className={classes(styles.dialog, styles[shape], className)}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={event => event.target === dialog.current && onClose()}
    >
      {open && (
        <div className={styles.body}>
          <header className={styles.head}>
            <h2 id={titleId} className={styles.title}>
              {title}
            </h2>
            <IconButton label="Close" onClick={onClose}>
              <X size={18} strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          </header>
          {children}
        </div>
      )}
    </dialog>
  )
}
