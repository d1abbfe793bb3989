import { derivedKey, type Key, nodeOf } from './key.ts'
import type { Policy } from './policy.ts'

/** Suffixes tried for each copy: enough to meet every one of a thousand shards with near certainty. */
const SUFFIXES_A_SHARD = 40

/**
 * The keys under which `count` copies of a hot item are kept, its own first, each on another of `shards` shards; fewer
 * copies where there are fewer shards. `{key}:shard_i` read literally is a hash tag and puts all on one shard, and
 * plain suffixes reach only some: so suffixes are tried in order, and those taken whose slot is on a new shard.
 */
export function copiesOf(key: Key, count: number, shards: number): readonly Key[] {
  const copies = [key]
  const taken = new Set([nodeOf(key.slot, shards)])
  // Inside a hash tag only the tag decides, so the suffix goes before everything, and the tag is undone.
  const plain = key.name.replaceAll(/[{}]/g, '|')
  for (let suffix = 1; copies.length < Math.min(count, shards); suffix++) {
    if (suffix > SUFFIXES_A_SHARD * shards) break
    const copy = derivedKey(key, `${plain}:shard_${suffix}`)
    const shard = nodeOf(copy.slot, shards)
    if (taken.has(shard)) continue
    taken.add(shard)
    copies.push(copy)
  }
  return copies
}

/** The copies of each item, worked out once. */
export class ReplicatedKeys {
  private readonly known = new Map<string, readonly Key[]>()
  private readonly count: number
  private readonly shards: number

  constructor(count: number, shards: number) {
    this.count = count
    this.shards = shards
  }

  of(key: Key): readonly Key[] {
    let copies = this.known.get(key.name)
    if (copies === undefined) {
      copies = copiesOf(key, this.count, this.shards)
      this.known.set(key.name, copies)
    }
    return copies
  }
}

/** The copies that a policy keeps of its hot keys; null where it keeps none. */
export function replicatedKeysOf(
  { hotKeys }: Pick<Policy, 'hotKeys'>,
  shards: number,
): ReplicatedKeys | null {
  const count = hotKeys?.copies ?? 1
  return count > 1 ? new ReplicatedKeys(count, shards) : null
}
