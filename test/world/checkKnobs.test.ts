import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Design } from '#cache/design.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import type { Knob } from '#scenarios/knobs/knob.ts'
import { KNOBS } from '#scenarios/knobs/knobs.ts'
import { worldProblem } from '#world/check.ts'
import { designProblem } from '#world/checkDesign.ts'

type Turn = (design: Design) => Design

/** The knob turned to any of its positions, or left alone. */
const turns = (knob: Knob): fc.Arbitrary<Turn | null> =>
  fc.option(
    knob.kind === 'slider'
      ? fc.constantFrom(...knob.stops).map(
          (stop): Turn =>
            design =>
              knob.write(design, stop),
        )
      : fc.constantFrom(...knob.options).map(
          (option): Turn =>
            design =>
              knob.write(design, option.value),
        ),
  )

// The lab runs what its knobs say without asking whether it fits: all that they can say has to.
test.each(scenarios.map(each => [each.id, each] as const))(
  'whatever the knobs of the lab %s make of its designs fits its world',
  (_, { world, designs }) => {
    expect(worldProblem(world)).toBeUndefined()
    fc.assert(
      fc.property(fc.constantFrom(...designs), fc.tuple(...KNOBS.map(turns)), (preset, changes) => {
        const design = changes.reduce((changed, turn) => turn?.(changed) ?? changed, preset)
        expect(designProblem(preset, world)).toBeUndefined()
        expect(designProblem(design, world)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  },
)
