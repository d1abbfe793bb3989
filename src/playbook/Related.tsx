import { Link } from 'react-router'
import { SectionTitle } from '#ui/SectionTitle.tsx'
import styles from './Related.module.css'

interface RelatedProps {
  readonly title: string
  readonly links: readonly { readonly to: string; readonly name: string }[]
}

/** Where a chapter leads: its labs, its drills. */
export function Related({ title, links }: RelatedProps) {
  if (links.length === 0) return null
  return (
    <nav aria-label={title}>
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
