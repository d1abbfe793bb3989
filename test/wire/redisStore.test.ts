import { describe, expect, test } from 'vitest'
import type { Entry } from '#cache/entry.ts'
import { makeKey, slotOf } from '#cache/key.ts'
import { lockName } from '#cache/nodeContent.ts'
import { type StoreNode, TierUnavailable } from '#cache/ports.ts'
import { type RedisClient, RedisStore } from '#wire/redisStore.ts'

const key = makeKey('page', 'page:home')
const entry: Entry = {
  value: 1,
  version: 7,
  createdAtMs: 0.5,
  freshUntilMs: 300,
  keptUntilMs: 900.5,
  exists: true,
  loadMs: 2,
}
const names = [
  'get',
  'set',
  'del',
  'flushdb',
  'fillSeen',
  'fillSeenLeased',
  'fillLeased',
  'renewLease',
  'releaseLease',
] as const
type Name = (typeof names)[number]

const stored =
  's1 7 {"value":1,"createdAtMs":0.5,"freshUntilMs":300,"keptUntilMs":900.5,"exists":true,"loadMs":2}'

/** A store on a client with these replies, and the commands it was sent. */
function onClient(replies: Partial<Record<Name, () => unknown>>) {
  const sent: unknown[][] = []
  const command =
    (name: Name) =>
    async (...args: unknown[]) => {
      sent.push([name, ...args])
      return replies[name]?.() ?? null
    }
  const commands = Object.fromEntries(names.map(name => [name, command(name)]))
  const client = { ...commands, defineCommand: () => {} } as unknown as RedisClient
  let stamps = 0
  return { store: new RedisStore(client, () => `s${++stamps}`), sent }
}

test('a key holds its stamp, its version and the rest as JSON', async () => {
  const { store, sent } = onClient({})
  await store.fill(key, entry, null, 301)
  expect(sent).toEqual([['set', 'page:home', stored, 'PX', 301]])
})

test('a lock is a key of its own in the same slot, which holds its holder', async () => {
  const { store, sent } = onClient({ set: () => 'OK', renewLease: () => 1 })
  expect(await store.takeLease(key, 'i3', 3000)).toBe(true)
  expect(await store.renewLease(key, 'i3', 2000)).toBe(true)
  await store.releaseLease(key, 'i3')
  expect(sent).toEqual([
    ['set', 'lock:{page:home}', 'i3', 'PX', 3000, 'NX'],
    ['renewLease', 'lock:{page:home}', 'i3', 2000],
    ['releaseLease', 'lock:{page:home}', 'i3'],
  ])
})

test.each(['page:home', 'page:{home}:fr', '{page}', 'page:{', 'né'])(
  'the lock of %j is in its slot',
  name => {
    expect(slotOf(lockName(makeKey('page', name)))).toBe(slotOf(name))
  },
)

test('a fill under a lease names the lock, and what it saw', async () => {
  const { store, sent } = onClient({ fillLeased: () => 1, fillSeenLeased: () => 0 })
  expect(await store.fill(key, entry, null, 301, 0, 'i3')).toBe(true)
  expect(await store.fill(key, entry, 's9', 301, 0, 'i3')).toBe(false)
  expect(sent).toEqual([
    ['fillLeased', 'page:home', 'lock:{page:home}', stored, 301, 'i3'],
    ['fillSeenLeased', 'page:home', 'lock:{page:home}', 's9', 7, stored.replace('s1', 's2'), 301, 'i3'],
  ])
})

describe('a Redis that is out of memory', () => {
  const full = () => {
    throw new Error("OOM command not allowed when used memory > 'maxmemory'.")
  }
  const { store } = onClient({ set: full, fillSeen: full, fillLeased: full, fillSeenLeased: full })

  test('refuses fills', async () => {
    expect(await store.fill(key, entry, null, 300)).toBe(false)
    expect(await store.fill(key, entry, 's1', 300)).toBe(false)
    expect(await store.fill(key, entry, 's1', 300, 0, 'i3')).toBe(false)
  })

  test('still says what it holds, but gives no token', async () => {
    expect(await store.lookUp(key, true)).toEqual({ entry: null, stamp: null })
  })

  test('gives no leases, which is an error: nobody else has them', async () => {
    await expect(store.takeLease(key, 'i3', 3000)).rejects.toThrow(TierUnavailable)
  })
})

test('a miss asks, then leaves a token unless somebody else was faster', async () => {
  const { store, sent } = onClient({ set: () => 'OK' })
  expect(await store.lookUp(key, true)).toEqual({ entry: null, stamp: 's1' })
  expect(sent).toEqual([
    ['get', 'page:home'],
    ['set', 'page:home', 's1 miss', 'PX', 60_000, 'NX'],
  ])
})

test('a miss whose token lost takes what won', async () => {
  const replies = [null, 's9 miss']
  const { store } = onClient({ get: () => replies.shift() })
  expect(await store.lookUp(key, true)).toEqual({ entry: null, stamp: 's9' })
})

test('a miss whose token lost to a key that is gone again has no stamp, so that nothing is filled', async () => {
  const { store, sent } = onClient({})
  expect(await store.lookUp(key, true)).toEqual({ entry: null, stamp: null })
  expect(sent.map(([name]) => name)).toEqual(['get', 'set', 'get'])
})

test.each<[string, (store: StoreNode) => unknown]>([
  ['GET', store => store.lookUp(key, false, 0)],
  ['SET', store => store.fill(key, entry, null, 300, 0)],
  ['the fill script', store => store.fill(key, entry, 's1', 300, 0)],
  ['the fill script', store => store.fill(key, entry, null, 300, 0, 'i3')],
  ['the fill script', store => store.fill(key, entry, 's1', 300, 0, 'i3')],
  ['SET NX', store => store.takeLease(key, 'i3', 3000, 0)],
  ['the renewal script', store => store.renewLease(key, 'i3', 3000, 0)],
  ['the release script', store => store.releaseLease(key, 'i3', 0)],
  ['DEL', store => store.delete(key, 0)],
  ['FLUSHDB', store => store.clear()],
])('a client that fails on %s is a tier that does not answer', async (command, run) => {
  const cause = new Error('connection is closed')
  const fail = () => {
    throw cause
  }
  const { store } = onClient(Object.fromEntries(names.map(name => [name, fail])))
  const error = await Promise.resolve(run(store)).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(TierUnavailable)
  expect(error).toMatchObject({ message: `redis did not answer ${command}`, cause })
})

test('a client that fails on the token is a tier that does not answer', async () => {
  const fail = () => {
    throw new Error('connection is closed')
  }
  await expect(onClient({ set: fail }).store.lookUp(key, true)).rejects.toThrow(TierUnavailable)
})

test.each(['', 'text', ' 7 {}', 's1 7', 's1 seven {}', 's1 7 {', 's1 missing'])(
  'the text %j, which another program left, is no answer',
  async stored => {
    const { store } = onClient({ get: () => stored })
    await expect(store.lookUp(key, false)).rejects.toThrow(TierUnavailable)
  },
)

test.each([0, -1, 100.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'keeping an entry or a lease for %d ms is a bug of the caller',
  async keepMs => {
    const { store, sent } = onClient({})
    await expect(store.fill(key, entry, null, keepMs)).rejects.toThrow(RangeError)
    await expect(store.takeLease(key, 'i3', keepMs)).rejects.toThrow(RangeError)
    await expect(store.renewLease(key, 'i3', keepMs)).rejects.toThrow(RangeError)
    expect(sent).toEqual([])
  },
)
