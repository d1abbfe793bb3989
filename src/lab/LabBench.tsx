import { useCallback, useEffect, useState } from 'react'
import { useMedia, useReducedMotion } from '#ui/useMedia.ts'
import { Brief } from './Brief.tsx'
import { Corrections } from './Corrections.tsx'
import { DesignPanel } from './DesignPanel.tsx'
import { DesignSheet } from './DesignSheet.tsx'
import { EventLog } from './EventLog.tsx'
import { FaultsPanel } from './FaultsPanel.tsx'
import { Inspector } from './Inspector.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import styles from './LabBench.module.css'
import type { Lab } from './lab.ts'
import { Objectives } from './Objectives.tsx'
import { PredictionPanel } from './PredictionPanel.tsx'
import { RunFacts } from './RunFacts.tsx'
import { RunStatus } from './RunStatus.tsx'
import { Stage } from './Stage.tsx'
import { Story } from './Story.tsx'
import { TopBar } from './TopBar.tsx'
import { Transport } from './Transport.tsx'
import { useAddress } from './useAddress.ts'
import { useKeys } from './useKeys.ts'
import { LabProvider } from './useLab.ts'
import { useRuns } from './useRuns.ts'
import { VerdictPanel } from './VerdictPanel.tsx'

/** The whole instrument: one bench beside the other on a screen, one column on a phone. */
export function LabBench({ lab }: { readonly lab: Lab }) {
  const isWide = useMedia('(min-width: 1024px)')
  const still = useReducedMotion()
  const [helpIsOpen, setHelpIsOpen] = useState(false)
  const openHelp = useCallback(() => setHelpIsOpen(true), [])
  const closeHelp = useCallback(() => setHelpIsOpen(false), [])
  useRuns(lab)
  useAddress(lab)
  useKeys(lab, openHelp)
  useRest(lab, still)

  const outcome = (
    <>
      <Story />
      <Objectives />
      <PredictionPanel />
    </>
  )
  const details = (
    <>
      <VerdictPanel />
      <Inspector />
      <EventLog />
    </>
  )
  return (
    <LabProvider value={lab}>
      <div className={isWide ? styles.wide : styles.narrow}>
        <TopBar isWide={isWide} onHelp={openHelp} />
        <RunStatus />
        {isWide && (
          <aside className={styles.left} aria-label="Design and faults">
            <Brief />
            <DesignPanel />
            <FaultsPanel />
            <RunFacts />
          </aside>
        )}
        <main className={styles.stage} id="page" tabIndex={-1}>
          <Corrections />
          <Stage
            isWide={isWide}
            still={still}
            between={
              !isWide && (
                <div className={styles.outcome}>
                  <Brief />
                  {outcome}
                </div>
              )
            }
          />
          {!isWide && <div className={styles.outcome}>{details}</div>}
          {!isWide && <RunFacts />}
        </main>
        {isWide && (
          <aside className={styles.right} aria-label="Outcome">
            {outcome}
            {details}
          </aside>
        )}
        <Transport isWide={isWide}>{!isWide && <DesignSheet />}</Transport>
        <KeysDialog open={helpIsOpen} onClose={closeHelp} />
      </div>
    </LabProvider>
  )
}

/** A tab that nobody sees does not play, and with reduced motion the playhead moves in steps. */
function useRest({ playhead }: Lab, still: boolean): void {
  useEffect(() => {
    playhead.still = still
  }, [playhead, still])
  useEffect(() => {
    const rest = () => document.hidden && playhead.pause()
    document.addEventListener('visibilitychange', rest)
    return () => document.removeEventListener('visibilitychange', rest)
  }, [playhead])
}
