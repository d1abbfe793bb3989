import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeKey } from '#cache/key.ts'
import type { StoreNode } from '#cache/ports.ts'
import { MockNodes } from '#wire/mockNodes.ts'
import { RedisNode } from '#world/redisNode.ts'

const keys = ['a', 'b'].map(name => makeKey('page', name))

const command = fc.record({
  does: fc.constantFrom('look up', 'look up', 'look up', 'fill', 'fill', 'delete', 'clear'),
  key: fc.nat(keys.length - 1),
  wantsToken: fc.boolean(),
  version: fc.integer({ min: 1, max: 4 }),
  /** Which of the stamps given so far a fill shows, the latest first; null and beyond them, none. */
  stampsBack: fc.option(fc.nat(3), { freq: 2 }),
  keepMs: fc.integer({ min: 1, max: 10 }),
  /** Time that passes before the command; 60 s is the life of a token. */
  afterMs: fc.oneof(fc.nat(8), fc.constantFrom(59_999, 60_000)),
})
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

/** What a node answers; stamps by the order in which they were given, since each node has names of its own. */
async function answers(commands: readonly Command[], node: StoreNode, clock: { nowMs: number }) {
  const stamps: string[] = []
  const given: unknown[] = []
  clock.nowMs = 0
  for (const { does, key: n, wantsToken, version, stampsBack, keepMs, afterMs } of commands) {
    const key = keys[n]!
    clock.nowMs += afterMs
    if (does === 'look up') {
      const { entry, stamp } = await node.lookUp(key, wantsToken, clock.nowMs)
      if (stamp !== null && !stamps.includes(stamp)) stamps.push(stamp)
      given.push({ entry, stamp: stamp === null ? null : stamps.indexOf(stamp) })
    } else if (does === 'fill') {
      const entry = { value: given.length, version, createdAtMs: clock.nowMs, freshUntilMs: 0.1, loadMs: 0 }
      const seen = stampsBack === null ? null : (stamps.at(-1 - stampsBack) ?? null)
      given.push(await node.fill(key, entry, seen, keepMs, clock.nowMs))
    } else if (does === 'delete') await node.delete(key, clock.nowMs)
    else await node.clear()
  }
  return given
}

test('the model and ioredis-mock answer any commands alike', async () => {
  const clock = { nowMs: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async commands => {
      const nodes = new MockNodes()
      try {
        const mocked = await answers(commands, nodes.nodeFor(0, clock), clock)
        expect(mocked).toEqual(await answers(commands, new RedisNode(), clock))
      } finally {
        await nodes.close()
      }
    }),
    { numRuns: 200 },
  )
})
