import { useEffect, useState } from 'react'
import { hashTarget } from '#ui/hashTarget.ts'
import { isDrawn } from './blocks.ts'
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
        const heading = document.getElementById(id)
        if (heading === null || !isDrawn(heading)) continue
        if (heading.getBoundingClientRect().top <= REACHED_PX) reached = id
      }
      const end = document.documentElement.scrollHeight - window.innerHeight
      setReading(window.scrollY > 0 && window.scrollY >= end - 2 ? atTheEnd(outline) : reached)
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

/** Where the page ends, its last headings never reach the top: the one that was asked for is read then, else the last. */
function atTheEnd(outline: readonly OutlineEntry[]): string | null {
  const asked = hashTarget(location.hash)
  const top = document.getElementById(asked)?.getBoundingClientRect().top ?? -1
  const known = outline.some(entry => entry.id === asked) && top >= 0 && top < window.innerHeight
  return known ? asked : (outline.at(-1)?.id ?? null)
}
