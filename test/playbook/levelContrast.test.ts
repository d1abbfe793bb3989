import { expect, it } from 'vitest'
import { type MEASURES, type Measured, QUESTIONS } from '#playbook/figures/levelContrast.ts'
import { DEFAULT_SEED } from '#recording/labLink.ts'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { labRun } from '../scenarios/runs.ts'

const MEASURE: Readonly<
  Record<keyof typeof MEASURES, (recording: Recording, firstFaultMs: number) => number | null>
> = {
  stale: ({ summary }) => summary.outcomes.stale,
  oldestS: ({ summary }) => Math.round(summary.staleness.ageMsMax / 100) / 10,
  peakDemand: ({ summary }) => summary.origin.peakDemand,
  failed: ({ summary: { outcomes } }) =>
    outcomes.shed + outcomes.rejected + outcomes.timeout + outcomes.error,
  pagedAfterS: ({ summary }, firstFaultMs) => {
    const at = summary.staleness.detectedAtMs
    return at === null ? null : (at - firstFaultMs) / 1000
  },
}

it.each(QUESTIONS)('quotes the runs of the lab as they are: $ask', ({ run }) => {
  const lab = scenario(run.lab)!
  run.designs.forEach((id, level) => {
    const recording = labRun(lab, lab.designs.find(each => each.id === id)!, DEFAULT_SEED)
    const quoted = run.values[level] as Measured
    expect(Object.keys(quoted).sort()).toEqual([...run.measures].sort())
    for (const measure of run.measures) {
      const found = MEASURE[measure](recording, lab.world.faults[0]?.atMs ?? 0)
      const said = quoted[measure] ?? null
      // Ages of minutes are quoted in whole seconds.
      const rounded = found === null || measure !== 'oldestS' || found < 10 ? found : Math.round(found)
      expect(rounded, `${measure} of ${run.lab}, ${id}`).toBe(said)
    }
  })
})
