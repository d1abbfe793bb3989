import { format } from 'd3-format'

const whole = format(',.0f')

/** 1012 as '1,012'. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? whole(count) : '–'
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A duration in the unit a reader would say it in: '4 µs', '1.2 ms', '812 ms', '5.00 s', '12.4 s', '14.7 min', '2.9 h'. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  if (ms === 0) return '0 ms'
  if (ms < 0.0995) return `${Math.max(1, Math.round(ms * 1000))} µs`
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`
  if (ms >= 2 * HOUR_MS) return `${(ms / HOUR_MS).toFixed(1)} h`
  if (ms >= 10 * MINUTE_MS) return `${(ms / MINUTE_MS).toFixed(1)} min`
  return `${whole(Math.floor(ms / 1000))}.${Math.floor((ms % 1000) / 100)} s`
}

/** A moment of a run, in seconds: '21.0 s', and '20.004 s' with three decimals. */
export function formatMoment(ms: number, decimals = 1): string {
  return `${(ms / 1000).toFixed(decimals)} s`
}

/** A playhead as 'mm:ss.mmm'. */
export function formatClock(ms: number): string {
  const rounded = Math.max(0, Math.round(ms))
  const minutes = Math.floor(rounded / 60_000)
  const seconds = Math.floor(rounded / 1000) % 60
  const pad = (value: number, width: number) => String(value).padStart(width, '0')
  return `${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(rounded % 1000, 3)}`
}

/** A share from 0 to 1 in percent: '38.2 %'; three decimals where one would hide that it is not zero. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–'
  const percent = share * 100
  if (percent === 0 || percent === 100) return `${percent} %`
  return `${percent.toFixed(percent < 0.1 ? 3 : 1)} %`
}

/** Bytes as they are sold, in powers of a thousand: '812 B', '1.2 MB', '64 GB'. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–'
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
