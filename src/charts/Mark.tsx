import type { Outcome } from './buckets.ts'
import styles from './Mark.module.css'

const STAR = 'M8 1 9.76 5.57 14.66 5.84 10.85 8.93 12.11 13.66 8 11 3.89 13.66 5.15 8.93 1.34 5.84 6.24 5.57Z'

/** The shape of an outcome, so that colour never speaks alone. */
export function Mark({ of }: { readonly of: Outcome | 'origin' | 'open' }) {
  return (
    <svg className={`${styles.mark} ${styles[of]}`} viewBox="0 0 16 16" aria-hidden="true">
      {of === 'hit' && <circle cx="8" cy="8" r="5" fill="currentColor" />}
      {of === 'open' && <circle cx="8" cy="8" r="3.5" fill="currentColor" />}
      {of === 'miss' && <circle cx="8" cy="8" r="4.25" fill="none" stroke="currentColor" strokeWidth="2.2" />}
      {of === 'joined' && (
        <circle cx="8" cy="8" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.75" />
      )}
      {of === 'stale' && (
        <>
          <circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" strokeWidth="1.25" />
          <path d="M4.5 8 8 4.5M5.2 10.8 10.8 5.2M8 11.5 11.5 8" stroke="currentColor" strokeWidth="1.6" />
        </>
      )}
      {of === 'failed' && <path d={STAR} fill="currentColor" />}
      {of === 'origin' && <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />}
    </svg>
  )
}
