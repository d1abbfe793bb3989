import { describe, expect, it, vi } from 'vitest'
import { Design } from '#cache/design.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import { knob } from '#scenarios/knobs/knobs.ts'
import { boundsByType } from '#world/boundsByType.ts'
import { Fault } from '#world/fault.ts'
import { World } from '#world/world.ts'
import { labRun, resultsOf, SEEDS } from './runs.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

describe.each(scenarios.map(each => [each.id, each] as const))('the lab %s', (_, lab) => {
  const [trap, answer] = lab.designs as readonly [Design, Design]

  it.each(SEEDS)('defeats its trap at seed %i: the primary objective is missed', seed => {
    const results = resultsOf(lab, trap, seed)
    expect(results.filter(each => each.primary).map(each => each.met)).toEqual([false])
  })

  it.each(SEEDS)('is met by its answer at seed %i: every objective', seed => {
    expect(resultsOf(lab, answer, seed).filter(each => !each.met)).toEqual([])
  })

  it('sends every design the same requests', () => {
    const digests = lab.designs.map(design => labRun(lab, design, 1).arrivalsDigest)
    expect(new Set(digests).size).toBe(1)
  })

  it('has a valid world and valid designs, the trap first and the answer second', () => {
    expect(World.parse(lab.world)).toEqual(lab.world)
    for (const design of lab.designs) expect(Design.parse(design)).toEqual(design)
    expect([trap.id, answer.id]).toEqual(['l5', 'l6'])
  })

  it('has one primary objective', () => {
    expect(lab.objectives.filter(each => each.primary).length).toBe(1)
    expect(new Set(lab.objectives.map(each => each.id)).size).toBe(lab.objectives.length)
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
    for (const fault of lab.faults) {
      for (const atMs of [0, 1234.5, lab.world.durationMs]) {
        expect(Fault.parse(fault.at(atMs))).toEqual(fault.at(atMs))
        expect(fault.at(atMs).atMs).toBe(atMs)
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

  it('shows at most six knobs that exist', () => {
    expect(lab.knobs.length).toBeLessThanOrEqual(6)
    for (const id of lab.knobs) expect(knob(id).id).toBe(id)
  })

  it('exercises the dimensions that decide its level', () => {
    for (const dimension of lab.core) expect(lab.dimensions).toContain(dimension)
  })
})
