import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { type CopiedNode, lockName, type Stored } from '#cache/nodeContent.ts'
import { MockNodes } from '#wire/mockNodes.ts'
import { RedisNode } from '#world/redisNode.ts'

const keys = ['a', 'b'].map(name => makeKey('page', name))

const command = fc.record({
  does: fc.constantFrom(
    ...(['look up', 'look up', 'look up', 'fill', 'fill', 'delete', 'clear'] as const),
    ...(['take', 'take', 'renew', 'release', 'peek', 'drop', 'save', 'restore'] as const),
  ),
  key: fc.nat(keys.length - 1),
  wantsToken: fc.boolean(),
  version: fc.integer({ min: 1, max: 4 }),
  /** Which of the stamps given so far a fill shows, the latest first; null and beyond them, none. */
  stampsBack: fc.option(fc.nat(3), { freq: 2 }),
  holder: fc.constantFrom('i1', 'i2'),
  isLeased: fc.boolean(),
  keepMs: fc.integer({ min: 1, max: 20 }),
  /** Time that passes before the command; 60 s is the life of a token. */
  afterMs: fc.oneof({ arbitrary: fc.nat(4), weight: 9 }, fc.constantFrom(59_999, 60_000)),
})
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

/** What a node answers; stamps by the order in which they were given, since each node has names of its own. */
async function answers(commands: readonly Command[], node: CopiedNode, clock: { nowMs: number }) {
  let saved: readonly Stored[] = []
  const stamps: string[] = []
  const named = (stamp: string) => {
    if (!stamps.includes(stamp)) stamps.push(stamp)
    return stamps.indexOf(stamp)
  }
  const shown = ({ name, key, entry, stamp, untilMs }: Stored) => {
    const isLease = name !== key.name
    return { name, key: key.name, entry, untilMs, stamp: isLease ? stamp : named(stamp) }
  }
  const given: unknown[] = []
  clock.nowMs = 0
  for (const command of commands) {
    const { does, key: n, wantsToken, version, stampsBack, keepMs, afterMs, holder, isLeased } = command
    const key = keys[n]!
    clock.nowMs += afterMs
    if (does === 'look up') {
      const { entry, stamp } = await node.lookUp(key, wantsToken, clock.nowMs)
      given.push({ entry, stamp: stamp === null ? null : named(stamp) })
    } else if (does === 'fill') {
      const entry = {
        value: given.length,
        version,
        createdAtMs: clock.nowMs,
        freshUntilMs: 0.1,
        keptUntilMs: 0.2,
        exists: wantsToken,
        loadMs: 0,
      }
      const seen = stampsBack === null ? null : (stamps.at(-1 - stampsBack) ?? null)
      given.push(await node.fill(key, entry, seen, keepMs, clock.nowMs, isLeased ? holder : null))
    } else if (does === 'delete') await node.delete(key, clock.nowMs)
    else if (does === 'take') given.push(await node.takeLease(key, holder, keepMs, clock.nowMs))
    else if (does === 'renew') given.push(await node.renewLease(key, holder, keepMs, clock.nowMs))
    else if (does === 'release') await node.releaseLease(key, holder, clock.nowMs)
    else if (does === 'drop') await node.drop(isLeased ? lockName(key) : key.name, key)
    else if (does === 'peek') {
      const held = await node.peek(isLeased ? lockName(key) : key.name, key, clock.nowMs)
      given.push(held && shown(held))
    } else if (does === 'save') {
      saved = await node.save(clock.nowMs)
      given.push([...saved].sort((a, b) => (a.name < b.name ? -1 : 1)).map(shown))
    } else if (does === 'restore') await node.restore(saved, clock.nowMs)
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
