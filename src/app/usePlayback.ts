import { useEffect, useState } from 'react'

interface PlaybackOptions {
  readonly fromMs: number
  readonly toMs: number
  /** How long the whole stretch takes on the wall, ms. */
  readonly lastsMs: number
  /** False holds it where it is: off the screen, or nothing to play yet. */
  readonly active: boolean
  /** Nothing moves by itself: it stands at its end until asked. */
  readonly still: boolean
}

/** A playhead that runs once through a stretch of time, and stops. */
export function usePlayback({ fromMs, toMs, lastsMs, active, still }: PlaybackOptions) {
  const [atMs, setAtMs] = useState(still ? toMs : fromMs)
  const [playing, setPlaying] = useState(!still)
  const moving = playing && active
  useEffect(() => {
    if (!moving) return
    let before = performance.now()
    let frame = requestAnimationFrame(function step(now) {
      const passedMs = Math.min(now - before, 100) * ((toMs - fromMs) / lastsMs)
      before = now
      setAtMs(at => Math.min(toMs, at + passedMs))
      frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [moving, fromMs, toMs, lastsMs])
  const ended = atMs >= toMs
  if (ended && playing) setPlaying(false)
  const toggle = () => {
    if (ended) setAtMs(fromMs)
    setPlaying(ended || !playing)
  }
  return { atMs, playing, ended, toggle }
}
