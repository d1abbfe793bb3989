import type { ComponentProps } from 'react'
import { Link } from 'react-router'
import { Ask } from './Ask.tsx'
import { FateWord } from './FateWord.tsx'
import { LevelBadge } from './LevelBadge.tsx'
import { Probe } from './Probe.tsx'
import { ProseTable } from './ProseTable.tsx'
import { SayIt } from './SayIt.tsx'
import { SideNote } from './SideNote.tsx'
import { Term } from './Term.tsx'

/** What every MDX page may use without importing it. */
export const proseComponents = {
  a: ProseLink,
  table: ProseTable,
  th: HeaderCell,
  Ask,
  Fate: FateWord,
  LevelBadge,
  Probe,
  SayIt,
  SideNote,
  Term,
}

/** The corner over a column of row names heads nothing. */
function HeaderCell({ children, ...rest }: ComponentProps<'th'>) {
  return children === undefined ? <td {...rest} /> : <th {...rest}>{children}</th>
}

/** Links within the app do not load it anew. */
function ProseLink({ href = '', children, ...rest }: ComponentProps<'a'>) {
  if (/^[/#]/.test(href)) return <Link to={href}>{children}</Link>
  return (
    <a href={href} {...rest}>
      {children}
    </a>
  )
}
