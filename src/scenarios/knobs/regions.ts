import type { Design } from '#cache/design.ts'
import type { Knob } from './knob.ts'

const CACHES: readonly {
  readonly value: Design['regions']['caches']
  readonly title: string
  readonly effect: string
}[] = [
  {
    value: 'per-region',
    title: 'One each',
    effect: 'A read stays in its region; regions can disagree until they hear of each other',
  },
  {
    value: 'global',
    title: 'One for all',
    effect: 'One copy for the world, at home: every other region crosses the sea for each read',
  },
]

/** In a world of one region both come to the same. */
export const regionCaches: Knob = {
  id: 'region-caches',
  group: 'Regions',
  title: 'Redis of the regions',
  kind: 'choice',
  options: CACHES,
  usual: 'per-region',
  read: design => design.regions.caches,
  write: (design, value) => ({
    ...design,
    regions: { ...design.regions, caches: value as Design['regions']['caches'] },
  }),
  effect: design => CACHES.find(each => each.value === design.regions.caches)!.effect,
}

const BUS: readonly {
  readonly value: Design['regions']['invalidation']
  readonly title: string
  readonly effect: string
}[] = [
  { value: 'none', title: 'None', effect: 'A region hears of the others when a TTL ends' },
  {
    value: 'bus',
    title: 'Bus',
    effect: 'What the change feed says is passed on to every region, for types that have the CDC backstop',
  },
]

export const regionBus: Knob = {
  id: 'region-bus',
  group: 'Regions',
  title: 'Invalidation between regions',
  kind: 'choice',
  options: BUS,
  usual: 'bus',
  read: design => design.regions.invalidation,
  write: (design, value) => ({
    ...design,
    regions: { ...design.regions, invalidation: value as Design['regions']['invalidation'] },
  }),
  effect: design => BUS.find(each => each.value === design.regions.invalidation)!.effect,
}
