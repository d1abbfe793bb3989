import { describe, expect, it } from 'vitest'
import { chanceOfEarlyExpiry, expiresEarly } from '#cache/earlyExpiry.ts'
import type { Entry } from '#cache/entry.ts'
import type { EarlyExpiry } from '#cache/policy.ts'
import { OriginRefused } from '#cache/ports.ts'
import { Chance } from '#kernel/chance.ts'
import { exp } from '#kernel/math.ts'
import { answerOf, errorOf, Rig, type RigParts } from './fakes.ts'

const SEED = 20_151
const READS = 40_000

function entryWith(loadMs: number): Entry {
  return { value: 1, version: 1, createdAtMs: 0, exists: true, freshUntilMs: 1000, keptUntilMs: 1000, loadMs }
}

/** Share of reads with so much time left that refresh. */
function shareEarly(policy: EarlyExpiry, loadMs: number, leftMs: number): number {
  const draws = new Chance(SEED).about('early expiry')
  const entry = entryWith(loadMs)
  let early = 0
  for (let read = 0; read < READS; read++)
    if (expiresEarly(policy, entry, entry.freshUntilMs - leftMs, draws, read)) early++
  return early / READS
}

/** Within four standard errors of the share expected. */
function expectShare(share: number, expected: number, text: string): void {
  const error = Math.sqrt((expected * (1 - expected)) / READS)
  expect(
    Math.abs(share - expected),
    `${text}: ${share} is not ${expected} (seed ${SEED})`,
  ).toBeLessThanOrEqual(4 * error)
}

describe('the chance that a read refreshes early', () => {
  it('is exp(-t / (beta x load time)) with XFetch', () => {
    for (const beta of [0.5, 1, 2])
      for (const loadMs of [10, 60])
        for (const leftMs of [1, 10, 50, 150]) {
          const expected = exp(-leftMs / (beta * loadMs))
          const share = shareEarly({ kind: 'xfetch', beta }, loadMs, leftMs)
          expectShare(share, expected, `beta ${beta}, load ${loadMs} ms, ${leftMs} ms left`)
        }
  })

  it('is 1 - t / window in the window form, and none before the window', () => {
    for (const leftMs of [0.001, 50, 100, 150, 199]) {
      const share = shareEarly({ kind: 'window', windowMs: 200 }, 10, leftMs)
      expectShare(share, 1 - leftMs / 200, `${leftMs} ms left`)
    }
    for (const leftMs of [200, 201, 900])
      expect(shareEarly({ kind: 'window', windowMs: 200 }, 10, leftMs)).toBe(0)
  })

  it('is the one that is told, whatever the form', () => {
    const forms: readonly EarlyExpiry[] = [
      { kind: 'none' },
      { kind: 'window', windowMs: 120 },
      { kind: 'xfetch', beta: 1 },
      { kind: 'xfetch', beta: 3 },
    ]
    for (const form of forms)
      for (const leftMs of [1, 20, 60, 119, 121, 400]) {
        const told = chanceOfEarlyExpiry(form, 25, leftMs)
        expectShare(shareEarly(form, 25, leftMs), told, `${JSON.stringify(form)}, ${leftMs} ms left`)
      }
  })

  it('is none without early expiry, and none with XFetch for a load that took no time', () => {
    expect(shareEarly({ kind: 'none' }, 10, 0.001)).toBe(0)
    expect(shareEarly({ kind: 'xfetch', beta: 1 }, 0, 0.001)).toBe(0)
  })

  it('is drawn for the read: equal reads decide alike, other reads anew', () => {
    const policy: EarlyExpiry = { kind: 'xfetch', beta: 1 }
    const decide = (seed: number) =>
      Array.from({ length: 200 }, (_, read) =>
        expiresEarly(policy, entryWith(10), 993, new Chance(seed).about('early expiry'), read),
      )
    expect(decide(1)).toEqual(decide(1))
    expect(decide(1)).not.toEqual(decide(2))
    expect(new Set(decide(1)).size).toBe(2)
  })
})

/** Refreshes at nearly every read of the last milliseconds. */
const eager: RigParts['policy'] = {
  l2: { ttlMs: 1000, jitter: 0 },
  earlyExpiry: { kind: 'window', windowMs: 1000 },
}
const tiers: Readonly<Record<string, RigParts['policy']>> = {
  'in L1': { ...eager, l1: { ttlMs: 60_000, maxEntries: 10 } },
  'in L1 alone': { ...eager, l1: { ttlMs: 1000, maxEntries: 10 }, l2: null },
  'in L2': eager,
}

/** An instance whose entry, loaded at 0, has just a little time left. */
function nearlyExpired(policy: RigParts['policy']): Rig {
  const rig = new Rig({ policy: policy! })
  rig.read()
  rig.kernel.run(10)
  expect(rig.origin.loads).toBe(1)
  rig.kernel.run(989.5)
  rig.origin.loadMs = 100
  return rig
}

for (const [where, policy] of Object.entries(tiers)) {
  describe(`an early refresh of an entry ${where}`, () => {
    it('is one under load, however many reads are due', () => {
      const rig = nearlyExpired(policy)
      for (let n = 0; n < 500; n++) rig.at(990 + n / 100, () => rig.read())
      rig.kernel.run(1080)
      expect(rig.origin.loads).toBe(2)
    })

    it('is one also for reads of one instant', () => {
      const rig = nearlyExpired(policy)
      for (let n = 0; n < 100; n++) rig.read()
      rig.kernel.run(1080)
      expect(rig.origin.loads).toBe(2)
    })

    it('keeps no reader waiting: they get the entry they found', () => {
      const rig = nearlyExpired(policy)
      const readers: ReturnType<Rig['read']>[] = []
      for (let n = 0; n < 500; n++) rig.at(990 + n / 100, () => readers.push(rig.read()))
      rig.kernel.run(1080)
      for (const reader of readers) {
        const { atMs, askedMs } = reader.result()
        expect(atMs - askedMs).toBe(0)
        expect(answerOf(reader).entry.createdAtMs).toBe(0)
      }
    })

    it('is joined by a miss, who does not load again', () => {
      const rig = nearlyExpired(policy)
      for (let n = 0; n < 100; n++) rig.at(990 + n / 100, () => rig.read())
      const misses: ReturnType<Rig['read']>[] = []
      for (const atMs of [1000, 1010, 1085]) rig.at(atMs, () => misses.push(rig.read(), rig.read()))
      rig.kernel.run(1200)
      expect(rig.origin.loads).toBe(2)
      for (const miss of misses) {
        expect(answerOf(miss)).toMatchObject({
          source: 'flight',
          entry: { createdAtMs: rig.origin.beganMs[1] },
        })
        expect(miss.result().atMs).toBe(rig.origin.beganMs[1]! + 100)
      }
    })

    it('that fails harms nobody, is unhandled nowhere, and the next read that is due tries again', () => {
      const rig = nearlyExpired(policy)
      rig.origin.loadMs = 2
      rig.origin.failure = new OriginRefused('the line is full')
      const readers: ReturnType<Rig['read']>[] = []
      for (let n = 0; n < 400; n++) rig.at(990 + n / 100, () => readers.push(rig.read()))
      rig.kernel.run(995)
      expect(readers.map(reader => answerOf(reader).entry.createdAtMs)).toEqual(readers.map(() => 0))
      const failed = rig.origin.loads - 1
      expect(failed).toBeGreaterThanOrEqual(2)
      rig.origin.failure = undefined
      rig.read()
      rig.kernel.run(999)
      expect(rig.origin.loads).toBe(failed + 2)
      const fresh = rig.read()
      rig.kernel.run(1001)
      expect(answerOf(fresh).entry.createdAtMs).toBeGreaterThan(990)
    })

    it('that fails tells a miss who had joined, and the next miss loads', () => {
      const rig = nearlyExpired(policy)
      const refused = new OriginRefused('the line is full')
      rig.origin.failure = refused
      for (let n = 0; n < 100; n++) rig.at(990 + n / 100, () => rig.read())
      const misses: ReturnType<Rig['read']>[] = []
      rig.at(1020, () => misses.push(rig.read(), rig.read()))
      rig.kernel.run(1150)
      expect(misses.map(errorOf)).toEqual([refused, refused])
      expect(rig.origin.loads).toBe(2)
      rig.origin.failure = undefined
      const next = rig.read()
      rig.kernel.run(1300)
      expect(answerOf(next).source).toBe('load')
    })

    it('replaces the entry for all who come after it', () => {
      const rig = nearlyExpired(policy)
      rig.origin.loadMs = 5
      for (let n = 0; n < 100; n++) rig.at(990 + n / 100, () => rig.read())
      const late: ReturnType<Rig['read']>[] = []
      rig.at(998, () => late.push(rig.read()))
      rig.kernel.run(999)
      expect(answerOf(late[0]!)).toMatchObject({ entry: { createdAtMs: rig.origin.beganMs[1] } })
      expect(answerOf(late[0]!).source).toBe(where === 'in L2' ? 'l2' : 'l1')
    })
  })
}

describe('an early refresh', () => {
  it('in one instance takes what another has already put into L2 instead of loading', () => {
    const rig = new Rig({
      policy: {
        l1: { ttlMs: 60_000, maxEntries: 10 },
        l2: { ttlMs: 1000, jitter: 0 },
        earlyExpiry: { kind: 'window', windowMs: 50 },
      },
      instances: 2,
    })
    rig.read(rig.key, 0)
    rig.at(20, () => rig.read(rig.key, 1))
    rig.kernel.run(500)
    rig.origin.loadMs = 1
    for (let n = 0; n < 20; n++) {
      rig.at(990 + n / 10, () => rig.read(rig.key, 0))
      rig.at(994 + n / 10, () => rig.read(rig.key, 1))
    }
    rig.kernel.run(999)
    expect(rig.origin.loads).toBe(2)
    expect(rig.local(rig.key, 1)?.createdAtMs).toBe(rig.origin.beganMs[1])
  })

  it('is judged on L1 hits, with the expiry of the entry and not that of the copy', () => {
    // The copy ends at 300, the entry at 100,000: a read at 299 is far from the entry's end.
    const rig = new Rig({
      policy: {
        l1: { ttlMs: 300, maxEntries: 10 },
        l2: { ttlMs: 100_000, jitter: 0 },
        earlyExpiry: { kind: 'xfetch', beta: 1 },
      },
    })
    rig.read()
    for (let n = 0; n < 100; n++) rig.at(295 + n / 25, () => rig.read())
    rig.kernel.run(299.5)
    expect(rig.origin.loads).toBe(1)
  })
})
