import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Design } from '#cache/design.ts'
import type { Knob } from '#scenarios/knobs/knob.ts'
import { KNOBS, knob } from '#scenarios/knobs/knobs.ts'
import { designs } from '../world/arbitraries.ts'
import { l5, l6 } from './runs.ts'

/** Every position a knob can be in. */
function positions(knob: Knob): readonly (number | string)[] {
  return knob.kind === 'slider' ? knob.stops : knob.options.map(each => each.value)
}

function turned(knob: Knob, design: Design, position: number | string): Design {
  return knob.kind === 'slider' ? knob.write(design, Number(position)) : knob.write(design, String(position))
}

describe.each(KNOBS.map(each => [each.id, each] as const))('the knob %s', (_, knob) => {
  it('reads what was written, in every position, from both presets', () => {
    for (const design of [l5, l6])
      for (const position of positions(knob)) expect(knob.read(turned(knob, design, position))).toBe(position)
  })

  it('leaves a valid design, and the given one as it was', () => {
    for (const design of [l5, l6]) {
      const before = structuredClone(design)
      for (const position of positions(knob)) {
        const after = turned(knob, design, position)
        expect(Design.parse(after)).toEqual(after)
        expect(knob.effect(after).length).toBeGreaterThan(10)
      }
      expect(design).toEqual(before)
    }
  })

  it('turned to where it stands changes nothing it shows', () => {
    for (const design of [l5, l6]) {
      const after = turned(knob, design, knob.read(design))
      for (const other of KNOBS) expect(other.read(after)).toEqual(other.read(design))
    }
  })

  it('leaves every other knob as it was', () => {
    for (const position of positions(knob)) {
      const after = turned(knob, l6, position)
      for (const other of KNOBS)
        if (other !== knob) expect(other.read(after), other.id).toEqual(other.read(l6))
    }
  })

  it('marks a usual position that it has', () => {
    expect(positions(knob)).toContain(knob.usual)
  })

  it('shows its positions apart, and sliders ascend', () => {
    if (knob.kind === 'slider') {
      expect(knob.stops).toEqual(knob.stops.toSorted((a, b) => a - b))
      expect(new Set(knob.stops.map(knob.show)).size).toBe(knob.stops.length)
    } else {
      expect(new Set(knob.options.map(each => each.title)).size).toBe(knob.options.length)
    }
  })

  it('keeps any design valid', () => {
    fc.assert(
      fc.property(designs, fc.constantFrom(...positions(knob)), (design, position) => {
        const after = turned(knob, design, position)
        expect(Design.parse(after)).toEqual(after)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the knobs', () => {
  it('have ids of their own', () => {
    expect(new Set(KNOBS.map(each => each.id)).size).toBe(KNOBS.length)
  })

  it('are found by id, and an id nobody should name says which there are', () => {
    expect(knob('coalescing').title).toBe('Coalescing')
    expect(() => knob('volume')).toThrow(/no knob "volume".*coalescing/)
  })
})
