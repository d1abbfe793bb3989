import { Link } from 'react-router'
import { IconButton } from '#ui/IconButton.tsx'
import { Logo } from '#ui/Logo.tsx'
import { SearchButton } from '#ui/SearchButton.tsx'
import { SkipLink } from '#ui/SkipLink.tsx'
import { ThemeToggle } from '#ui/ThemeToggle.tsx'
import { SeedField } from './SeedField.tsx'
import { Share } from './Share.tsx'
import styles from './TopBar.module.css'
import { useLab } from './useLab.ts'

interface TopBarProps {
  readonly isWide: boolean
  readonly onHelp: () => void
}

export function TopBar({ isWide, onHelp }: TopBarProps) {
  const { scenario } = useLab()
  return (
    <header className={styles.bar}>
      <SkipLink to="page" />
      <Link to="/" className={styles.home} aria-label="Stampede, start page">
        <Logo />
        {isWide && <span className={styles.name}>Stampede</span>}
      </Link>
      <div className={styles.place}>
        <Link to="/lab" className={styles.labs}>
          Lab
        </Link>
        <span aria-hidden="true" className={styles.slash}>
          /
        </span>
        <h1 className={styles.title}>{scenario.title}</h1>
      </div>
      <p className={styles.tagline}>{scenario.tagline}</p>
      <div className={styles.tools}>
        {isWide && <SeedField />}
        <Share compact={!isWide} />
        <SearchButton shape="icon" />
        {isWide && (
          <IconButton label="Keys" shortcut="?" tooltip="below-end" onClick={onHelp}>
            <span className={styles.help}>?</span>
          </IconButton>
        )}
        <ThemeToggle />
      </div>
    </header>
  )
}
