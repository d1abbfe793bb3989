import { expect, test } from 'vitest'
import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import { check } from './check.ts'
import pinned from './pinned.json' with { type: 'json' }

test.each(pinned.map(each => [each.seed, each.why, each] as const))(
  'seed %d keeps the invariants where %s',
  (seed, _, { world, design, isQuiet }) => {
    expect(check({ world: World.parse(world), design: Design.parse(design), seed }, isQuiet)).toBeNull()
  },
)
