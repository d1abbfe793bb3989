import type { Design } from '#cache/design.ts'
import { encodedBytes } from '#cache/encoding.ts'
import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import type { Stored } from '#cache/nodeContent.ts'
import type { World } from './world.ts'

/** Of a key beside its name and value: Redis's object, dictionary entry and expiry. Others measured 90 to 120. */
const OVERHEAD_BYTES = 100
const DEFAULT_VALUE_BYTES = 1000
/** What stands for a row that does not exist. */
const ABSENT_BYTES = 4
const TOKEN_BYTES = 16

/** Bytes that a Redis node needs for what it holds. */
export class RedisSizes {
  private readonly world: World
  private readonly design: Design
  /** By data type. */
  private readonly values = new Map<string, number>()

  constructor(world: World, design: Design) {
    this.world = world
    this.design = design
  }

  stored({ name, key, entry, stamp }: Stored): number {
    if (entry !== null) return this.entry(key, entry)
    return name === key.name ? this.token(key) : this.lease(name, stamp)
  }

  entry(key: Key, entry: Entry): number {
    return OVERHEAD_BYTES + key.name.length + (entry.exists ? this.value(key.type) : ABSENT_BYTES)
  }

  token(key: Key): number {
    return OVERHEAD_BYTES + key.name.length + TOKEN_BYTES
  }

  lease(lock: string, holder: string): number {
    return OVERHEAD_BYTES + lock.length + holder.length
  }

  private value(type: string): number {
    let bytes = this.values.get(type)
    if (bytes === undefined) {
      const { values } = this.world
      const { policies } = this.design
      bytes = Object.hasOwn(values, type) ? values[type]!.bytes : DEFAULT_VALUE_BYTES
      if (Object.hasOwn(policies, type)) bytes = encodedBytes(policies[type]!.encoding, bytes)
      this.values.set(type, bytes)
    }
    return bytes
  }
}
