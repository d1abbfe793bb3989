import type { Key } from '#cache/key.ts'
import type { Stored } from '#cache/nodeContent.ts'
import type { Program } from '#kernel/program.ts'
import { answer, type RedisShard } from './redisShard.ts'

/**
 * A node holds this, as far as it has not expired, and nothing else: it was restarted, or replaced by a replica. Of
 * `names` it may have held something else before; null: it held nothing of this.
 */
export function* restore(
  shard: RedisShard,
  content: readonly Stored[],
  names: ReadonlyMap<string, Key> | null,
): Program<void> {
  const { commands, memory, sizes, clockMs } = shard
  yield* answer(commands.restore(content, clockMs))
  const live = content.filter(({ untilMs }) => untilMs > clockMs)
  if (memory !== null) {
    const kept = live.map(stored => ({
      name: stored.name,
      key: stored.key,
      isEntry: stored.entry !== null,
      bytes: sizes.stored(stored),
      untilMs: stored.untilMs,
    }))
    memory.replace(kept, name => names?.has(name) === false, clockMs)
  }
  tellRestored(shard, live, names)
  if (memory === null) return
  yield* shard.makeRoom(memory)
  memory.tell()
}

/** Tells which entries a node has got back with this content: those of `names`, and which of them it lacks; null: all. */
function tellRestored(
  { memory, sizes, watcher }: RedisShard,
  content: readonly Stored[],
  names: ReadonlyMap<string, Key> | null,
): void {
  const restored = new Map(content.map(stored => [stored.name, stored]))
  for (const [name, key] of names ?? content.map(({ name, key }) => [name, key] as const)) {
    // A lease is nobody's entry.
    if (name !== key.name) continue
    const stored = restored.get(name)
    if (stored !== undefined && stored.entry !== null)
      watcher.stored(key, stored.entry, memory === null ? 0 : sizes.stored(stored))
    else if (names !== null) watcher.deleted(key)
  }
}
