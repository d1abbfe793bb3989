import { describe, expect, it } from 'vitest'
import { axisFrom } from '#cli/sweep/axis.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { complaint } from '../complaint.ts'

const lab = scenario('thundering-herd')!
const base = { world: lab.world, design: lab.designs[1]! }
const valuesOf = (text: string) => axisFrom('--x', text, base).values

describe('an axis', () => {
  it.each([
    ['ttlMs=1000..60000', [1000, 15750, 30500, 45250, 60000]],
    ['ttlMs=60000..1000:3', [60000, 30500, 1000]],
    ['ttlMs=1000,5000,30000', [1000, 5000, 30000]],
    ['ttlMs=5000', [5000]],
    ['ttlMs=5000..5000', [5000]],
    ['rate=0.5..2:4', [0.5, 1, 1.5, 2]],
    ['rate=0.1..0.4:4', [0.1, 0.2, 0.3, 0.4]],
    ['early-expiry=0..4:3', [0, 2, 4]],
    ['early-expiry=1..2:3', [1, 1.5, 2]],
    ['coalescing=fleet,none', ['fleet', 'none']],
    ['cdc-backstop=off,on', ['off', 'on']],
  ])('%s has the values %j', (text, values) => {
    expect(valuesOf(text)).toEqual(values)
  })

  it('over milliseconds has whole ones', () => {
    expect(valuesOf('ttlMs=1000..2000:4')).toEqual([1000, 1333, 1667, 2000])
  })

  it('over what is counted has whole numbers, each once', () => {
    expect(valuesOf('redis-replicas=0..2')).toEqual([0, 1, 2])
    expect(valuesOf('hot-copies=1..12:4')).toEqual([1, 5, 8, 12])
  })

  it.each([
    ['ttlMs', ['--x', '"ttlMs"', 'name=from..to']],
    ['=1..2', ['--x', 'name=from..to']],
    ['ttl=1..2', ['--x', '"ttl"', 'ttlMs', 'rate', 'early-expiry']],
    ['toString=1', ['--x', '"toString"', 'ttlMs']],
    ['ttlMs=', ['--x', '""', 'a number']],
    ['ttlMs=1,,2', ['--x', '""', 'a number']],
    ['ttlMs=1..x', ['--x', '"1..x"', 'a number']],
    ['ttlMs=1e3', ['--x', '"1e3"', 'a number']],
    ['ttlMs=1..9:1', ['--x', '"1..9:1"', '2 to 2500 steps']],
    ['ttlMs=1..9:99999999999', ['--x', '2 to 2500 steps']],
    ['ttlMs=5,7,5', ['--x', '"5,7,5"', 'once']],
    ['coalescing=none,some', ['--x', '"some"', 'none, instance, fleet']],
    ['coalescing=1..2', ['--x', '"1..2"', 'none, instance, fleet']],
  ])('%s is refused in one line with field, value and what is allowed', (text, names) => {
    const said = complaint(() => valuesOf(text))
    expect(said.split('\n')).toHaveLength(1)
    for (const name of names) expect(said).toContain(name)
  })
})
