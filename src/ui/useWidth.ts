import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** What is drawn for the screen has to fit on paper, which is narrower: A4 less its margins and those of a figure, px. */
const PAPER_PX = 600

/** The width of an element in px, now and when it changes; 0 before it is laid out. While the page is printed it fits on paper. */
export function useWidth<E extends HTMLElement>(): { ref: RefObject<E | null>; width: number } {
  const ref = useRef<E>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () => setWidth(Math.floor(element.clientWidth))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    // Nothing is measured any more once the browser lays the page out for paper.
    const fitPaper = () => flushSync(() => setWidth(Math.min(PAPER_PX, Math.floor(element.clientWidth))))
    window.addEventListener('beforeprint', fitPaper)
    window.addEventListener('afterprint', measure)
    return () => {
      observer.disconnect()
      window.removeEventListener('beforeprint', fitPaper)
      window.removeEventListener('afterprint', measure)
    }
  }, [])
  return { ref, width }
}
