import { describe, expect, it, vi } from 'vitest'
import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { CRITERIA, criterionFor } from '#rubric/criteria.ts'
import { judge } from '#rubric/judge.ts'
import { questionFor } from '#rubric/questions.ts'
import { dimensionOf } from '#rubric/signals.ts'
import { DIMENSIONS, LEVELS, type Verdict } from '#rubric/verdict.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { herd, l5, l6, SEEDS } from '../scenarios/runs.ts'

const thunderingHerd = scenario('thundering-herd')!

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

function verdict(design: Design, recording: Recording, lab: Scenario = thunderingHerd): Verdict {
  return judge(lab, design, recording, measureObjectives(lab, recording))
}

/** What the answer's run is worth when this has been changed on paper. */
function onPaper(change: Partial<Design>): Verdict {
  return verdict({ ...l6, ...change }, herd(l6, 1))
}

function levelOf({ dimensions }: Verdict, id: string) {
  return dimensions.find(each => each.id === id)!.level
}

describe('a verdict on the thundering herd', () => {
  it.each(SEEDS)('is L5 for the trap and L6 for the answer at seed %i', seed => {
    expect(verdict(l5, herd(l5, seed)).level).toBe('L5')
    expect(verdict(l6, herd(l6, seed)).level).toBe('L6')
  })

  it('says where to look: each time lies inside the recording', () => {
    for (const design of [l5, l6]) {
      const recording = herd(design, 1)
      const times = verdict(design, recording)
        .dimensions.flatMap(each => each.evidence)
        .flatMap(each => (each.atMs === null ? [] : [each.atMs]))
      expect(times.length).toBeGreaterThan(0)
      for (const atMs of times) {
        expect(atMs).toBeGreaterThanOrEqual(0)
        expect(atMs).toBeLessThanOrEqual(recording.endMs)
      }
    }
  })

  it('points the failure of the trap at the herd', () => {
    const { evidence } = verdict(l5, herd(l5, 1)).dimensions.find(each => each.id === 'failure-modes')!
    const blast = evidence.find(each => each.signal === 'quantifies-blast-radius')!
    expect(blast.supports).toBe(false)
    expect(blast.atMs).toBeGreaterThanOrEqual(20_000)
    expect(blast.atMs).toBeLessThan(23_000)
  })

  it('is null for a dimension that the lab does not exercise', () => {
    const { dimensions } = verdict(l6, herd(l6, 1))
    expect(dimensions.map(each => each.id)).toEqual([...DIMENSIONS])
    expect(dimensions.filter(each => each.level === null).map(each => each.id)).toEqual([
      'first-move',
      'multi-tier',
    ])
    for (const { level, evidence } of dimensions) expect(evidence.length === 0).toBe(level === null)
  })

  it('is about measured outcomes first: every objective is evidence, with its figure', () => {
    const recording = herd(l5, 1)
    const { dimensions } = verdict(l5, recording)
    const evidence = dimensions.flatMap(each => each.evidence)
    for (const { title, met } of measureObjectives(thunderingHerd, recording)) {
      const found = evidence.find(({ text }) => text.startsWith(`${title}: `))
      expect(found?.supports, title).toBe(met)
    }
  })

  it('names what keeps the level down, with the question that tests for it', () => {
    const { next, dimensions } = verdict(l5, herd(l5, 1))
    const missing = dimensions
      .filter(each => thunderingHerd.core.includes(each.id))
      .flatMap(each => each.evidence.filter(one => !one.supports).map(one => one.signal))
    expect(missing).toContain(next!.signal)
    expect(next!.question).toBe(questionFor(next!.signal))
  })

  it('shows what keeps the level down first', () => {
    for (const { evidence } of verdict(l5, herd(l5, 1)).dimensions) {
      const firstSupport = evidence.findIndex(each => each.supports)
      if (firstSupport >= 0) expect(evidence.slice(firstSupport).every(each => each.supports)).toBe(true)
    }
  })
})

describe('the level of a run', () => {
  it('is the lowest over the core dimensions, and no other dimension matters', () => {
    for (const design of [l5, l6]) {
      for (const core of [['failure-modes'], ['ownership'], ['invalidation', 'ownership'], ['consistency']]) {
        const found = verdict(design, herd(design, 1), { ...thunderingHerd, core })
        const levels = core.map(id => LEVELS.indexOf(levelOf(found, id)!))
        expect(LEVELS.indexOf(found.level)).toBe(Math.min(...levels))
      }
    }
  })

  it('is not L6 when nobody owns the cache', () => {
    const found = onPaper({ ownership: { invalidation: null, warming: null, pager: null } })
    expect(found.level).toBe('L5')
    expect(levelOf(found, 'failure-modes')).toBe('L6')
  })

  it.each(['invalidation', 'pager'] as const)('is not L6 when one role has no name: %s', role => {
    expect(onPaper({ ownership: { ...l6.ownership, [role]: null } }).level).toBe('L5')
  })

  it.each(['invalidation', 'pager'] as const)('is not L6 when the name of a role is blank: %s', role => {
    expect(onPaper({ ownership: { ...l6.ownership, [role]: '' } }).level).toBe('L5')
    expect(onPaper({ ownership: { ...l6.ownership, [role]: '  ' } }).level).toBe('L5')
  })

  it('is not L6 when nobody signed the budgets', () => {
    const policies = { ...l6.policies, page: { ...l6.policies.page!, signedBy: null } }
    expect(onPaper({ policies }).level).toBe('L5')
  })

  it('is not L6 for a trap with the answer on paper: outcomes count', () => {
    const found = verdict({ ...l6, policies: l6.policies }, herd(l5, 1))
    expect(levelOf(found, 'ownership')).toBe('L6')
    expect(found.level).toBe('L5')
  })

  it('in consistency falls when a budget is smaller than the computed bound', () => {
    const policies = { ...l6.policies, page: { ...l6.policies.page!, stalenessBudgetMs: 1000 } }
    expect(levelOf(onPaper({}), 'consistency')).toBe('L6')
    expect(levelOf(onPaper({ policies }), 'consistency')).toBe('L5')
  })

  it.each(['deleteOnWrite', 'cdcBackstop', 'missTokens'] as const)(
    'in invalidation falls without %s',
    mechanism => {
      const page = l6.policies.page!
      const without = { ...page, invalidation: { ...page.invalidation, [mechanism]: false } }
      expect(levelOf(onPaper({ policies: { ...l6.policies, page: without } }), 'invalidation')).toBe('L5')
    },
  )
})

describe('the level below', () => {
  it('is L4 in a dimension where not even what L5 asks for is there', () => {
    const uncached = { ...l6.policies.page!, l1: null, l2: null }
    const found = onPaper({ policies: { ...l6.policies, page: uncached } })
    expect(levelOf(found, 'invalidation')).toBe('L4')
    expect(LEVELS[0]).toBe('L4')
  })
})

describe('the rubric', () => {
  it('has a question for the signal of every criterion', () => {
    const recording = herd(l6, 1)
    const facts = {
      lesson: thunderingHerd,
      design: l6,
      recording,
      objectives: measureObjectives(thunderingHerd, recording),
    }
    for (const [signal, criterion] of Object.entries(CRITERIA)) {
      expect(dimensionOf(signal)).toBeTruthy()
      expect(questionFor(signal)).toMatch(/\?$/)
      expect(criterion.find(facts).text.length).toBeGreaterThan(0)
    }
  })

  it('knows no signal by another name', () => {
    expect(() => dimensionOf('no-such-signal')).toThrow(/no-such-signal/)
    expect(() => criterionFor('asks-who-writes')).toThrow(/asks-who-writes/)
  })

  it('has a question for what lies beyond a lab', () => {
    expect(questionFor(thunderingHerd.beyond)).toMatch(/\?$/)
    expect(() => questionFor('no-such-signal')).toThrow(/no-such-signal/)
  })
})
