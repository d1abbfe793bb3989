import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useOnScreen } from '#ui/useOnScreen.ts'

export interface Failure {
  readonly message: string
  readonly again: () => void
  /** It was tried again, and failed again. */
  readonly isSecond: boolean
}

type AtHand<Loaded> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'failed'; readonly failure: Failure }

interface Place {
  /** Whether it is to be drawn: it is near the screen or was once, the browser has time for it, or the page is printed. */
  readonly isWanted: boolean
}

/** How far from the screen a figure is drawn. */
const NEAR = '1200px'

/**
 * Fetches a figure as soon as the browser has nothing else to do, and has it drawn when there is again nothing to do: whoever
 * scrolls to it, jumps to it or prints the page finds it there. `load` has to be the same function while the figure is the same.
 */
export function useAtHand<Loaded>(
  place: RefObject<Element | null>,
  load: () => Promise<Loaded>,
): AtHand<Loaded> & Place {
  const [state, setState] = useState<AtHand<Loaded>>({ kind: 'waiting' })
  const [isWanted, setIsWanted] = useState(false)
  const failures = useRef(0)
  const fetch = useCallback(() => {
    let current = true
    setState({ kind: 'waiting' })
    load().then(
      loaded => current && setState({ kind: 'loaded', loaded }),
      error => {
        if (!current) return
        const isSecond = ++failures.current > 1
        setState({
          kind: 'failed',
          failure: { message: String(error?.message ?? error), again: fetch, isSecond },
        })
      },
    )
    return () => {
      current = false
    }
  }, [load])
  useEffect(() => {
    let forget = () => {}
    const cancel = whenIdle(() => {
      forget = fetch()
    })
    return () => {
      cancel()
      forget()
    }
  }, [fetch])

  const isLoaded = state.kind === 'loaded'
  useEffect(() => (isLoaded ? whenIdle(() => setIsWanted(true)) : undefined), [isLoaded])
  const near = useOnScreen(place, NEAR)
  useEffect(() => {
    if (near) setIsWanted(true)
  }, [near])
  useEffect(() => {
    // What is printed is what is drawn when this returns.
    const draw = () => flushSync(() => setIsWanted(true))
    window.addEventListener('beforeprint', draw)
    return () => window.removeEventListener('beforeprint', draw)
  }, [])
  return { ...state, isWanted }
}

/** Not every browser tells when it is idle; a moment later will do there. */
function whenIdle(act: () => void): () => void {
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(act, 200)
    return () => clearTimeout(timer)
  }
  const handle = window.requestIdleCallback(act, { timeout: 1000 })
  return () => window.cancelIdleCallback(handle)
}
