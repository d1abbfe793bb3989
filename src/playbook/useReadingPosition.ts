import { useEffect, useState } from 'react'
import type { OutlineEntry } from './outline.ts'

/** A heading counts as reached a little below the header of the page, px from the top of the window. */
const REACHED_PX = 140

/** The id of the heading whose text is being read; null above the first. */
export function useReadingPosition(outline: readonly OutlineEntry[]): string | null {
  const [reading, setReading] = useState<string | null>(null)
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      let reached: string | null = null
      for (const { id } of outline) {
        const top = document.getElementById(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY
        if (top <= REACHED_PX) reached = id
      }
      const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2
      setReading(atEnd && window.scrollY > 0 ? (outline.at(-1)?.id ?? null) : reached)
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    window.addEventListener('scroll', soon, { passive: true })
    window.addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', soon)
      window.removeEventListener('resize', soon)
    }
  }, [outline])
  return reading
}
