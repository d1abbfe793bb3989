import { useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import { arriveAt } from '#ui/arriveAt.ts'
import { hashTarget } from '#ui/hashTarget.ts'

const positions = new Map<string, number>()
/** Of the pages visited most recently; a session of study does not need more. */
const REMEMBERED = 100
/** A page that has not grown tall enough for the place by then will not, ms. */
const PATIENCE_MS = 5000
const READER_ACTS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * A new page begins at its top with the focus on it; going back finds the place that was left; a link to a heading goes
 * there. A page that arrives later than its address (a chapter) looks for its heading itself.
 */
export function useScrollKeeper(): void {
  const { key, pathname, hash } = useLocation()
  const how = useNavigationType()
  const isReturning = useRef(false)

  useLayoutEffect(() => {
    history.scrollRestoration = 'manual'
    const remember = () => {
      // Where a page that is still growing stops short is not where it was left.
      if (isReturning.current) return
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
    if (left !== undefined) {
      isReturning.current = true
      return returnTo(left, () => {
        isReturning.current = false
      })
    }
    if (hash !== '') arriveAt(document.getElementById(hashTarget(hash)))
    else if (how !== 'REPLACE') window.scrollTo(0, 0)
    if (how === 'PUSH' && hash === '') document.getElementById('page')?.focus({ preventScroll: true })
  }, [key, pathname])
}

/** Goes to a place, again as the page grows until it reaches there, unless the reader acts first. Gives what stops it. */
function returnTo(top: number, onEnd: () => void): () => void {
  const root = document.documentElement
  const end = () => {
    growth.disconnect()
    clearTimeout(patience)
    for (const act of READER_ACTS) window.removeEventListener(act, end)
    onEnd()
  }
  const go = () => {
    const fits = root.scrollHeight - root.clientHeight >= Math.floor(top)
    window.scrollTo(0, top)
    if (fits) end()
  }
  const growth = new ResizeObserver(go)
  const patience = setTimeout(end, PATIENCE_MS)
  for (const act of READER_ACTS) window.addEventListener(act, end, { passive: true })
  growth.observe(root)
  growth.observe(document.body)
  go()
  return end
}
