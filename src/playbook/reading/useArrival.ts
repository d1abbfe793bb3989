import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLocation, useNavigationType } from 'react-router'
import type { Place } from '#study/reading.ts'
import { arriveAt } from '#ui/arriveAt.ts'
import { hashTarget } from '#ui/hashTarget.ts'
import { openAround } from '#ui/openAround.ts'
import { blockAt, blocksOf, FOLD } from './blocks.ts'

interface ArrivalOptions {
  readonly text: RefObject<HTMLElement | null>
  /** The prose is on the page. */
  readonly isThere: boolean
  /** Where the chapter was left last; undefined while the record is being read. */
  readonly place: Place | null | undefined
}

export interface Arrival {
  /** What to offer: the words of the heading over the place that was left. null: nothing, or already gone there. */
  readonly offer: string | null
  readonly goOn: () => void
}

/**
 * Where a chapter that has just arrived is shown: at the heading its address names, where it was reloaded at the place that was left,
 * else at its top with an offer to go on. Going back within the app is not its business: the scroll keeper knows that place to the px.
 */
export function useArrival({ text, isThere, place }: ArrivalOptions): Arrival {
  const { hash, key } = useLocation()
  const how = useNavigationType()
  const first = useRef({ hash, isReturn: how === 'POP' && key !== 'default' }).current
  const [offer, setOffer] = useState<string | null>(null)
  const hasArrived = useRef(false)

  const go = useCallback(
    (to: Place) => {
      if (text.current === null) return
      const block = blockAt(blocksOf(text.current), to)
      if (block === undefined) return
      const { element } = block
      openAround(element)
      element.scrollIntoView()
      for (const other of text.current.querySelectorAll('[data-here]')) other.removeAttribute('data-here')
      element.setAttribute('data-here', '')
      if (!element.hasAttribute('tabindex')) element.tabIndex = -1
      element.focus({ preventScroll: true })
    },
    [text],
  )

  // Before the scroll keeper, further up, goes there: what is folded away cannot be scrolled to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for "again"
  useLayoutEffect(() => {
    if (!isThere || hash === '') return
    const target = document.getElementById(hashTarget(hash))
    if (target === null) return
    const fold = target.closest(`details[${FOLD}]`)
    if (fold instanceof HTMLDetailsElement) fold.open = true
    openAround(target)
  }, [isThere, hash, key])

  useEffect(() => {
    if (hasArrived.current || !isThere) return
    if (first.hash !== '') {
      hasArrived.current = true
      arriveAt(document.getElementById(hashTarget(first.hash)))
      return
    }
    if (place === undefined) return
    hasArrived.current = true
    if (place === null || first.isReturn || text.current === null) return
    if (isReload() && key === 'default' && window.scrollY === 0) return go(place)
    const block = blockAt(blocksOf(text.current), place)
    const heading = block === undefined ? null : document.getElementById(block.section)
    if (block !== undefined) setOffer(heading?.querySelector('[data-words]')?.textContent ?? '')
  }, [isThere, place, first, go, key, text])

  const goOn = useCallback(() => {
    if (place) go(place)
    setOffer(null)
  }, [go, place])
  return { offer, goOn }
}

/** Whether the browser loaded this page again, or came back to it from another site. */
function isReload(): boolean {
  const [entry] = performance.getEntriesByType('navigation')
  return (
    entry !== undefined && ['reload', 'back_forward'].includes((entry as PerformanceNavigationTiming).type)
  )
}
