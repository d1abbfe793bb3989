import { Link } from 'react-router'
import { SectionTitle } from '#ui/SectionTitle.tsx'
import styles from './Related.module.css'

interface RelatedProps {
  readonly title: string
  /** What tells it from another of the same title on the page. */
  readonly where?: string | undefined
  readonly links: readonly { readonly to: string; readonly name: string }[]
}

/** Where a chapter leads: its labs, its drills. */
export function Related({ title, where, links }: RelatedProps) {
  if (links.length === 0) return null
  return (
    <nav aria-label={where === undefined ? title : `${title}, ${where}`}>
      <SectionTitle>{title}</SectionTitle>
      <ul className={styles.list}>
        {links.map(link => (
          <li key={link.to}>
            <Link to={link.to}>{link.name}</Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
