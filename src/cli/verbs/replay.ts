import { createReadStream } from 'node:fs'
import { EVICTION_KINDS, type EvictionKind } from '#cache/eviction/eviction.ts'
import { makeEviction } from '#cache/eviction/makeEviction.ts'
import { Chance } from '#kernel/chance.ts'
import { REDIS_7, RedisEviction } from '#world/redisEviction.ts'
import { BadInput } from '../badInput.ts'
import { oneOf } from '../inputs.ts'
import type { Output } from '../output.ts'

const REDIS_POLICIES = ['redis-lru', 'redis-lfu'] as const
type RedisPolicy = (typeof REDIS_POLICIES)[number]
type ReplayPolicy = EvictionKind | RedisPolicy
const REPLAY_POLICIES: readonly ReplayPolicy[] = [...EVICTION_KINDS, ...REDIS_POLICIES]

const SIZE_MAX = 10_000_000
const CHUNK_BYTES = 1 << 20
const KEY_BYTES_MAX = 65_536
/** Redis samples by chance: always by the same, so that a replay can be repeated. */
const SEED = 1
const NEW_LINE = 10
const RETURN = 13
const SPACE = 32

interface ReplayOptions {
  readonly policy: string
  readonly size: string
}

/** Takes a key, loads it if it is not held, and returns whether it was. */
type Store = (key: string) => boolean

/**
 * Replays a trace, one key per line, through an empty store of `size` entries that loads what it misses. Blank
 * lines are no requests; keys are compared byte by byte. `file` is a path, or `-` for stdin.
 */
export async function replay(file: string, options: ReplayOptions, output: Output): Promise<void> {
  const policy = oneOf('--policy', options.policy, REPLAY_POLICIES)
  const size = sizeOf(options.size)
  const store = storeWith(policy, size)
  let requests = 0
  let hits = 0
  await eachKey(file, key => {
    requests++
    if (store(key)) hits++
  })
  if (requests === 0) throw new BadInput('trace', file, 'at least one key, one per line')
  const misses = requests - hits
  const hitRate = hits / requests
  output.json({ trace: file, policy, size, requests, hits, misses, hitRate })
  output.line(`requests  ${requests}`)
  output.line(`hits      ${hits}`)
  output.line(`misses    ${misses}`)
  output.line(`hit rate  ${(100 * hitRate).toFixed(2)} %`)
}

function sizeOf(text: string): number {
  const size = Number(text)
  if (!/^\d+$/.test(text) || size < 1 || size > SIZE_MAX)
    throw new BadInput('--size', text, `a whole number of entries from 1 to ${SIZE_MAX}`)
  return size
}

function storeWith(policy: ReplayPolicy, size: number): Store {
  if (policy === 'redis-lru' || policy === 'redis-lfu') return redisWith(policy, size)
  const eviction = makeEviction(policy, size)
  return key => {
    if (eviction.touch(key)) return true
    eviction.add(key)
    return false
  }
}

/**
 * A trace has no times, and Redis needs them: every request advances the clock by 1 ms, as on a node with 1,000
 * requests a second. Redis as it is shipped then tells accesses apart by the thousand requests (its LRU clock has
 * seconds), and its LFU counters lose one every 60,000 (a minute). Nothing is made finer here, for this is what
 * Redis does at that pace: nearly exact LRU, but for stores so small that a second replaces all they hold.
 */
function redisWith(policy: RedisPolicy, size: number): Store {
  const keys = new RedisEviction(
    { ...REDIS_7, policy: policy === 'redis-lru' ? 'lru' : 'lfu' },
    new Chance(SEED).about('redis eviction'),
    0,
  )
  let nowMs = 0
  return key => {
    nowMs++
    if (keys.touch(key, nowMs)) return true
    if (keys.size === size) keys.remove(keys.victim(nowMs)!)
    keys.add(key, 1, nowMs)
    return false
  }
}

/** Hands on each key of a trace in turn; what is read at once is a chunk. */
async function eachKey(file: string, take: (key: string) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  try {
    const chunks = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES })
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      rest = bytes.subarray(takeLines(bytes, take))
      checkLength(rest.length)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw new BadInput('trace', file, 'a file that can be read, or - for stdin')
  }
  takeLine(rest, 0, rest.length, take)
}

/** Returns where the last line begins, which has no end yet. */
function takeLines(bytes: Buffer, take: (key: string) => void): number {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== NEW_LINE) continue
    takeLine(bytes, start, at, take)
    start = at + 1
  }
  return start
}

function takeLine(bytes: Buffer, start: number, end: number, take: (key: string) => void): void {
  const last = end > start && bytes[end - 1] === RETURN ? end - 1 : end
  let at = start
  while (at < last && (bytes[at] as number) <= SPACE) at++
  if (at === last) return
  checkLength(last - start)
  // Latin 1 makes one character of each byte: keys stay as different as they are, whatever their encoding.
  take(bytes.toString('latin1', start, last))
}

function checkLength(bytes: number): void {
  if (bytes > KEY_BYTES_MAX)
    throw new BadInput('trace', `a line of ${bytes} bytes`, `keys of at most ${KEY_BYTES_MAX} bytes`)
}
