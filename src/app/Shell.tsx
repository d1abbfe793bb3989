import { Suspense } from 'react'
import { Link, NavLink, Outlet, useLocation } from 'react-router'
import { Logo } from '#ui/Logo.tsx'
import { SearchButton } from '#ui/SearchButton.tsx'
import { SkipLink } from '#ui/SkipLink.tsx'
import { ThemeToggle } from '#ui/ThemeToggle.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import styles from './Shell.module.css'

/** Header, page and footer of everything but the lab. */
export function Shell() {
  const { pathname } = useLocation()
  return (
    <div className={styles.shell}>
      <SkipLink to="page" />
      <header className={styles.header}>
        <Link to="/" className={styles.home}>
          <Logo />
          <span className={styles.name}>Stampede</span>
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          <NavLink to="/playbook">Playbook</NavLink>
          {/* The list of drills has the deep dives, too. */}
          <Link to="/drills" aria-current={/^\/(drills|deep-dives)\b/.test(pathname) ? 'page' : undefined}>
            Drills
          </Link>
          <NavLink to="/lab">Lab</NavLink>
        </nav>
        <SearchButton />
        <ThemeToggle />
      </header>
      <main id="page" tabIndex={-1} className={styles.page}>
        <ErrorBoundary place={pathname}>
          <Suspense fallback={<div className={styles.loading} role="status" aria-label="Loading" />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <footer className={styles.footer}>
        <p>What you type stays in this browser.</p>
        <p>Every run is computed here, from its seed.</p>
        <p>
          <Link to="/glossary">Glossary</Link>
        </p>
      </footer>
    </div>
  )
}
