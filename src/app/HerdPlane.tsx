import { useEffect, useMemo, useRef, useState } from 'react'
import type { Recording } from '#recording/recording.ts'
import { useTheme } from '#ui/useTheme.ts'
import { useWidth } from '#ui/useWidth.ts'
import styles from './HerdPlane.module.css'
import { herdMarks } from './herdMarks.ts'
import { type HerdInks, heightOf, paintHerd, readInks } from './paintHerd.ts'

interface HerdPlaneProps {
  readonly recording: Recording
  readonly fromMs: number
  readonly toMs: number
  readonly expiryMs: number
  readonly atMs: number
  /** What happens, or does not, at the expiry. */
  readonly expiry: string
  /** The picture in words. */
  readonly label: string
  /** Written into the empty part of the picture, right of the herd. */
  readonly remark?: string | undefined
}

const HEIGHT_PX = 184
const LONGEST_MS = 10_500
const WAITS_MS = [5000, 10_000]
const TICKS_MS = [15_000, 25_000, 30_000]

/** Readers by the time of their arrival and by how long they waited. */
export function HerdPlane(props: HerdPlaneProps) {
  const { recording, fromMs, toMs, expiryMs, atMs, expiry, label, remark } = props
  const { ref, width } = useWidth<HTMLDivElement>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { shown } = useTheme()
  const [inks, setInks] = useState<HerdInks | null>(null)
  const marks = useMemo(() => herdMarks(recording, fromMs, toMs), [recording, fromMs, toMs])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other inks
  useEffect(() => {
    if (canvas.current !== null) setInks(readInks(canvas.current))
  }, [shown])
  useEffect(() => {
    const pen = canvas.current === null ? null : sized(canvas.current, width, HEIGHT_PX)
    if (pen === null || inks === null || width === 0) return
    const scene = { marks, fromMs, toMs, longestMs: LONGEST_MS, expiryMs, width, height: HEIGHT_PX }
    paintHerd(pen, scene, inks, atMs)
  }, [marks, inks, width, fromMs, toMs, expiryMs, atMs])
  const across = (ms: number) => `${((ms - fromMs) / (toMs - fromMs)) * 100}%`
  return (
    <div className={styles.plane}>
      <div ref={ref} className={styles.picture} style={{ height: HEIGHT_PX }}>
        <canvas ref={canvas} className={styles.canvas} role="img" aria-label={label} />
        {WAITS_MS.map(ms => (
          <span
            key={ms}
            className={styles.wait}
            style={{ top: heightOf(ms, { height: HEIGHT_PX, longestMs: LONGEST_MS }) }}
            aria-hidden="true"
          >
            {ms === 10_000 ? 'waited 10 s' : `${ms / 1000} s`}
          </span>
        ))}
        {remark !== undefined && (
          <span className={styles.remark} style={{ left: across(24_600) }}>
            {remark}
          </span>
        )}
      </div>
      <div className={styles.axis} aria-hidden="true">
        {TICKS_MS.map(ms => (
          <span key={ms} style={{ left: across(ms) }}>
            {ms / 1000} s
          </span>
        ))}
        <span className={styles.expiry} style={{ left: across(expiryMs) }}>
          {expiryMs / 1000} s: {expiry}
        </span>
      </div>
    </div>
  )
}

/** A pen in CSS pixels on a canvas as fine as the screen. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = Math.min(window.devicePixelRatio || 1, 3)
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight
  const pen = canvas.getContext('2d')
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return pen
}
