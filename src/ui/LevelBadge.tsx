import styles from './LevelBadge.module.css'

/** A level of the interview, boxed as in the margin of a book. */
export function LevelBadge({ level }: { readonly level: string }) {
  return <span className={styles.badge}>{level}</span>
}
