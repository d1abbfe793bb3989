import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useSearchParams } from 'react-router'
import type { Mode } from '#prose/frontmatter.ts'
import { storedChoice } from '#ui/storedChoice.ts'
import { MODE_IDS } from './modes.ts'

const stored = storedChoice('stampede.mode', MODE_IDS)

export interface ChosenMode {
  /** The way through the playbook; the deep one when nothing was chosen. */
  readonly mode: Mode
  /** null when nothing was chosen. */
  readonly chosen: Mode | null
  readonly choose: (mode: Mode) => void
}

/** The mode is kept in this browser. An address that names one (`?mode=quick`) chooses it. */
export function useMode(): ChosenMode {
  const [parameters, setParameters] = useSearchParams()
  const asked = MODE_IDS.find(mode => mode === parameters.get('mode')) ?? null
  const kept = useSyncExternalStore(stored.subscribe, stored.read)
  useEffect(() => {
    if (asked !== null) stored.choose(asked)
  }, [asked])
  const choose = useCallback(
    (mode: Mode) => {
      stored.choose(mode)
      if (asked !== null && asked !== mode) setParameters({ mode }, { replace: true })
    },
    [asked, setParameters],
  )
  const chosen = asked ?? kept
  return { mode: chosen ?? 'deep', chosen, choose }
}
