import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entry, page, REFUSED, RedisRig } from './redisRig.ts'

const trouble = fc.oneof(
  fc.record({ kind: fc.constant('slow' as const), factor: fc.constantFrom(1, 1, 3, 50) }),
  fc.record({ kind: fc.constant('hangs' as const), forMs: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('down' as const), forMs: fc.integer({ min: 1, max: 40 }) }),
)
/** Never at the same time as something else: what happens then is nobody's promise. */
const moment = (offset: number) => fc.nat(400).map(n => n / 4 + offset)

test('a node executes commands once, in the order in which they arrive, and every client hears the end', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(moment(0), { minLength: 1, maxLength: 40 }),
      fc.array(fc.record({ atMs: moment(0.13), trouble }), { maxLength: 6 }),
      fc.constantFrom(null, 6, 20, 200),
      (sentMs, troubles, commandTimeoutMs) => {
        const rig = new RedisRig({ redis: { commandTimeoutMs } })
        const fills = sentMs.sort((a, b) => a - b).map((atMs, n) => rig.fill(atMs, entry(n + 1)))
        let refuses = false
        for (const { atMs, trouble } of troubles) {
          if (trouble.kind === 'slow') rig.at(atMs, () => rig.cluster.slowDown(0, trouble.factor))
          else rig.down(atMs, trouble.forMs, { hangs: trouble.kind === 'hangs' })
          refuses ||= trouble.kind === 'down'
        }
        rig.run(100_000)
        const executed = rig.told.map(line => Number(line.split(' ')[2]))
        expect(executed).toEqual([...new Set(executed)].sort((a, b) => a - b))
        for (const [n, fill] of fills.entries()) {
          expect(fill.outcome).toBeOneOf([true, REFUSED])
          if (fill.outcome === true || !refuses) expect(executed).toContain(n + 1)
          if (commandTimeoutMs !== null) expect(fill.atMs! - sentMs[n]!).toBeLessThan(commandTimeoutMs + 1e-6)
        }
        const last = rig.read(0, page)
        rig.cluster.slowDown(0, 1)
        rig.run(101_000)
        expect(last.outcome).toBe(executed.at(-1) ?? null)
      },
    ),
    { numRuns: 500 },
  )
})
