import type { Design } from '#cache/design.ts'
import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Chance } from '#kernel/chance.ts'
import type { KeySpace } from './keySpace.ts'
import type { World } from './world.ts'

/** What Redis holds when the run begins: entries of the design's own TTLs, in the middle of their lives. */
export function* warmEntries(
  world: World,
  design: Design,
  keys: KeySpace,
  chance: Chance,
): Generator<{ readonly key: Key; readonly entry: Entry }> {
  const ages = chance.about('warm age')
  let n = 0
  for (const { keys: mix, expiresAtMs } of world.warm) {
    for (const key of keys.all(mix)) {
      const draw = ages.uniform(n++)
      const ttlMs = design.policies[key.type]?.l2?.ttlMs
      if (ttlMs === undefined) continue
      const freshUntilMs = expiresAtMs ?? ttlMs * draw
      const loadMs = world.origin.queries[key.type]?.meanMs ?? 0
      yield { key, entry: { value: 1, version: 1, createdAtMs: freshUntilMs - ttlMs, freshUntilMs, loadMs } }
    }
  }
}
