import { describe, expect, it } from 'vitest'
import { Breaker } from '#cache/breaker.ts'
import { BreakerSettings } from '#cache/design.ts'
import { makeKey } from '#cache/key.ts'
import { MissLimiter } from '#cache/missLimiter.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import { LoadShed, OriginRefused, type Row, unseen } from '#cache/ports.ts'
import { Kernel } from '#kernel/kernel.ts'
import { answerOf, errorOf, FakeOrigin, Rig } from './fakes.ts'

const settings = { failureShare: 0.5, minimumLoads: 4, windowMs: 1000, openMs: 500, probes: 2 }

function products(count: number): ReturnType<typeof makeKey>[] {
  return Array.from({ length: count }, (_, n) => makeKey('product', `product:${n}`))
}

describe('the miss limiter', () => {
  it('refuses the load that would be one too many, at once, and lets in the next when one has ended', () => {
    const rig = new Rig({ missLimit: 3 })
    const readers = products(5).map(key => rig.read(key))
    rig.kernel.run(5)
    expect(rig.origin.running).toBe(3)
    expect(readers.slice(3).map(errorOf)).toEqual([expect.any(LoadShed), expect.any(LoadShed)])
    expect(readers[3]!.result().atMs).toBe(0)
    rig.kernel.run(11)
    expect(readers.slice(0, 3).map(reader => answerOf(reader).source)).toEqual(['load', 'load', 'load'])
    const next = rig.read(makeKey('product', 'product:next'))
    rig.kernel.run(30)
    expect(answerOf(next).source).toBe('load')
  })

  it('gives a place back when a load fails, and when the breaker refuses it', () => {
    const rig = new Rig({ missLimit: 1, breaker: { ...settings, minimumLoads: 1 } })
    rig.origin.failure = new OriginRefused('the line is full')
    const [failed] = [rig.read()]
    rig.kernel.run(20)
    expect(errorOf(failed!)).toBeInstanceOf(OriginRefused)
    for (let n = 0; n < 5; n++) {
      const refused = rig.read()
      rig.kernel.run(30 + n)
      expect(String(errorOf(refused))).toContain('breaker')
    }
    rig.origin.failure = undefined
    rig.kernel.run(600)
    const reader = rig.read()
    rig.kernel.run(700)
    expect(answerOf(reader).source).toBe('load')
  })

  it('counts loads that readers no longer wait for: the origin still works on them', () => {
    const rig = new Rig({ missLimit: 1, policy: { loadCapMs: 100 } })
    rig.origin.loadMs = 500
    rig.read()
    rig.kernel.run(200)
    const second = rig.read(makeKey('product', 'product:2'))
    rig.kernel.run(300)
    expect(errorOf(second)).toBeInstanceOf(LoadShed)
  })

  it('hears of what the breaker refuses, and of what it refuses itself', () => {
    const rig = new Rig({ missLimit: 1, breaker: { ...settings, minimumLoads: 1 } })
    const [first, second, third] = products(3)
    rig.read(first)
    rig.read(second)
    rig.kernel.run(5)
    expect([rig.witness.count('load-limited'), rig.witness.count('breaker-refused')]).toEqual([1, 0])
    rig.origin.failure = new OriginRefused('the line is full')
    rig.kernel.run(20)
    rig.read(third)
    rig.kernel.run(30)
    expect([rig.witness.count('load-limited'), rig.witness.count('breaker-refused')]).toEqual([1, 1])
  })

  it('of one instance is not that of another', () => {
    const rig = new Rig({ missLimit: 1, instances: 2 })
    const readers = [rig.read(rig.key, 0), rig.read(rig.key, 1)]
    rig.kernel.run(100)
    expect(readers.map(reader => answerOf(reader).source)).toEqual(['load', 'load'])
  })

  it('bounds loads under way whatever comes', () => {
    const rig = new Rig({ missLimit: 4, policy: { coalescing: 'none' } })
    const gaps = rig.chance.about('gap')
    let atMs = 0
    for (let n = 0; n < 500; n++) {
      atMs += gaps.exponential(1, n)
      rig.at(atMs, () => rig.read(makeKey('product', `product:${n}`)))
    }
    rig.kernel.run()
    expect(rig.origin.mostRunning).toBe(4)
    expect(rig.origin.running).toBe(0)
  })
})

describe('the breaker on the origin', () => {
  it('opens when the origin fails, spares it, and closes after its probes have succeeded', () => {
    const rig = new Rig({ breaker: settings })
    rig.origin.failure = new OriginRefused('the line is full')
    for (const key of products(4)) rig.read(key)
    rig.kernel.run(100)
    expect(rig.origin.loads).toBe(4)
    const refused = products(10).map(key => rig.read(key))
    rig.kernel.run(200)
    expect(refused.map(errorOf).every(error => error instanceof LoadShed)).toBe(true)
    expect(rig.origin.loads).toBe(4)
    rig.origin.failure = undefined
    rig.kernel.run(600)
    const readers = products(5).map(key => rig.read(key))
    rig.kernel.run(605)
    expect(rig.origin.loads).toBe(6)
    expect(
      readers
        .slice(2)
        .map(errorOf)
        .every(error => error instanceof LoadShed),
    ).toBe(true)
    rig.kernel.run(700)
    const afterwards = products(10).map(key => rig.read(key))
    rig.kernel.run(800)
    expect(afterwards.map(answerOf)).toHaveLength(10)
  })

  it('refuses all readers of one key with one refusal, and the next reader asks anew', () => {
    const rig = new Rig({ breaker: { ...settings, minimumLoads: 1 } })
    rig.origin.failure = new OriginRefused('the line is full')
    rig.read()
    rig.kernel.run(100)
    rig.store.delayMs = 1
    const readers = [rig.read(), rig.read(), rig.read()]
    rig.kernel.run(200)
    expect(readers.map(errorOf).every(error => error instanceof LoadShed)).toBe(true)
    rig.origin.failure = undefined
    rig.kernel.run(600)
    const later = rig.read()
    rig.kernel.run(700)
    expect(answerOf(later).source).toBe('load')
  })

  it('does not hear of loads the limiter refused', () => {
    const rig = new Rig({ missLimit: 1, breaker: { ...settings, minimumLoads: 2 } })
    const readers = products(10).map(key => rig.read(key))
    rig.kernel.run(100)
    expect(
      readers
        .slice(1)
        .map(errorOf)
        .every(error => error instanceof LoadShed),
    ).toBe(true)
    const next = rig.read(makeKey('product', 'product:next'))
    rig.kernel.run(200)
    expect(answerOf(next).source).toBe('load')
  })

  it('is not left half open by a probe whose caller is cancelled', () => {
    const kernel = new Kernel()
    const origin = new FakeOrigin(kernel)
    const breaker = new Breaker(BreakerSettings.parse({ ...settings, minimumLoads: 1, probes: 1 }))
    const limiter = new MissLimiter(1)
    const guard = new OriginGuard({ origin, breaker, limiter, scheduler: kernel })
    const call = unseen(1)
    const wanted = { capMs: 10_000, priority: 'P1', from: 'primary' } as const
    const key = makeKey('product', 'product:1')
    breaker.failed(breaker.admit(0), 0)
    kernel.run(500)
    const probe = kernel.start(guard.load(key, call, wanted), 'probe')
    kernel.run(505)
    expect(breaker.state).toBe('half-open')
    probe.cancel()
    kernel.run(5000)
    let row: Row | undefined
    function* loadAgain() {
      try {
        row = yield* guard.load(key, call, wanted)
      } catch {
        row = undefined
      }
    }
    for (let n = 0; n < 5; n++) {
      kernel.start(loadAgain(), 'load again')
      kernel.run(6000 + 1000 * n)
    }
    expect(row?.value).toBe('first')
  })
})
