import { useId } from 'react'
import { classes } from './classes.ts'
import styles from './FateMark.module.css'

export type FateKind = 'hit' | 'miss' | 'stale' | 'failed' | 'origin' | 'waiting'

/**
 * The glyph of a fate, 1em tall: a solid dot, a ring, a striped dot, a star, a square, a small ring docked on a line.
 * Beside its word it is decoration; `label` gives it a name where it stands alone.
 */
export function FateMark({ kind, label, className }: FateMarkProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={classes(styles.mark, styles[kind], className)}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <Shape kind={kind} />
    </svg>
  )
}

export interface FateMarkProps {
  readonly kind: FateKind
  readonly label?: string
  readonly className?: string | undefined
}

/** Five points, outer radius 7, inner 3. */
const STAR = 'M8 1 9.76 5.57 14.66 5.84 10.85 8.93 12.11 13.66 8 11 3.89 13.66 5.15 8.93 1.34 5.84 6.24 5.57Z'

function Shape({ kind }: { readonly kind: FateKind }) {
  const clip = useId()
  switch (kind) {
    case 'hit':
      return <circle cx="8" cy="8" r="5" fill="currentColor" />
    case 'miss':
      return <circle cx="8" cy="8" r="4.25" fill="none" stroke="currentColor" strokeWidth="2" />
    case 'stale':
      return (
        <>
          <clipPath id={clip}>
            <circle cx="8" cy="8" r="4.5" />
          </clipPath>
          <path
            d="M0 10 10 0M2 13 13 2M5 16 16 5"
            stroke="currentColor"
            strokeWidth="1.6"
            clipPath={`url(#${clip})`}
          />
          <circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" strokeWidth="1.25" />
        </>
      )
    case 'failed':
      return <path d={STAR} fill="currentColor" />
    case 'origin':
      return <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />
    case 'waiting':
      return (
        <>
          <path d="M2.5 2v12" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
          <circle cx="7.5" cy="8" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </>
      )
  }
}
