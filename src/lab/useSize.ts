import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The inner size of an element in px, now and when it changes; 0 before it is laid out. */
export function useSize<E extends HTMLElement>(): {
  ref: RefObject<E | null>
  width: number
  height: number
} {
  const ref = useRef<E>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () =>
      setSize({ width: Math.floor(element.clientWidth), height: Math.floor(element.clientHeight) })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  return { ref, ...size }
}
