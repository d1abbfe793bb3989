import { type RefObject, useEffect } from 'react'

/** Paper cannot be unfolded: what is folded in an element is open while the page is printed. */
export function useUnfoldedPrint(text: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let unfolded: readonly HTMLDetailsElement[] = []
    const unfold = () => {
      const folded = text.current?.querySelectorAll<HTMLDetailsElement>('details:not([open])') ?? []
      for (const each of folded) each.open = true
      // Told twice, it still knows what to fold again.
      unfolded = [...unfolded, ...folded]
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
