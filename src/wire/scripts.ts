/**
 * What must be checked and done in one step. A script touches only keys of one slot: a key, and its lock (`lockName`).
 */

/** Keeps ARGV[3] if the key still holds what was seen, or an older version. A miss token has no version. */
const KEEP_IF_SEEN = `
local held = redis.call('GET', KEYS[1])
if not held then return 0 end
local stamp, version = string.match(held, '^(%S+) (%S+)')
version = tonumber(version)
local isOlder = version and version < tonumber(ARGV[2])
if stamp ~= ARGV[1] and not isOlder then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1
`

export const SCRIPTS = {
  /** The key; seen stamp, version, text, PX. */
  fillSeen: { numberOfKeys: 1, lua: KEEP_IF_SEEN },
  /** The key and its lock; as `fillSeen`, and the holder. Refused unless the lock is the holder's. */
  fillSeenLeased: {
    numberOfKeys: 2,
    lua: `
if redis.call('GET', KEYS[2]) ~= ARGV[5] then return 0 end
${KEEP_IF_SEEN}`,
  },
  /** The key and its lock; text, PX, holder. */
  fillLeased: {
    numberOfKeys: 2,
    lua: `
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`,
  },
  /** The lock; holder, PX. */
  renewLease: {
    numberOfKeys: 1,
    lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`,
  },
  /** The lock; holder. */
  releaseLease: {
    numberOfKeys: 1,
    lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`,
  },
} as const

/** What `defineCommand` adds to a client; each answers 1 for done and 0 for refused. */
export interface ScriptCommands {
  fillSeen(key: string, seen: string, version: number, text: string, keepMs: number): Promise<unknown>
  fillSeenLeased(
    key: string,
    lock: string,
    seen: string,
    version: number,
    text: string,
    keepMs: number,
    holder: string,
  ): Promise<unknown>
  fillLeased(key: string, lock: string, text: string, keepMs: number, holder: string): Promise<unknown>
  renewLease(lock: string, holder: string, leaseMs: number): Promise<unknown>
  releaseLease(lock: string, holder: string): Promise<unknown>
}
