import type { ReactNode } from 'react'

interface TermProps {
  /** Its id in content/glossary.json. */
  readonly id: string
  readonly children: ReactNode
}

/** A word with a definition. */
export function Term({ id, children }: TermProps) {
  return <dfn title={id}>{children}</dfn>
}
