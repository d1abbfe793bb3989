import { expect, test } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { type StoreNode, TierUnavailable } from '#cache/ports.ts'
import { MockNodes } from '#wire/mockNodes.ts'

const key = makeKey('page', 'page:home')
const clock = { nowMs: 0 }

async function fill(node: StoreNode, version: number): Promise<void> {
  await node.fill(
    key,
    { value: 1, version, createdAtMs: 0, freshUntilMs: 1, keptUntilMs: 1, exists: true, loadMs: 1 },
    null,
    1000,
    0,
  )
}
async function versionIn(node: StoreNode): Promise<number | null> {
  return (await node.lookUp(key, false, 0)).entry?.version ?? null
}

test('nodes of one run, and of two runs at the same time, do not see each other', async () => {
  const [one, two] = [new MockNodes(), new MockNodes()]
  const nodes = [one.nodeFor(0, clock), one.nodeFor(1, clock), two.nodeFor(0, clock)]
  for (const [n, node] of nodes.entries()) await fill(node, n + 1)
  expect(await Promise.all(nodes.map(versionIn))).toEqual([1, 2, 3])
  await one.close()
  expect(await versionIn(nodes[2]!)).toBe(3)
  await two.close()
})

test('a run sees nothing of the one before it', async () => {
  for (const version of [1, 2, 3]) {
    const run = new MockNodes()
    const nodes = Array.from({ length: 5 }, (_, n) => run.nodeFor(n, clock))
    for (const node of nodes) {
      expect(await versionIn(node)).toBeNull()
      await fill(node, version)
    }
    await run.close()
  }
})

test('a node does not answer when its run is over, so it cannot write into the next', async () => {
  const before = new MockNodes()
  const late = before.nodeFor(0, clock)
  await before.close()
  const after = new MockNodes()
  const node = after.nodeFor(0, clock)
  await expect(fill(late, 1)).rejects.toThrow(TierUnavailable)
  expect(await versionIn(node)).toBeNull()
  await after.close()
})
