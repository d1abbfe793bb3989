import { format } from 'd3-format'

const whole = format(',.0f')

/** A duration as somebody says it: '30 s', '5 min', '1.5 h'. */
export function sayS(seconds: number): string {
  if (seconds < 60) return `${trim(seconds)} s`
  if (seconds < 3600) return `${trim(seconds / 60)} min`
  return `${trim(seconds / 3600)} h`
}

/** A count as somebody says it, to two or three digits: '0.14', '22', '2,100', '1.5 M'. */
export function sayCount(count: number): string {
  if (count < 0.005) return '0'
  if (count < 0.995) return count.toFixed(2)
  if (count < 9.95) return count.toFixed(1)
  if (count < 999.5) return whole(count)
  if (count < 999_500) {
    const step = count < 9995 ? 10 : count < 99_950 ? 100 : 1000
    return whole(Math.round(count / step) * step)
  }
  const millions = count / 1e6
  return `${millions < 9.95 ? millions.toFixed(1) : whole(millions)} M`
}

const trim = (value: number) => String(Math.round(value * 10) / 10)
