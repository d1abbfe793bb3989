import { useEffect, useState } from 'react'
import { Button } from '#ui/Button.tsx'
import { VisuallyHidden } from '#ui/VisuallyHidden.tsx'
import styles from './PaceTimer.module.css'

/** From this share of the time on the line says that the end is near. */
const NEAR_THE_END = 0.8

/** A clock for those who want one. At its end it says so and goes on counting; it never stops or takes anything. */
export function PaceTimer({ minutes }: { readonly minutes: number }) {
  const [startedAt, setStartedAt] = useState<number | null>(null)
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (startedAt === null) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [startedAt])
  if (startedAt === null) {
    const start = () => {
      setNow(Date.now())
      setStartedAt(Date.now())
    }
    return (
      <Button size="small" className={styles.start} onClick={start}>
        Start {minutes} min clock
      </Button>
    )
  }
  const limitMs = minutes * 60_000
  const spentMs = now - startedAt
  const share = Math.min(1, spentMs / limitMs)
  const said =
    spentMs >= limitMs ? 'Time is up; go on if you like' : share >= NEAR_THE_END ? 'Nearly there' : ''
  return (
    <div className={styles.timer}>
      <span className={styles.said} role="status">
        {said}
      </span>
      <span className={styles.line} style={{ '--share': share }} aria-hidden="true" />
      <span className={styles.time} role="timer">
        <strong>{clock(spentMs)}</strong> of {clock(limitMs)}
      </span>
      <Button look="quiet" size="small" onClick={() => setStartedAt(null)}>
        Stop<VisuallyHidden> the clock</VisuallyHidden>
      </Button>
    </div>
  )
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
