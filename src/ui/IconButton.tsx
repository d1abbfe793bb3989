import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import styles from './IconButton.module.css'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** Its name for screen readers, and what the tooltip says. */
  readonly label: string
  /** The key that does the same, shown in the tooltip. */
  readonly shortcut?: string
  /** medium 32 px, large 40 px with an outline (the play button). */
  readonly size?: 'medium' | 'large'
  /** Where the tooltip opens; below-end grows to the left, for a button at the right edge of the window. */
  readonly tooltip?: 'above' | 'below' | 'below-end'
}

/** A button that is only an icon. The tooltip is drawn by the style sheet, on hover and on keyboard focus. */
export function IconButton(props: IconButtonProps) {
  const { label, shortcut, size = 'medium', tooltip = 'below', className, type, ...rest } = props
  return (
    <button
      type={type ?? 'button'}
      className={classes(styles.button, styles[size], styles[tooltip], className)}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      data-tooltip={shortcut === undefined ? label : `${label} (${shortcut})`}
      {...rest}
    />
  )
}
