import { Children, createContext, type ReactNode, use } from 'react'
import { classes } from '#ui/classes.ts'
import styles from './SignalItem.module.css'

export const InSignals = createContext(false)

const MARKS: Readonly<
  Record<string, { readonly word: string; readonly says: string; readonly look: string }>
> = {
  core: { word: 'L6', says: 'speaks for L6', look: 'strong' },
  L7: { word: 'L7', says: 'would lift it to L7', look: 'strong' },
  weak: { word: 'L5', says: 'weak: holds it at L5', look: 'weak' },
}

/** An entry of the list of signals: `id`: sentence, `id` (L7): sentence or `id` (weak): sentence. The sentence is read first. */
export function SignalItem({ children }: { readonly children?: ReactNode }) {
  const inSignals = use(InSignals)
  const [id, first, ...rest] = Children.toArray(children)
  const opening = typeof first === 'string' ? /^(?: \((\w+)\))?:\s+(\S)/.exec(first) : null
  if (!inSignals || typeof first !== 'string' || opening === null) return <li>{children}</li>
  const [written, kind = 'core', letter = ''] = opening
  const mark = MARKS[kind]
  return (
    <li className={styles.item}>
      <span className={classes(styles.mark, mark?.look === 'weak' && styles.weak)}>{mark?.word ?? kind}</span>
      <div>
        {letter.toUpperCase()}
        {first.slice(written.length)}
        {rest}
        <p className={styles.signal}>
          {id} <span>{mark?.says}</span>
        </p>
      </div>
    </li>
  )
}
