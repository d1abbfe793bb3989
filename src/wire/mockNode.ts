import type { Entry } from '#cache/entry.ts'
import type { Key } from '#cache/key.ts'
import { type CopiedNode, lockName, type Stored } from '#cache/nodeContent.ts'
import type { Lookup } from '#cache/ports.ts'
import { answered, type RedisClient, RedisStore } from './redisStore.ts'
import { entryText, readText, tokenText } from './storedText.ts'

/** What copying uses of a client, besides what the store does. */
export interface CopiedClient extends RedisClient {
  keys(pattern: string): Promise<string[]>
  pttl(key: string): Promise<number>
}

/**
 * A node of the embedded Redis, whose content a simulated restart or replica can copy. A real Redis does that by
 * itself: by RDB and by replication.
 */
export class MockNode extends RedisStore implements CopiedNode {
  private readonly copied: CopiedClient
  /** What Redis knows by name alone. */
  private readonly keys = new Map<string, Key>()

  constructor(client: CopiedClient, stamp: () => string) {
    super(client, stamp)
    this.copied = client
  }

  override lookUp(key: Key, wantsToken: boolean): Promise<Lookup> {
    if (wantsToken) this.keys.set(key.name, key)
    return super.lookUp(key, wantsToken)
  }

  override fill(
    key: Key,
    entry: Entry,
    seen: string | null,
    keepMs: number,
    clockMs?: number,
    lease: string | null = null,
  ): Promise<boolean> {
    this.keys.set(key.name, key)
    return super.fill(key, entry, seen, keepMs, clockMs, lease)
  }

  override takeLease(key: Key, holder: string, leaseMs: number): Promise<boolean> {
    this.keys.set(lockName(key), key)
    return super.takeLease(key, holder, leaseMs)
  }

  peek(name: string, key: Key, clockMs: number): Promise<Stored | null> {
    return answered('GET and PTTL', async () => {
      const text = await this.copied.get(name)
      if (text === null) return null
      const untilMs = clockMs + (await this.copied.pttl(name))
      if (name !== key.name) return { name, key, entry: null, stamp: text, untilMs }
      return { name, key, ...readText(text), untilMs }
    })
  }

  async drop(name: string): Promise<void> {
    await answered('DEL', () => this.copied.del(name))
  }

  async save(clockMs: number): Promise<readonly Stored[]> {
    const content: Stored[] = []
    for (const name of await answered('KEYS', () => this.copied.keys('*'))) {
      const key = this.keys.get(name)
      const stored = key === undefined ? null : await this.peek(name, key, clockMs)
      if (stored !== null) content.push(stored)
    }
    return content
  }

  async restore(content: readonly Stored[], clockMs: number): Promise<void> {
    await this.clear()
    for (const stored of content) {
      const keepMs = stored.untilMs - clockMs
      if (keepMs < 1) continue
      this.keys.set(stored.name, stored.key)
      await answered('SET', () => this.copied.set(stored.name, textOf(stored), 'PX', keepMs))
    }
  }
}

function textOf({ name, key, entry, stamp }: Stored): string {
  if (name !== key.name) return stamp
  return entry === null ? tokenText(stamp) : entryText(stamp, entry)
}
