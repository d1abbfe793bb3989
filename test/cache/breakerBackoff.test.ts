import { describe, expect, it } from 'vitest'
import { Breaker } from '#cache/breaker.ts'
import type { BreakerSettings } from '#cache/design.ts'
import { LoadShed } from '#cache/ports.ts'

const settings: BreakerSettings = {
  failureShare: 0.5,
  minimumLoads: 1,
  windowMs: 1000,
  openMs: 500,
  probes: 3,
  backoffFactor: 1,
  longestOpenMs: 86_400_000,
}

function fail(breaker: Breaker, nowMs: number): void {
  breaker.failed(breaker.admit(nowMs), nowMs)
}

/** A breaker that opened at 0. */
function opened(change: Partial<BreakerSettings> = {}): Breaker {
  const breaker = new Breaker({ ...settings, ...change })
  fail(breaker, 0)
  expect(breaker.state).toBe('open')
  return breaker
}

describe('a breaker that backs off', () => {
  const backsOff = { backoffFactor: 2, longestOpenMs: 1500, probes: 1 }

  it('stays open longer each time its probes fail, up to the longest', () => {
    const breaker = opened(backsOff)
    let openedMs = 0
    for (const openMs of [500, 1000, 1500, 1500]) {
      expect(() => breaker.admit(openedMs + openMs - 0.001)).toThrow(LoadShed)
      openedMs += openMs
      fail(breaker, openedMs)
    }
  })

  it('begins anew once it has closed', () => {
    const breaker = opened(backsOff)
    fail(breaker, 500)
    fail(breaker, 1500)
    breaker.succeeded(breaker.admit(3000), 3000)
    expect(breaker.state).toBe('closed')
    fail(breaker, 4000)
    expect(() => breaker.admit(4499)).toThrow(LoadShed)
    expect(() => breaker.admit(4500)).not.toThrow()
  })

  it('does not begin anew while only some of its probes have succeeded', () => {
    const breaker = opened({ ...backsOff, probes: 2 })
    const passes = [breaker.admit(500), breaker.admit(500)]
    breaker.succeeded(passes[0]!, 510)
    breaker.failed(passes[1]!, 510)
    expect(() => breaker.admit(1509)).toThrow(LoadShed)
    expect(() => breaker.admit(1510)).not.toThrow()
  })

  it('is open for its time though that be longer than the longest', () => {
    const breaker = opened({ ...backsOff, longestOpenMs: 100 })
    for (const openedMs of [0, 500, 1000]) {
      expect(() => breaker.admit(openedMs + 499)).toThrow(LoadShed)
      fail(breaker, openedMs + 500)
    }
  })
})

describe('a probe that is given up without an outcome', () => {
  it('leaves its place to another, and only when it was one of now', () => {
    const breaker = opened({ probes: 1 })
    const old = breaker.admit(500)
    expect(() => breaker.admit(501)).toThrow(LoadShed)
    breaker.abandoned(old, 502)
    const probe = breaker.admit(503)
    breaker.failed(probe, 504)
    breaker.admit(1004)
    breaker.abandoned(old, 1005)
    expect(() => breaker.admit(1006)).toThrow(LoadShed)
  })
})
