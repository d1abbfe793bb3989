import { Children, type ReactNode } from 'react'
import type { Mode } from '#prose/frontmatter.ts'

interface FoldProps {
  /** The shortest way through the playbook that reads this; shorter ones fold it. */
  readonly from: Exclude<Mode, 'quick'>
  /** A heading first, then what it is over. */
  readonly children: ReactNode
}

/** A section that shorter ways through the playbook leave out: its heading stays, the rest unfolds. */
export function Fold({ children }: FoldProps) {
  const [heading, ...rest] = Children.toArray(children).filter(child => child !== '\n')
  return (
    <details open>
      <summary>{heading}</summary>
      {rest}
    </details>
  )
}
