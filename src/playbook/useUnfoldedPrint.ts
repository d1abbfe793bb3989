import { type RefObject, useEffect } from 'react'

/** Paper cannot be unfolded: what is folded is open while the page is printed. */
export function useUnfoldedPrint(text: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let unfolded: readonly HTMLDetailsElement[] = []
    const unfold = () => {
      unfolded = [...(text.current?.querySelectorAll<HTMLDetailsElement>('details:not([open])') ?? [])]
      for (const each of unfolded) each.open = true
    }
    const fold = () => {
      for (const each of unfolded) each.open = false
      unfolded = []
    }
    window.addEventListener('beforeprint', unfold)
    window.addEventListener('afterprint', fold)
    return () => {
      window.removeEventListener('beforeprint', unfold)
      window.removeEventListener('afterprint', fold)
    }
  }, [text])
}
