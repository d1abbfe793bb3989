import { RateProfile } from './profile.ts'
import type { Reader, Writer } from './traffic.ts'

/** How often a source comes as the run begins, a second. A closed loop as if its answers took no time: no more than this. */
export function initialRatePerSecond(source: Reader | Writer): number {
  const { profile, ratePerSecond } = source
  if ('closedLoop' in source && source.closedLoop !== null)
    return (1000 * source.closedLoop.users) / source.closedLoop.thinkMs
  return profile.kind === 'steady'
    ? ratePerSecond
    : 1000 * new RateProfile(profile, ratePerSecond).initialRate
}

/** How often a source comes in so long, on average; a closed loop no more than this. */
export function expectedArrivals(source: Reader | Writer, durationMs: number): number {
  if ('closedLoop' in source && source.closedLoop !== null)
    return (initialRatePerSecond(source) * durationMs) / 1000
  return new RateProfile(source.profile, source.ratePerSecond).mean(durationMs)
}
