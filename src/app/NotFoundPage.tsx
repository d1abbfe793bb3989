import { Link, useLocation } from 'react-router'
import { usePageTitle } from '#ui/usePageTitle.ts'
import styles from './Notice.module.css'

export function NotFoundPage() {
  usePageTitle('Not found')
  const { pathname } = useLocation()
  return (
    <div className={styles.notice}>
      <h1 className={styles.title}>There is no such page</h1>
      <p>
        Nothing lies at <code>{pathname}</code>. The address may have a slip in it, or the page has moved.
      </p>
      <p className={styles.actions}>
        <Link to="/playbook">Playbook</Link>
        <Link to="/drills">Drills</Link>
        <Link to="/lab">Lab</Link>
      </p>
    </div>
  )
}
