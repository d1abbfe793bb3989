import { expect, test } from 'vitest'
import { Design } from '#cache/design.ts'
import { World } from '#world/world.ts'
import type { KindName } from '../world/kinds.ts'
import { check } from './check.ts'
import pinned from './pinned.json' with { type: 'json' }

test.each(pinned.map(each => [each.seed, each.why, each] as const))(
  'seed %d keeps the invariants where %s',
  (seed, _, { world, design, kind }) => {
    const run = { world: World.parse(world), design: Design.parse(design), seed }
    expect(check(run, kind as KindName)).toBeNull()
  },
)
