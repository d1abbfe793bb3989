import { useEffect } from 'react'
import { encodeConfig } from './config.ts'
import type { Lab } from './lab.ts'

const DEBOUNCE_MS = 300

/** The address of exactly this run and, once somebody has moved it, this playhead. */
export function addressOf({ scenario, store, playhead }: Lab): string {
  const { preset, design, faults, variant, seed } = store.getState()
  const atMs = playhead.touched ? Math.round(playhead.atMs) : null
  const code = encodeConfig({ preset, design, faults, variant, seed, atMs }, scenario)
  return `${location.pathname}?c=${code}${location.hash}`
}

/** Keeps the address of the page up to date, without entries in the history. The playhead only when it rests. */
export function useAddress(lab: Lab): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let written = addressOf(lab)
    const write = () => {
      if (lab.playhead.playing) return
      const address = addressOf(lab)
      if (address === written) return
      written = address
      history.replaceState(history.state, '', address)
    }
    const soon = () => {
      if (lab.playhead.playing) return
      clearTimeout(timer)
      timer = setTimeout(write, DEBOUNCE_MS)
    }
    const stops = [lab.store.subscribe(soon), lab.playhead.subscribe(soon)]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [lab])
}
