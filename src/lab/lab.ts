import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Design } from '#cache/design.ts'
import { DEFAULT_SEED } from '#recording/labLink.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { variantOf } from '#scenarios/variant.ts'
import type { RunReport } from '#worker/runClient.ts'
import type { Fault } from '#world/fault.ts'
import type { World } from '#world/world.ts'
import { asMine, type Correction, type LabConfig, MINE, MOST_FAULTS, presetOf } from './config.ts'
import { tellingTrace, traceOf } from './moment.ts'
import { Playhead } from './playhead.ts'

/** What is being computed: the recording on screen stays until the next one is there. */
type RunPhase =
  | { readonly kind: 'done' }
  | { readonly kind: 'running'; readonly share: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }

export interface LabState {
  readonly preset: string
  readonly design: Design
  /** The learner's own, kept while a preset is looked at. */
  readonly mine: { readonly design: Design; readonly preset: string } | null
  readonly faults: readonly Fault[]
  /** The lab's own world, or a variant of it by its number. */
  readonly variant: number
  readonly world: World
  readonly seed: number
  /** What was committed to before the run that answers; null: nothing yet. */
  readonly guess: number | null
  /** The finished run on screen, and the faults it ran with. */
  readonly report: RunReport | null
  readonly reportFaults: readonly Fault[]
  readonly phase: RunPhase
  /** Index of the trace in the inspector. */
  readonly trace: number | null
  /** The request a person chose, followed from run to run; null for whichever tells most. */
  readonly followed: number | null
  readonly corrections: readonly Correction[]
  /** Counts requests to run again what is configured. */
  readonly attempts: number
}

/** One open lab: its scenario, its state, and its playhead, which moves without React. */
export interface Lab {
  readonly scenario: Scenario
  readonly store: StoreApi<LabState>
  readonly playhead: Playhead
  readonly startMs: number | null
}

export function openLab(scenario: Scenario, config: LabConfig, corrections: readonly Correction[]): Lab {
  const { preset, design, faults, variant, seed, atMs } = config
  const store = createStore<LabState>(() => ({
    preset,
    design,
    mine: design.id === MINE.id ? { design, preset } : null,
    faults,
    variant,
    world: variantOf(scenario, variant),
    seed,
    guess: null,
    report: null,
    reportFaults: [],
    phase: { kind: 'running', share: 0 },
    trace: null,
    followed: null,
    corrections,
    attempts: 0,
  }))
  return { scenario, store, playhead: new Playhead(), startMs: atMs }
}

export function chooseDesign({ scenario, store }: Lab, id: string): void {
  const { mine } = store.getState()
  if (id === MINE.id && mine !== null) store.setState({ design: mine.design, preset: mine.preset })
  const preset = presetOf(scenario, id)
  if (preset !== undefined) store.setState({ design: preset, preset: preset.id })
}

export function editDesign({ scenario, store }: Lab, edited: Design): void {
  const { preset: id } = store.getState()
  const preset = presetOf(scenario, id)
  const design = preset === undefined ? edited : asMine(edited, preset)
  store.setState(design.id === MINE.id ? { design, mine: { design, preset: id } } : { design })
}

/** Injects what the number key offers at the playhead. False where there is nothing to inject, or no room for more. */
export function injectFault({ scenario, store, playhead }: Lab, index: number): boolean {
  const offered = scenario.faults[index]
  const { faults, world } = store.getState()
  if (offered === undefined || faults.length >= MOST_FAULTS) return false
  const atMs = Math.round(Math.min(playhead.atMs, world.durationMs))
  store.setState({ faults: [...faults, offered.at(atMs)].sort((a, b) => a.atMs - b.atMs) })
  // After the last arrival nobody is left to notice: the fault comes with it, and the playhead shows where.
  if (atMs < playhead.atMs) playhead.seek(atMs)
  return true
}

/** Another hour of a system that is like this one: a variant comes with a seed of its own, that of its number. */
export function chooseVariant({ scenario, store }: Lab, variant: number): void {
  const seed = variant === 0 ? DEFAULT_SEED : variant
  store.setState({ variant, world: variantOf(scenario, variant), seed, faults: [] })
}

/** Commits to a number and makes the run that answers. */
export function commitGuess(lab: Lab, guess: number): void {
  lab.store.setState({ guess })
  chooseDesign(lab, lab.scenario.prediction.of)
}

export function removeFault({ store }: Lab, fault: Fault): void {
  store.setState(({ faults }) => ({ faults: faults.filter(other => other !== fault) }))
}

export function selectTrace({ store }: Lab, trace: number): void {
  const { report } = store.getState()
  if (report === null) return
  store.setState({ trace, followed: report.recording.traces.request[trace] ?? null })
}

/** A finished run takes the place of the one on screen; a request that is followed is found again in it. */
export function showRun({ store, playhead }: Lab, report: RunReport, faults: readonly Fault[]): void {
  const { recording } = report
  const { followed } = store.getState()
  const again = followed === null ? null : traceOf(recording, followed)
  playhead.fit(recording.endMs, recording.bucketMs)
  store.setState({
    report,
    reportFaults: faults,
    phase: { kind: 'done' },
    trace: again ?? tellingTrace(recording),
  })
}
