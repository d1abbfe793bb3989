import { describe, expect, it } from 'vitest'
import { axisFrom } from '#cli/sweep/axis.ts'
import { gridOf } from '#cli/sweep/grid.ts'
import type { Setting } from '#cli/sweep/parameter.ts'
import { scenario, scenarios } from '#scenarios/catalogue.ts'
import { knob } from '#scenarios/knobs/knobs.ts'
import { World } from '#world/world.ts'
import { complaint } from '../complaint.ts'

const lab = scenario('thundering-herd')!
const base: Setting = { world: lab.world, design: lab.designs[1]! }

function grid(x: string, y?: string, from = base) {
  return gridOf(from, axisFrom('--x', x, from), y === undefined ? null : axisFrom('--y', y, from))
}

describe('a grid', () => {
  it('has every combination, x changing fastest', () => {
    expect(grid('ttlMs=1000,2000', 'rate=1,2,3').map(({ x, y }) => [x, y])).toEqual([
      [1000, 1],
      [2000, 1],
      [1000, 2],
      [2000, 2],
      [1000, 3],
      [2000, 3],
    ])
    expect(grid('ttlMs=1000,2000').map(({ x, y }) => [x, y])).toEqual([
      [1000, null],
      [2000, null],
    ])
  })

  it('writes ttlMs into the Redis TTL of every type, and leaves the rest', () => {
    const [cell] = grid('ttlMs=4321')
    const { policies } = cell!.setting.design
    expect(Object.values(policies).map(({ l2 }) => l2?.ttlMs)).toEqual([4321, 4321])
    expect(policies.page).toEqual({ ...base.design.policies.page, l2: { ...policies.page!.l2, ttlMs: 4321 } })
    expect(cell!.setting.world).toEqual(base.world)
  })

  it('writes a knob as the lab does', () => {
    const turned = knob('coalescing')
    if (turned.kind !== 'choice') throw new Error('coalescing is a choice')
    const designs = grid('coalescing=none,fleet').map(({ setting }) => setting.design)
    expect(designs).toEqual(['none', 'fleet'].map(value => turned.write(base.design, value)))
  })

  it('takes rate for a factor on every reader, not on writers', () => {
    const [cell] = grid('rate=0.5')
    const { readers, writers } = cell!.setting.world
    expect(readers.map(each => each.ratePerSecond)).toEqual(
      base.world.readers.map(each => each.ratePerSecond / 2),
    )
    expect(writers).toEqual(base.world.writers)
    expect(grid('rate=1')[0]!.setting.world).toEqual(base.world)
  })

  it('takes rate for a factor on the number of users where they ask, wait and think', () => {
    const reader = { name: 'users', keys: { kind: 'one', type: 'page', key: 'page:home' } } as const
    const world = World.parse({
      version: 1,
      readers: [{ ...reader, closedLoop: { users: 10, thinkMs: 1000 } }],
      origin: { connections: 5, queries: { page: { meanMs: 5, variation: 0 } } },
    })
    const page = base.design.policies.page!
    const cells = grid('rate=0.01,2.04', undefined, {
      world,
      design: { ...base.design, policies: { page } },
    })
    expect(cells.map(({ setting }) => setting.world.readers[0]!.closedLoop!.users)).toEqual([1, 20])
  })

  it.each([
    ['ttlMs=0..10', undefined, ['--x ttlMs=0', 'l2.ttlMs', ' 0 ', 'above 0']],
    [
      'ttlMs=1000',
      'redis-replicas=0..9:2',
      ['--x ttlMs=1000 --y redis-replicas=9', 'replicas', '9', 'at most 5'],
    ],
    ['hot-copies=13', undefined, ['--x hot-copies=13', 'copies', 'at most 12']],
    ['rate=0..2', undefined, ['--x rate=0', 'from 0.01 to 100']],
    ['ttlMs=1000', 'redis-ttl=5000', ['--y', 'redis-ttl', 'something else than --x']],
    [
      'pattern=write-behind',
      'version-stamps=off,on',
      ['--y version-stamps=on', 'version-stamps', '"on"', 'stays at off'],
    ],
  ])('of %s and %s is refused before anything runs, in one line', (x, y, names) => {
    const said = complaint(() => grid(x, y))
    expect(said.split('\n')).toHaveLength(1)
    for (const name of names) expect(said).toContain(name)
  })

  it.each(scenarios.map(each => [each.id, each] as const))(
    'over TTL and rate can be made of every answer: %s',
    (_, { world, designs }) => {
      const answer = designs.find(each => each.id === 'l6')!
      expect(grid('ttlMs=1000..60000:2', 'rate=2', { world, design: answer })).toHaveLength(2)
    },
  )
})
