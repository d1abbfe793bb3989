import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { classes } from './classes.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  /** strong: the one thing to do next; plain: outlined; quiet: text until pointed at. */
  readonly look?: 'strong' | 'plain' | 'quiet'
  readonly size?: 'small' | 'medium'
}

export function Button({ look = 'plain', size = 'medium', className, type, ...rest }: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      className={classes(styles.button, styles[look], styles[size], className)}
      {...rest}
    />
  )
}
