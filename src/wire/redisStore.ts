import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { lockName } from '#cache/nodeContent.ts'
import { type Lookup, type StoreNode, TierUnavailable, TOKEN_MS } from '#cache/ports.ts'
import { SCRIPTS, type ScriptCommands } from './scripts.ts'
import { entryText, readText, tokenText } from './storedText.ts'

const FULL = 'full'
const NOTHING: Lookup = { entry: null, stamp: null }

/** What the store uses of an ioredis client; one of ioredis-mock fits as well. */
export interface RedisClient {
  get(key: string): Promise<string | null>
  set(key: string, text: string, unit: 'PX', keepMs: number): Promise<'OK' | null>
  set(key: string, text: string, unit: 'PX', keepMs: number, only: 'NX'): Promise<'OK' | null>
  del(key: string): Promise<number>
  flushdb(): Promise<'OK'>
  defineCommand(name: string, script: { readonly numberOfKeys: number; readonly lua: string }): void
}

/**
 * The commands of the shared tier on a Redis: one string a key, which is an entry or a miss token (`storedText.ts`), and
 * one for a lock, which is its holder. Redis keeps its own clock, so the one of the port is not asked. Whatever the
 * client fails with becomes TierUnavailable.
 */
export class RedisStore implements StoreNode {
  private readonly client: RedisClient & ScriptCommands
  private readonly stamp: () => string

  /** `stamp` gives a new name without spaces each time, unlike any other given by whoever writes to this Redis. */
  constructor(client: RedisClient, stamp: () => string) {
    for (const [name, script] of Object.entries(SCRIPTS)) client.defineCommand(name, script)
    this.client = client as RedisClient & ScriptCommands
    this.stamp = stamp
  }

  /** A miss without a stamp, although a token was wanted: the key came and went meanwhile, or there is no room. */
  async lookUp(key: Key, wantsToken: boolean): Promise<Lookup> {
    const held = await this.get(key)
    if (held !== null || !wantsToken) return held ?? NOTHING
    const stamp = this.stamp()
    const reply = await unlessFull(
      answered('SET NX', () => this.client.set(key.name, tokenText(stamp), 'PX', TOKEN_MS, 'NX')),
    )
    if (reply === FULL) return NOTHING
    if (reply === 'OK') return { entry: null, stamp }
    return (await this.get(key)) ?? NOTHING
  }

  /** False also when there is no room. Throws RangeError unless `keepMs` is a positive whole number, which is all Redis takes. */
  async fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    keepMs: number,
    _clockMs?: number,
    lease: string | null = null,
  ): Promise<boolean> {
    requireWhole('keep an entry', keepMs)
    const { client } = this
    const { name } = key
    const { version } = entry
    const text = entryText(this.stamp(), entry)
    if (seen === null && lease === null) {
      return (await unlessFull(answered('SET', () => client.set(name, text, 'PX', keepMs)))) !== FULL
    }
    const kept = answered('the fill script', () => {
      if (lease === null) return client.fillSeen(name, seen!, version, text, keepMs)
      const lock = lockName(key)
      return seen === null
        ? client.fillLeased(name, lock, text, keepMs, lease)
        : client.fillSeenLeased(name, lock, seen, version, text, keepMs, lease)
    })
    return (await unlessFull(kept)) === 1
  }

  async delete(key: Key): Promise<void> {
    await answered('DEL', () => this.client.del(key.name))
  }

  /** `leaseMs` is a positive whole number, as for `fill`. */
  async takeLease(key: Key, holder: string, leaseMs: number): Promise<boolean> {
    requireWhole('lease a key', leaseMs)
    const reply = await answered('SET NX', () => this.client.set(lockName(key), holder, 'PX', leaseMs, 'NX'))
    return reply === 'OK'
  }

  async renewLease(key: Key, holder: string, leaseMs: number): Promise<boolean> {
    requireWhole('lease a key', leaseMs)
    const renewed = await answered('the renewal script', () =>
      this.client.renewLease(lockName(key), holder, leaseMs),
    )
    return renewed === 1
  }

  async releaseLease(key: Key, holder: string): Promise<void> {
    await answered('the release script', () => this.client.releaseLease(lockName(key), holder))
  }

  async clear(): Promise<void> {
    await answered('FLUSHDB', () => this.client.flushdb())
  }

  private get(key: Key): Promise<Lookup | null> {
    return answered('GET', async () => {
      const text = await this.client.get(key.name)
      return text === null ? null : readText(text)
    })
  }
}

function requireWhole(what: string, ms: number): void {
  if (!Number.isSafeInteger(ms) || ms < 1) throw new RangeError(`cannot ${what} for ${ms} ms`)
}

/** A Redis with 'noeviction' that is full answers that a write is not allowed; it has not been carried out. */
async function unlessFull<A>(written: Promise<A>): Promise<A | typeof FULL> {
  try {
    return await written
  } catch (error) {
    const cause = error instanceof TierUnavailable ? error.cause : undefined
    if (cause instanceof Error && cause.message.includes('OOM command not allowed')) return FULL
    throw error
  }
}

export async function answered<A>(command: string, run: () => Promise<A>): Promise<A> {
  try {
    return await run()
  } catch (cause) {
    throw new TierUnavailable(`redis did not answer ${command}`, { cause })
  }
}
