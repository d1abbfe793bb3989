import { describe, expect, it, vi } from 'vitest'
import { pictures } from '#app/wall/pictures.ts'
import { Design } from '#cache/design.ts'
import { TRACK_IDS } from '#recording/tracks.ts'
import { CRITERIA } from '#rubric/criteria.ts'
import { judge } from '#rubric/judge.ts'
import { questionFor } from '#rubric/questions.ts'
import { dimensionOf } from '#rubric/signals.ts'
import { DIMENSIONS } from '#rubric/verdict.ts'
import { CARDS } from '#scenarios/cards.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import { constantsOf, numbersOf } from '#scenarios/constants.ts'
import { knob } from '#scenarios/knobs/knobs.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import { type DrawnRun, drawnRuns, PICTURE_SEED } from '#scenarios/picture.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { drawn, variantOf } from '#scenarios/variant.ts'
import { boundsByType } from '#world/boundsByType.ts'
import { worldProblem } from '#world/check.ts'
import { designProblem } from '#world/checkDesign.ts'
import { Fault } from '#world/fault.ts'
import { Simulation } from '#world/simulation.ts'
import { World } from '#world/world.ts'
import { labRun, resultsOf, SEEDS } from './runs.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const VARIANT = 1

describe.each(scenarios.map(each => [each.id, each] as const))('the lab %s', (_, lab) => {
  const [trap, answer] = lab.designs as readonly [Design, Design]

  it.each(SEEDS)('defeats its trap at seed %i: the primary objective is missed', seed => {
    const results = resultsOf(lab, trap, seed)
    expect(results.filter(each => each.primary).map(each => each.met)).toEqual([false])
  })

  it.each(SEEDS)('is met by its answer at seed %i: every objective', seed => {
    expect(resultsOf(lab, answer, seed).filter(each => !each.met)).toEqual([])
  })

  it('judges its trap below L6 and its answer L6, and its answer without owners below', () => {
    const level = (design: Design, of = design) => {
      const recording = labRun(lab, of, 1)
      return judge(lab, design, recording, measureObjectives(lab, recording)).level
    }
    expect(['L4', 'L5']).toContain(level(trap))
    expect(level(answer)).toBe('L6')
    const nobody = { ...answer, ownership: { invalidation: null, warming: null, pager: null } }
    expect(level(nobody, answer)).toBe('L5')
  })

  it('holds in a variant too: the trap is defeated, and the answer meets every objective', () => {
    const world = variantOf(lab, VARIANT)
    const results = (design: Design) =>
      measureObjectives(lab, new Simulation({ scenario: lab.id, world, design, seed: VARIANT }).run())
    expect(
      results(trap)
        .filter(each => each.primary)
        .map(each => each.met),
    ).toEqual([false])
    expect(results(answer).filter(each => !each.met)).toEqual([])
  })

  it('hangs on the wall as it runs: its picture has the digests of these runs', () => {
    const drawn = drawnRuns(lab.picture, [labRun(lab, trap, PICTURE_SEED), labRun(lab, answer, PICTURE_SEED)])
    expect(pictures[lab.id], 'run `npm run figures`').toEqual(drawn)
    const height = (run: DrawnRun) => run.heights.reduce((sum, value) => sum + value, 0)
    expect(height(drawn[0]!)).toBeGreaterThan(1.5 * height(drawn[1]!))
  })

  it('draws valid variants that differ, and the same one again', () => {
    expect(variantOf(lab, 0)).toEqual(lab.world)
    expect(lab.shaken.length).toBeGreaterThanOrEqual(2)
    for (const variant of [1, 2, 3, 99, 9999]) {
      const world = variantOf(lab, variant)
      expect(worldProblem(world)).toBeUndefined()
      for (const design of lab.designs) expect(designProblem(design, world)).toBeUndefined()
      expect(world).toEqual(variantOf(lab, variant))
      expect(world).not.toEqual(lab.world)
      for (const [index, { value, own }] of drawn(lab, variant).entries()) {
        const { least, most } = lab.shaken[index]!
        // Rounded to three digits, or to a whole number.
        const slack = Math.max(0.5, own * 0.005)
        expect(value).toBeGreaterThanOrEqual(own * least - slack)
        expect(value).toBeLessThanOrEqual(own * most + slack)
      }
    }
  })

  it('says of every number in its world where it comes from, and of nothing else', () => {
    const rows = constantsOf(lab.world, lab.constants)
    expect(rows.flatMap(row => row.values).length).toBe(numbersOf(lab.world).length)
    const used = new Set(rows.map(row => row.place))
    expect(Object.keys(lab.constants).filter(place => !used.has(place))).toEqual([])
  })

  it('sends every design the same requests', () => {
    const digests = lab.designs.map(design => labRun(lab, design, 1).arrivalsDigest)
    expect(new Set(digests).size).toBe(1)
  })

  it('has a valid world and valid designs, the trap first and the answer second', () => {
    expect(World.parse(lab.world)).toEqual(lab.world)
    for (const design of lab.designs) expect(Design.parse(design)).toEqual(design)
    expect([trap.id, answer.id]).toEqual(['l5', 'l6'])
    expect(new Set(lab.designs.map(each => each.id)).size).toBe(lab.designs.length)
  })

  it('has one primary objective', () => {
    expect(lab.objectives.filter(each => each.primary).length).toBe(1)
    expect(new Set(lab.objectives.map(each => each.id)).size).toBe(lab.objectives.length)
  })

  it('asks for a prediction that a design other than the trap answers', () => {
    expect(lab.designs.slice(1).map(each => each.id)).toContain(lab.prediction.of)
    const design = lab.designs.find(each => each.id === lab.prediction.of)!
    expect(Number.isFinite(lab.prediction.measure(labRun(lab, design, 1)))).toBe(true)
  })

  it('has a pivot for every design', () => {
    for (const design of lab.designs)
      expect(
        lab.pivots.some(pivot => pivot.after(design)),
        design.id,
      ).toBe(true)
  })

  it('asks for signals that a run can show, each with a probe', () => {
    for (const signal of lab.signals) {
      expect(Object.keys(CRITERIA)).toContain(signal)
      expect(questionFor(signal)).toBeTruthy()
    }
    for (const { shows } of lab.objectives) {
      expect(dimensionOf(shows)).toBeTruthy()
      expect(questionFor(shows)).toBeTruthy()
    }
    expect(questionFor(lab.beyond)).toBeTruthy()
  })

  it('shows something of every dimension that decides its level, ownership among them', () => {
    const shown = [...lab.signals, ...lab.objectives.map(each => each.shows)].map(dimensionOf)
    const always = ['consistency', 'ownership']
    for (const dimension of lab.core) expect([...shown, ...always]).toContain(dimension)
    expect(lab.core).toContain('ownership')
    expect(DIMENSIONS).toContain(lab.dimension)
  })

  it('has an answer whose bounds are within its budgets, which are signed, and whose roles are filled', () => {
    for (const [type, { boundMs }] of boundsByType(lab.world, answer)) {
      expect(boundMs, type).toBeLessThanOrEqual(answer.policies[type]!.stalenessBudgetMs)
      expect(answer.policies[type]!.signedBy, type).toBeTruthy()
    }
    for (const role of ['invalidation', 'warming', 'pager'] as const)
      expect(answer.ownership[role]).toBeTruthy()
  })

  it('offers valid faults, wherever the playhead is', () => {
    expect(lab.faults.length).toBeGreaterThanOrEqual(2)
    expect(lab.faults.length).toBeLessThanOrEqual(9)
    for (const fault of lab.faults) {
      for (const atMs of [0, 1234.5, lab.world.durationMs]) {
        expect(Fault.parse(fault.at(atMs))).toEqual(fault.at(atMs))
        expect(fault.at(atMs).atMs).toBe(atMs)
        const world = { ...lab.world, faults: [...lab.world.faults, Fault.parse(fault.at(atMs))] }
        expect(worldProblem(world)).toBeUndefined()
      }
    }
  })

  it('offers faults about things that are there', () => {
    const names = new Set(
      lab.world.readers.flatMap(({ keys }) => (keys.kind === 'one' ? [keys.key] : [`${keys.prefix}1`])),
    )
    for (const offered of lab.faults) {
      const fault = offered.at(0)
      if (fault.kind === 'node-down') expect(fault.node).toBeLessThan(lab.world.redis.nodes)
      if (fault.kind === 'expire-key') expect(names).toContain(fault.key)
    }
  })

  it('shows at most six knobs that exist, and tracks that exist', () => {
    expect(lab.knobs.length).toBeLessThanOrEqual(6)
    for (const id of lab.knobs) expect(knob(id).id).toBe(id)
    expect(new Set(lab.tracks).size).toBe(lab.tracks.length)
    for (const id of lab.tracks) expect(TRACK_IDS).toContain(id)
  })
})

it('has every lab of the wall, in its order', () => {
  expect(scenarios.map((each: Scenario) => each.id)).toEqual(CARDS.map(each => each.id))
})
