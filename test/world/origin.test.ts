import { describe, expect, it, vi } from 'vitest'
import { makeKey } from '#cache/key.ts'
import { type Call, OriginRefused, type Row, unseen } from '#cache/ports.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { Oracle } from '#world/oracle.ts'
import { type OriginWatcher, SimulatedOrigin } from '#world/origin.ts'
import { type Change, querying, world } from './build.ts'

// Many runs a test: on a busy machine more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

const key = makeKey('item', 'item:1')
const other = makeKey('item', 'item:2')

describe('the oracle', () => {
  it('counts from what was there before the run: version 1, and 0 of what was not', () => {
    const oracle = new Oracle(item => item === 'item:2')
    expect([oracle.version(key), oracle.version(other)]).toEqual([1, 0])
    expect([oracle.commit(key, 10), oracle.commit(other, 20), oracle.commit(other, 30)]).toEqual([2, 1, 2])
    expect([oracle.version(key), oracle.version(other)]).toEqual([2, 2])
  })

  it('says what was in force at a time', () => {
    const oracle = new Oracle()
    for (const atMs of [10, 20, 20, 30]) oracle.commit(key, atMs)
    expect([0, 9.9, 10, 19, 20, 29, 30, 99].map(atMs => oracle.versionAt(key, atMs))).toEqual([
      1, 1, 2, 2, 4, 4, 5, 5,
    ])
    expect(oracle.versionAt(other, 99)).toBe(1)
  })

  it('judges an age from the first commit that superseded a version, before the attempt began', () => {
    const oracle = new Oracle()
    oracle.commit(key, 10)
    oracle.commit(key, 25)
    expect(oracle.staleMs(key, 1, 10)).toBe(0)
    expect(oracle.staleMs(key, 1, 12)).toBe(2)
    expect(oracle.staleMs(key, 1, 30)).toBe(20)
    expect(oracle.staleMs(key, 2, 24)).toBe(0)
    expect(oracle.staleMs(key, 2, 30)).toBe(5)
    expect(oracle.staleMs(key, 3, 1000)).toBe(0)
  })

  it('knows that an absence is stale once the row was written', () => {
    const oracle = new Oracle(() => true)
    expect(oracle.staleMs(key, 0, 50)).toBe(0)
    oracle.commit(key, 60)
    expect(oracle.staleMs(key, 0, 100)).toBe(40)
    expect(oracle.staleMs(key, 1, 100)).toBe(0)
  })

  it('tells wrong versions from others, and copies of a key as the item they are of', () => {
    const oracle = new Oracle()
    oracle.commit(key, 10, true)
    oracle.commit(key, 20)
    expect([1, 2, 3].map(version => oracle.isWrong(key, { version, value: version }))).toEqual([
      false,
      true,
      false,
    ])
    expect(oracle.isWrong(other, { version: 2, value: 2 })).toBe(false)
  })
})

/** An origin by itself, and what it is asked in order. */
function database(change: Change['origin'] = {}) {
  const kernel = new Kernel()
  const oracle = new Oracle(item => item === 'item:2')
  const refused: number[] = []
  const silent = new Proxy({} as OriginWatcher, {
    get: (_, name) => (name === 'refused' ? () => refused.push(kernel.nowMs) : () => {}),
  })
  const parts = world({ network: { originMs: 2 }, origin: { queries: querying(10), commitMs: 1, ...change } })
  const origin = new SimulatedOrigin(kernel, parts, new Chance(1), oracle, silent, () => {})
  const call: Call = unseen(1)
  const ask = <A>(program: Program<A>, atMs = 0) => {
    const asked = { answer: undefined as A | undefined, error: undefined as unknown, atMs: Number.NaN }
    function* asking(): Program<void> {
      try {
        asked.answer = yield* program
      } catch (error) {
        asked.error = error
      }
      asked.atMs = kernel.nowMs
    }
    kernel.start(asking(), 'asking', atMs)
    return asked
  }
  return { kernel, origin, call, ask, refused, finish: () => kernel.run(100_000) }
}

describe('the origin', () => {
  it('gives a row with its version, and says that there is none', () => {
    const { origin, ask, call, finish } = database()
    const held = ask(origin.load(key, call))
    const absent = ask(origin.load(other, call))
    finish()
    expect(held.answer).toEqual({ value: 1, version: 1, exists: true } satisfies Row)
    expect(absent.answer).toEqual({ value: 0, version: 0, exists: false } satisfies Row)
    expect(held.atMs).toBeCloseTo(2 + 10 + 2, 9)
  })

  it('gives the version alone in a query of its own length', () => {
    const { origin, ask, call, finish } = database({ versionMs: 0.5 })
    const asked = ask(origin.version(key, call))
    finish()
    expect(asked.answer).toBe(1)
    expect(asked.atMs).toBeCloseTo(2 + 0.5 + 2, 9)
  })

  it('sees what was committed when the query began to run', () => {
    const { origin, ask, call, finish } = database()
    // The commit is durable at 3 + 2 + 1 ms; queries run from 2 and from 6.5 ms on.
    const commit = ask(origin.commit(key, 7, call), 3)
    const before = ask(origin.load(key, call), 0)
    const after = ask(origin.load(key, call), 4.5)
    finish()
    expect([commit.answer, before.answer?.version, after.answer?.version]).toEqual([2, 1, 2])
  })

  it('has a replica that sees what was committed its lag ago, with connections of its own', () => {
    const { origin, ask, call, finish } = database({
      connections: 1,
      replica: { lagMs: 20, connections: 1 },
      versionMs: 1,
    })
    ask(origin.commit(key, 7, call), 0)
    // Durable at 3 ms; the replica has it at 23 ms.
    const early = ask(origin.version(key, call, 'replica'), 20)
    const late = ask(origin.version(key, call, 'replica'), 22)
    const hog = ask(origin.load(other, call), 40)
    const beside = ask(origin.load(key, call, 'replica'), 40)
    const behind = ask(origin.load(key, call), 40)
    finish()
    expect([early.answer, late.answer]).toEqual([1, 2])
    expect([hog.atMs, beside.atMs, behind.atMs].map(Math.round)).toEqual([54, 54, 64])
  })

  it('without a replica lets its readers ask the primary', () => {
    const { origin, ask, call, finish } = database({ connections: 1 })
    ask(origin.load(key, call))
    const behind = ask(origin.load(key, call, 'replica'))
    finish()
    expect(behind.atMs).toBeCloseTo(24, 9)
  })

  it('that is down refuses queries and commits of both copies, and finishes what is running', () => {
    const { kernel, origin, ask, call, finish, refused } = database({ replica: { lagMs: 1, connections: 5 } })
    const running = ask(origin.load(key, call), 0)
    kernel.after(5, { wake: () => origin.refuseAll(true) }, 0)
    const tries = [
      ask(origin.load(key, call), 6),
      ask(origin.load(key, call, 'replica'), 6),
      ask(origin.version(key, call), 6),
      ask(origin.commit(key, 1, call), 6),
    ]
    kernel.after(50, { wake: () => origin.refuseAll(false) }, 0)
    const back = ask(origin.load(key, call), 51)
    finish()
    expect(running.answer?.version).toBe(1)
    for (const { error, atMs } of tries) {
      expect(error).toBeInstanceOf(OriginRefused)
      expect(atMs).toBeCloseTo(10, 9)
    }
    expect(refused).toHaveLength(4)
    expect(back.answer?.version).toBe(1)
  })
})
