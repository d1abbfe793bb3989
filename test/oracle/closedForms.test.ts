import { describe, expect, it } from 'vitest'
import forms from './closedForms.json' with { type: 'json' }

/** Each figure of the table again, from its formula: a slip of the pen must not become the truth of other tests. */

function erlangC(c: number, rho: number): number {
  let blocked = 1
  for (let k = 1; k <= c; k++) blocked = (rho * c * blocked) / (k + rho * c * blocked)
  return blocked / (1 - rho * (1 - blocked))
}

/** Share of the customers of M/M/c who are in the system for longer than t service times. */
function stays(c: number, rho: number, t: number): number {
  const excess = c - 1 - rho * c
  const waiting = Math.abs(excess) < 1e-9 ? t : (1 - Math.exp(-t * excess)) / excess
  return Math.exp(-t) * (1 + erlangC(c, rho) * waiting)
}

/**
 * Share of the customers of M/D/1 who wait no longer than t service times, by Franx 2001, "A simple solution for the
 * M/D/c waiting time distribution": a sum of positive terms, where the table's formula alternates and loses all digits.
 */
function waitsAtMost(rho: number, t: number): number {
  const k = Math.floor(t) + 1
  const poisson = [Math.exp(-rho)]
  for (let n = 1; n <= k + 1; n++) poisson.push((poisson[n - 1]! * rho) / n)
  const inSystem = [1 - rho]
  for (let n = 0; n < k; n++) {
    let next = inSystem[n]! - inSystem[0]! * poisson[n]!
    for (let i = 1; i <= n; i++) next -= inSystem[i]! * poisson[n + 1 - i]!
    inSystem.push(next / poisson[0]!)
  }
  const atMost = (count: number) => inSystem.slice(0, count + 1).reduce((sum, p) => sum + p, 0)
  let sum = 0
  let term = Math.exp(-rho * (k - t))
  for (let j = 0; j < k; j++) {
    sum += atMost(k - j) * term
    term *= (rho * (k - t)) / (j + 1)
  }
  return sum
}

describe('the table of closed forms', () => {
  it.each(forms.mmc.cases)(
    'agrees with Erlang C: $name',
    ({ c, rho, waits, meanWait, waitP99, p50, p95, p99 }) => {
      expect(erlangC(c, rho)).toBeCloseTo(waits, 10)
      expect(erlangC(c, rho) / (c * (1 - rho))).toBeCloseTo(meanWait, 10)
      expect(Math.log(erlangC(c, rho) / 0.01) / (c * (1 - rho))).toBeCloseTo(waitP99, 10)
      for (const [t, share] of [
        [p50, 0.5],
        [p95, 0.05],
        [p99, 0.01],
      ] as const)
        expect(stays(c, rho, t)).toBeCloseTo(share, 9)
    },
  )

  it.each(forms.mm1.cases)('agrees with the exponential time in an M/M/1 system: $rho', given => {
    const { rho, p50, p95, p99, p999 } = given
    for (const [t, share] of [
      [p50, 0.5],
      [p95, 0.05],
      [p99, 0.01],
      [p999, 0.001],
    ] as const)
      expect(Math.exp(-(1 - rho) * t)).toBeCloseTo(share, 10)
  })

  it.each(forms.md1.cases)('agrees with Pollaczek and Khinchine at $rho', given => {
    const { rho, meanWait, p50, p95, p99 } = given
    expect(rho / (2 * (1 - rho))).toBeCloseTo(meanWait, 10)
    for (const [t, share] of [
      [p50, 0.5],
      [p95, 0.95],
      [p99, 0.99],
    ] as const)
      expect(waitsAtMost(rho, t)).toBeCloseTo(share, 6)
  })

  it.each([...forms.ttl.cases, forms.ttl.short])(
    'agrees with renewal theory on a TTL of $ttl s',
    ({ rate, ttl, hitRatio }) => {
      expect((rate * ttl) / (1 + rate * ttl)).toBeCloseTo(hitRatio, 12)
    },
  )

  it('agrees with the counts of loads an expiry', () => {
    for (const { rate, load, loads } of forms.uncoalesced.cases) expect(1 + rate * load).toBe(loads)
    const a = forms.uncoalesced.exponential.rate * forms.uncoalesced.exponential.load
    let sum = 1
    for (let k = 1, product = 1; k < 400; k++) sum += product *= a / (a + k)
    expect(sum).toBeCloseTo(forms.uncoalesced.exponential.loads, 9)
    for (const { rate, load, instances, loads } of forms.instanceCoalescing.cases)
      expect(1 + (instances - 1) * (1 - Math.exp((-rate * load) / instances))).toBeCloseTo(loads, 9)
  })

  it('agrees with XFetch and with the window form', () => {
    for (const { rate, beta, load, lead, loads } of [forms.xfetch.hot, forms.xfetch.eager]) {
      expect(beta * load * (Math.log(rate * beta * load) + 0.5772156649015329)).toBeCloseTo(lead, 9)
      expect(Math.exp(1 / beta)).toBeCloseTo(loads, 9)
    }
    const { quiet } = forms.xfetch
    expect(Math.exp(-quiet.rate * quiet.beta * quiet.load)).toBeCloseTo(quiet.noEarly, 9)
    const { rate, window, load, first, loads } = forms.window.hot
    expect(Math.sqrt((Math.PI * window) / (2 * rate))).toBeCloseTo(first, 9)
    expect(1 + (rate / window) * (first * load + load ** 2 / 2)).toBeCloseTo(loads, 9)
  })

  it('agrees with the shares of a cache that loads once for all who wait', () => {
    const { rate, ttl, load, hit, joined, loads } = forms.ttl.coalesced
    const all = 1 + rate * (ttl + load)
    expect([(rate * ttl) / all, (rate * load) / all, 1 / all]).toEqual([hit, joined, loads].map(near))
  })

  it('agrees with the shares of stale reads', () => {
    for (const { writes, ttl, stale } of forms.staleness.ttl)
      expect(1 - (1 - Math.exp(-writes * ttl)) / (writes * ttl)).toBeCloseTo(stale, 9)
    const { feed, race } = forms.staleness
    expect(1 - Math.exp(-feed.writes * feed.lag)).toBeCloseTo(feed.stale, 9)
    expect(1 - Math.exp(-race.writes * race.gap)).toBeCloseTo(race.stale, 9)
  })

  it('agrees with the shares of nodes, amplification and retries', () => {
    const { nodes, share, hot, other, threeCopies, twelveCopies, local } = forms.sharding
    const rest = (1 - share) / nodes
    expect([share + rest, rest, share / 3 + rest, share / 12 + rest]).toEqual(
      [hot, other, threeCopies, twelveCopies].map(near),
    )
    expect(share * (1 - local.hitRatio) + rest).toBeCloseTo(local.hot, 9)
    for (const { hitRatio, factor } of forms.amplification.cases)
      expect(1 / (1 - hitRatio)).toBeCloseTo(factor, 8)
    const { fails, retries, attempts } = forms.retries
    expect((1 - fails ** (retries + 1)) / (1 - fails)).toBe(attempts)
  })

  it('agrees with the rates of two levels', () => {
    for (const { rate, instances, l1, l2, hitRatio, lookups, loads } of forms.twoLevel.cases) {
      const each = (rate / instances) * l1
      expect(each / (1 + each)).toBeCloseTo(hitRatio, 9)
      expect(rate / (1 + each)).toBeCloseTo(lookups, 9)
      expect(lookups / (1 + lookups * l2)).toBeCloseTo(loads, 9)
    }
  })

  it.each(forms.independentReferences.cases)(
    'agrees with Che, Tung and Wang on $entries of $keys keys of exponent $exponent',
    ({ keys, exponent, entries, lru, fifo, optimum, lruTime }) => {
      const shares = zipfShares(keys, exponent)
      const isHeld = { lru: (x: number) => 1 - Math.exp(-x), fifo: (x: number) => x / (1 + x) }
      const sum = (term: (p: number) => number) => shares.reduce((all, p) => all + term(p), 0)
      // The time is the table's; that it is the right one shows in how many keys are held.
      expect(sum(p => isHeld.lru(p * lruTime)) / entries).toBeCloseTo(1, 9)
      expect(sum(p => p * isHeld.lru(p * lruTime))).toBeCloseTo(lru, 9)
      let low = 0
      let high = 1e7
      for (let step = 0; step < 50; step++) {
        const middle = (low + high) / 2
        if (sum(p => isHeld.fifo(p * middle)) < entries) low = middle
        else high = middle
      }
      expect(sum(p => p * isHeld.fifo(p * low))).toBeCloseTo(fifo, 6)
      expect(shares.slice(0, entries).reduce((all, p) => all + p, 0)).toBeCloseTo(optimum, 9)
    },
  )

  it('agrees with what an empty cache holds, and how often it hits, after so many requests', () => {
    const { keys, exponent, cases } = forms.coldCache
    const shares = zipfShares(keys, exponent)
    for (const { requests, held, hitRatio } of cases) {
      expect(shares.reduce((sum, p) => sum + 1 - (1 - p) ** requests, 0)).toBeCloseTo(held, 6)
      expect(shares.reduce((sum, p) => sum + p * (1 - (1 - p) ** (requests - 1)), 0)).toBeCloseTo(hitRatio, 9)
    }
  })

  it('agrees with the hit ratio below which a pool has no equilibrium, and with the spread of loads', () => {
    const { rate, query, cases } = forms.criticalHitRatio
    for (const { connections, critical } of cases)
      expect(1 - connections / (rate * query)).toBeCloseTo(critical, 12)
    const { nodes, keys, variation, sumOfSquares, mostPopular } = forms.nodeLoads
    const shares = zipfShares(keys, 1)
    expect(shares[0]).toBeCloseTo(mostPopular, 12)
    expect(shares.reduce((sum, p) => sum + p * p, 0)).toBeCloseTo(sumOfSquares, 12)
    expect(Math.sqrt((nodes - 1) * sumOfSquares)).toBeCloseTo(variation, 12)
  })
})

function zipfShares(keys: number, exponent: number): readonly number[] {
  const weights = Array.from({ length: keys }, (_, rank) => (rank + 1) ** -exponent)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / all)
}

function near(value: number): number {
  return expect.closeTo(value, 9) as number
}
