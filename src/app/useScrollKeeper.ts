import { useLayoutEffect } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { hashTarget } from '#ui/hashTarget.ts'

const positions = new Map<string, number>()
/** Of the pages visited most recently; a session of study does not need more. */
const REMEMBERED = 100

/**
 * A new page begins at its top with the focus on it; going back finds the place that was left; a link to a heading goes
 * there. A page that arrives later than its address (a chapter) looks for its heading itself.
 */
export function useScrollKeeper(): void {
  const { key, pathname, hash } = useLocation()
  const how = useNavigationType()

  useLayoutEffect(() => {
    history.scrollRestoration = 'manual'
    const remember = () => {
      positions.delete(key)
      positions.set(key, window.scrollY)
      const oldest = positions.keys().next().value
      if (positions.size > REMEMBERED && oldest !== undefined) positions.delete(oldest)
    }
    window.addEventListener('scroll', remember, { passive: true })
    return () => window.removeEventListener('scroll', remember)
  }, [key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: pathname stands for "another page", key for "again"
  useLayoutEffect(() => {
    const left = how === 'POP' ? positions.get(key) : undefined
    if (left !== undefined) window.scrollTo(0, left)
    else if (hash !== '') document.getElementById(hashTarget(hash))?.scrollIntoView()
    else if (how !== 'REPLACE') window.scrollTo(0, 0)
    if (how === 'PUSH' && hash === '') document.getElementById('page')?.focus({ preventScroll: true })
  }, [key, pathname])
}
