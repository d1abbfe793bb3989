import styles from './Logo.module.css'

/** Many callers, one origin: the mark. Decoration beside the name. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className={styles.logo} aria-hidden="true">
      <path
        d="M6 6 22 16M6 16h16M6 26 22 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <g fill="currentColor">
        <circle cx="6" cy="6" r="4" />
        <circle cx="6" cy="16" r="4" />
        <circle cx="6" cy="26" r="4" />
        <rect x="19" y="10.5" width="11" height="11" rx="2" />
      </g>
    </svg>
  )
}
