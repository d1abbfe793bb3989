import type { ReactNode } from 'react'
import { CopyButton } from './CopyButton.tsx'
import { LevelBadge } from './LevelBadge.tsx'
import styles from './SayIt.module.css'

interface SayItProps {
  /** What an L5 answer sounds like, and what an L6 answer does. */
  readonly l5: string
  readonly l6: string
  /** Why the difference matters. */
  readonly children?: ReactNode
}

/** The same moment of an interview at two levels, word for word. */
export function SayIt({ l5, l6, children }: SayItProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a chapter has a dozen; a fieldset is for controls, a section would be a landmark
    <div className={styles.sayIt} role="group" aria-label="What to say, at two levels">
      <div className={styles.pair}>
        <Quote level="L5" text={l5} />
        <Quote level="L6" text={l6} />
      </div>
      {children !== undefined && <div className={styles.why}>{children}</div>}
    </div>
  )
}

function Quote({ level, text }: { readonly level: 'L5' | 'L6'; readonly text: string }) {
  return (
    <div className={styles.quote}>
      <div className={styles.head}>
        <span className={styles.who}>
          <LevelBadge level={level} /> says
        </span>
        <CopyButton text={text} label={`Copy the ${level} wording`} />
      </div>
      <blockquote className={styles.words}>“{text}”</blockquote>
    </div>
  )
}
