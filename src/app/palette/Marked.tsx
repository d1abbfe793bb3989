import type { Stretch } from '#prose/snippet.ts'
import styles from './Marked.module.css'

/** A text in which what was searched for is marked. */
export function Marked({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return stretches.map(({ text, isHit }, i) =>
    isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: stretches of one text have no other name than their place
      <mark key={i} className={styles.hit}>
        {text}
      </mark>
    ) : (
      text
    ),
  )
}
