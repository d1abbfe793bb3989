import type { Key } from '#cache/key.ts'
import type { Stored } from '#cache/nodeContent.ts'
import type { Program } from '#kernel/program.ts'
import { answer, type RedisShard } from './redisShard.ts'

/** A node holds this, as far as it has not expired, and nothing else: it was restarted, or replaced by a replica. */
export function* restore(shard: RedisShard, content: readonly Stored[]): Program<void> {
  const { commands, memory, sizes, clockMs } = shard
  yield* answer(commands.restore(content, clockMs))
  if (memory === null) return
  memory.clear()
  for (const stored of content) {
    const { name, key, entry, untilMs } = stored
    if (untilMs <= clockMs) continue
    memory.write({ name, key, isEntry: entry !== null, bytes: sizes.stored(stored), untilMs }, clockMs)
  }
  yield* shard.makeRoom(memory)
  memory.tell()
}

/** Tells which entries a node has got back with this content: those of `names`, and which of them it lacks; null: all. */
export function tellRestored(
  { memory, sizes, watcher, clockMs }: RedisShard,
  content: readonly Stored[],
  names: ReadonlyMap<string, Key> | null,
): void {
  const restored = new Map(content.map(stored => [stored.name, stored]))
  for (const [name, key] of names ?? content.map(({ name, key }) => [name, key] as const)) {
    // A lease is nobody's entry.
    if (name !== key.name) continue
    const stored = restored.get(name)
    // Memory may have had no room for it.
    const isThere = stored !== undefined && stored.untilMs > clockMs && (memory?.holds(name, clockMs) ?? true)
    if (isThere && stored.entry !== null)
      watcher.stored(key, stored.entry, memory === null ? 0 : sizes.stored(stored))
    else if (names !== null) watcher.deleted(key)
  }
}
