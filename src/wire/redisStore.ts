import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type Lookup, type StoreNode, TierUnavailable, TOKEN_MS } from '#cache/ports.ts'

const NOTHING: Lookup = { entry: null, stamp: null }

/** What the store uses of an ioredis client; one of ioredis-mock fits as well. */
export interface RedisClient {
  get(key: string): Promise<string | null>
  set(key: string, stored: string, unit: 'PX', keepMs: number): Promise<'OK' | null>
  set(key: string, stored: string, unit: 'PX', keepMs: number, only: 'NX'): Promise<'OK' | null>
  del(key: string): Promise<number>
  flushdb(): Promise<'OK'>
  defineCommand(name: string, script: { readonly numberOfKeys: number; readonly lua: string }): void
}

/** What `defineCommand` adds to a client. */
interface FillCommand {
  fillSeen(key: string, seen: string, version: number, stored: string, keepMs: number): Promise<unknown>
}

/** Keeps an entry if the key still holds what was seen, or an older version. A miss token has no version. */
const FILL_SEEN = {
  numberOfKeys: 1,
  lua: `
local held = redis.call('GET', KEYS[1])
if not held then return 0 end
local stamp, version = string.match(held, '^(%S+) (%S+)')
version = tonumber(version)
local isOlder = version and version < tonumber(ARGV[2])
if stamp ~= ARGV[1] and not isOlder then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1
`,
}

/**
 * The commands of the shared tier on a Redis: one string a key, which is an entry (`<stamp> <version> <json>`) or a miss
 * token (`<stamp> miss`). Redis keeps its own clock, so the one of the port is not asked. Whatever the client
 * fails with becomes TierUnavailable.
 */
export class RedisStore implements StoreNode {
  private readonly client: RedisClient & FillCommand
  private readonly stamp: () => string

  /** `stamp` gives a new name without spaces each time, unlike any other given by whoever writes to this Redis. */
  constructor(client: RedisClient, stamp: () => string) {
    client.defineCommand('fillSeen', FILL_SEEN)
    this.client = client as RedisClient & FillCommand
    this.stamp = stamp
  }

  /** A miss without a stamp, although a token was wanted, means that the key came and went meanwhile. */
  async lookUp(key: Key, wantsToken: boolean): Promise<Lookup> {
    const held = await this.get(key)
    if (held !== null || !wantsToken) return held ?? NOTHING
    const stamp = this.stamp()
    const reply = await answered('SET NX', () =>
      this.client.set(key.name, tokenText(stamp), 'PX', TOKEN_MS, 'NX'),
    )
    if (reply === 'OK') return { entry: null, stamp }
    return (await this.get(key)) ?? NOTHING
  }

  /** Throws RangeError unless `keepMs` is a positive whole number, which is all Redis takes. */
  async fill(key: Key, entry: Entry, seen: string | null, keepMs: number): Promise<boolean> {
    if (!Number.isSafeInteger(keepMs) || keepMs < 1)
      throw new RangeError(`cannot keep an entry for ${keepMs} ms`)
    const { client } = this
    const stored = entryText(this.stamp(), entry)
    if (seen === null) {
      await answered('SET', () => client.set(key.name, stored, 'PX', keepMs))
      return true
    }
    const kept = await answered('the fill script', () =>
      client.fillSeen(key.name, seen, entry.version, stored, keepMs),
    )
    return kept === 1
  }

  async delete(key: Key): Promise<void> {
    await answered('DEL', () => this.client.del(key.name))
  }

  async clear(): Promise<void> {
    await answered('FLUSHDB', () => this.client.flushdb())
  }

  private get(key: Key): Promise<Lookup | null> {
    return answered('GET', async () => {
      const stored = await this.client.get(key.name)
      return stored === null ? null : readText(stored)
    })
  }
}

function tokenText(stamp: string): string {
  return `${stamp} miss`
}

/** JSON writes the shortest digits that read back as the same float64, so times keep every bit. */
function entryText(stamp: string, entry: Entry): string {
  const { version, ...rest } = entry
  return `${stamp} ${version} ${JSON.stringify(rest)}`
}

/** Throws SyntaxError if another program wrote the text. */
function readText(stored: string): Lookup {
  const stampEnd = stored.indexOf(' ')
  const stamp = stored.slice(0, stampEnd)
  if (stored === tokenText(stamp)) return { entry: null, stamp }
  const versionEnd = stored.indexOf(' ', stampEnd + 1)
  const version = Number(stored.slice(stampEnd + 1, versionEnd))
  if (stampEnd < 1 || versionEnd < 0 || Number.isNaN(version)) throw new SyntaxError('not an entry')
  return { entry: { ...JSON.parse(stored.slice(versionEnd + 1)), version }, stamp }
}

async function answered<A>(command: string, run: () => Promise<A>): Promise<A> {
  try {
    return await run()
  } catch (cause) {
    throw new TierUnavailable(`redis did not answer ${command}`, { cause })
  }
}
