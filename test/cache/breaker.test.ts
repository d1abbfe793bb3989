import { describe, expect, it } from 'vitest'
import { Breaker, type BreakerState } from '#cache/breaker.ts'
import type { BreakerSettings } from '#cache/design.ts'
import { LoadShed } from '#cache/ports.ts'

const settings: BreakerSettings = {
  failureShare: 0.5,
  minimumLoads: 10,
  windowMs: 1000,
  openMs: 500,
  probes: 3,
  backoffFactor: 1,
  longestOpenMs: 86_400_000,
}

function breakerWith(change: Partial<BreakerSettings> = {}): { breaker: Breaker; changes: BreakerState[] } {
  const changes: BreakerState[] = []
  return { breaker: new Breaker({ ...settings, ...change }, state => changes.push(state)), changes }
}

function succeed(breaker: Breaker, nowMs: number, count = 1): void {
  for (let n = 0; n < count; n++) breaker.succeeded(breaker.admit(nowMs), nowMs)
}

function fail(breaker: Breaker, nowMs: number, count = 1): void {
  for (let n = 0; n < count; n++) breaker.failed(breaker.admit(nowMs), nowMs)
}

/** A breaker that opened at a time. */
function opened(
  atMs: number,
  change: Partial<BreakerSettings> = {},
): { breaker: Breaker; changes: BreakerState[] } {
  const parts = breakerWith({ minimumLoads: 1, ...change })
  fail(parts.breaker, atMs)
  expect(parts.breaker.state).toBe('open')
  parts.changes.length = 0
  return parts
}

describe('a closed breaker', () => {
  it('lets everything through and stays closed while too few loads fail', () => {
    const { breaker, changes } = breakerWith()
    for (let nowMs = 0; nowMs < 5000; nowMs += 10) {
      succeed(breaker, nowMs, 2)
      fail(breaker, nowMs)
    }
    expect(breaker.state).toBe('closed')
    expect(changes).toEqual([])
  })

  it('opens when the share of failures is reached, not before', () => {
    const { breaker } = breakerWith({ minimumLoads: 1, failureShare: 0.3 })
    succeed(breaker, 0, 7)
    fail(breaker, 0, 2)
    expect(breaker.state).toBe('closed')
    fail(breaker, 0)
    expect(breaker.state).toBe('open')
  })

  it('opens at exactly the share, whatever its last bits in floating point', () => {
    for (let percent = 1; percent <= 100; percent++) {
      const { breaker } = breakerWith({ minimumLoads: 100, failureShare: percent / 100 })
      succeed(breaker, 0, 100 - percent)
      fail(breaker, 0, percent)
      expect(breaker.state, `${percent} of 100 failed`).toBe('open')
    }
  })

  it('says nothing about fewer loads than the minimum, though all fail', () => {
    const { breaker } = breakerWith()
    fail(breaker, 0, 9)
    expect(breaker.state).toBe('closed')
    fail(breaker, 0)
    expect(breaker.state).toBe('open')
  })

  it('counts successes towards the minimum', () => {
    const { breaker } = breakerWith()
    succeed(breaker, 0, 5)
    fail(breaker, 0, 4)
    expect(breaker.state).toBe('closed')
    fail(breaker, 0)
    expect(breaker.state).toBe('open')
  })

  it('forgets what is older than its window', () => {
    const { breaker } = breakerWith()
    fail(breaker, 0, 9)
    fail(breaker, 1000)
    expect(breaker.state).toBe('closed')
  })

  it('remembers nine tenths of its window at least', () => {
    const { breaker } = breakerWith()
    fail(breaker, 99, 9)
    fail(breaker, 998)
    expect(breaker.state).toBe('open')
  })

  it('slides: slices fall out one by one, successes as well as failures', () => {
    const { breaker } = breakerWith()
    succeed(breaker, 0, 20)
    for (let slice = 1; slice <= 9; slice++) fail(breaker, slice * 100 + 50, 2)
    // 18 of 38 have failed; without the first slice it is 18 of 18 and more.
    expect(breaker.state).toBe('closed')
    fail(breaker, 1050)
    expect(breaker.state).toBe('open')
  })

  it('forgets everything over a long silence, however long', () => {
    for (const silenceMs of [1000, 1100, 10_000, 123_456_789]) {
      const { breaker } = breakerWith()
      fail(breaker, 50, 9)
      fail(breaker, 50 + silenceMs, 9)
      expect(breaker.state).toBe('closed')
      fail(breaker, 50 + silenceMs)
      expect(breaker.state).toBe('open')
    }
  })
})

describe('an open breaker', () => {
  it('refuses every load with LoadShed until its time is over', () => {
    const { breaker } = opened(100)
    for (const nowMs of [100, 300, 599.999]) expect(() => breaker.admit(nowMs)).toThrow(LoadShed)
    expect(breaker.state).toBe('open')
    expect(() => breaker.admit(600)).not.toThrow()
    expect(breaker.state).toBe('half-open')
  })

  it('takes no notice of loads that were admitted before it opened', () => {
    const { breaker, changes } = breakerWith({ minimumLoads: 2 })
    const passes = Array.from({ length: 10 }, () => breaker.admit(0))
    breaker.failed(passes[0]!, 10)
    breaker.failed(passes[1]!, 10)
    expect(breaker.state).toBe('open')
    for (const pass of passes.slice(2, 6)) breaker.succeeded(pass, 20)
    for (const pass of passes.slice(6)) breaker.failed(pass, 400)
    expect(changes).toEqual(['open'])
    // Its time runs from when it opened, not from the last late failure.
    expect(() => breaker.admit(510)).not.toThrow()
  })
})

describe('a half-open breaker', () => {
  it('admits exactly its probes and refuses all others', () => {
    const { breaker } = opened(0)
    for (let probe = 0; probe < 3; probe++) breaker.admit(500)
    for (let other = 0; other < 5; other++) expect(() => breaker.admit(500 + other)).toThrow(LoadShed)
    expect(breaker.state).toBe('half-open')
  })

  it('does not give the place of a probe that has succeeded to another', () => {
    const { breaker } = opened(0)
    const passes = [breaker.admit(500), breaker.admit(500), breaker.admit(500)]
    breaker.succeeded(passes[0]!, 510)
    expect(() => breaker.admit(511)).toThrow(LoadShed)
  })

  it('closes when all probes have succeeded, not before', () => {
    const { breaker, changes } = opened(0)
    const passes = [breaker.admit(500), breaker.admit(500), breaker.admit(500)]
    breaker.succeeded(passes[0]!, 510)
    breaker.succeeded(passes[1]!, 510)
    expect(breaker.state).toBe('half-open')
    breaker.succeeded(passes[2]!, 510)
    expect(changes).toEqual(['half-open', 'closed'])
    expect(() => breaker.admit(510)).not.toThrow()
  })

  it('opens again for its full time when one probe fails', () => {
    const { breaker, changes } = opened(0)
    const passes = [breaker.admit(500), breaker.admit(500), breaker.admit(500)]
    breaker.succeeded(passes[0]!, 510)
    breaker.failed(passes[1]!, 520)
    breaker.succeeded(passes[2]!, 530)
    expect(changes).toEqual(['half-open', 'open'])
    expect(() => breaker.admit(1019)).toThrow(LoadShed)
    expect(() => breaker.admit(1020)).not.toThrow()
  })

  it('takes no notice of loads from before it opened, nor of probes of an earlier time', () => {
    const { breaker } = breakerWith({ minimumLoads: 1, probes: 2 })
    const [old, older] = [breaker.admit(0), breaker.admit(0)]
    fail(breaker, 1)
    const [probe, lateProbe] = [breaker.admit(501), breaker.admit(501)]
    breaker.succeeded(old!, 502)
    breaker.succeeded(older!, 502)
    expect(breaker.state).toBe('half-open')
    breaker.failed(probe!, 503)
    expect(breaker.state).toBe('open')
    const second = [breaker.admit(1003), breaker.admit(1003)]
    breaker.succeeded(second[0]!, 1004)
    breaker.succeeded(lateProbe!, 1004)
    expect(breaker.state).toBe('half-open')
    breaker.succeeded(second[1]!, 1005)
    expect(breaker.state).toBe('closed')
    breaker.failed(lateProbe!, 1006)
    expect(breaker.state).toBe('closed')
  })
})

describe('a breaker that has closed again', () => {
  it('starts to count anew', () => {
    const { breaker } = breakerWith({ openMs: 10, probes: 1 })
    fail(breaker, 0, 10)
    succeed(breaker, 10)
    expect(breaker.state).toBe('closed')
    fail(breaker, 20, 9)
    expect(breaker.state).toBe('closed')
    fail(breaker, 20)
    expect(breaker.state).toBe('open')
  })
})
