import { useEffect } from 'react'
import { withFaults } from '#scenarios/withFaults.ts'
import { type RunHandle, runClient } from '#worker/runClient.ts'
import { type Lab, type LabState, showRun } from './lab.ts'
import { tellingMoment } from './moment.ts'

const DEBOUNCE_MS = 150
/** The way into the telling moment that is played when the page opens, ms. */
const OPENING_MS = 3000

/** Computes a run whenever what is configured changes, the first one at once. */
export function useRuns(lab: Lab): void {
  useEffect(() => {
    const { store, scenario, playhead } = lab
    let handle: RunHandle | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false

    const run = () => {
      handle?.cancel()
      const { design, faults, world, seed } = store.getState()
      store.setState({ phase: { kind: 'running', share: 0 } })
      const mine = runClient.run(
        { lesson: scenario, world: withFaults(world, faults), design, seed },
        share => {
          if (handle === mine) store.setState({ phase: { kind: 'running', share } })
        },
      )
      handle = mine
      mine.report.then(
        report => {
          if (gone || handle !== mine) return
          const isFirst = store.getState().report === null
          showRun(lab, report, [...world.faults, ...faults])
          if (isFirst) openOn(lab)
        },
        (error: Error) => {
          if (gone || handle !== mine) return
          const cancelled = error.name === 'AbortError'
          store.setState({
            phase: cancelled ? { kind: 'cancelled' } : { kind: 'failed', message: error.message },
          })
        },
      )
    }
    const cancel = () => handle?.cancel()
    cancels.set(lab, cancel)
    const stop = store.subscribe((now, before) => {
      if (!asksForRun(now, before)) return
      clearTimeout(timer)
      timer = setTimeout(run, DEBOUNCE_MS)
    })
    run()
    return () => {
      gone = true
      clearTimeout(timer)
      stop()
      handle?.cancel()
      playhead.stop()
    }
  }, [lab])
}

const cancels = new WeakMap<Lab, () => void>()

/** Stops the run being computed; the one on screen stays. */
export function cancelRun(lab: Lab): void {
  cancels.get(lab)?.()
}

function asksForRun(now: LabState, before: LabState): boolean {
  return (
    now.design !== before.design ||
    now.faults !== before.faults ||
    now.world !== before.world ||
    now.seed !== before.seed ||
    now.attempts !== before.attempts
  )
}

/** Where the address says; else the way into the moment that tells most. */
function openOn({ store, playhead, startMs }: Lab): void {
  const { report } = store.getState()
  if (report === null) return
  if (startMs !== null) {
    playhead.place(startMs)
    playhead.touched = true
    return
  }
  const moment = tellingMoment(report.recording)
  if (playhead.still || document.hidden) playhead.place(moment)
  else playhead.playUntil(Math.max(0, moment - OPENING_MS), moment)
}
