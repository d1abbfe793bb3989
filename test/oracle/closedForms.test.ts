import { describe, expect, it } from 'vitest'
import forms from './closedForms.json' with { type: 'json' }

/** Each figure of the table again, from its formula: a slip of the pen must not become the truth of other tests. */

function erlangC(c: number, rho: number): number {
  let blocked = 1
  for (let k = 1; k <= c; k++) blocked = (rho * c * blocked) / (k + rho * c * blocked)
  return blocked / (1 - rho * (1 - blocked))
}

describe('the table of closed forms', () => {
  it('agrees with Erlang C', () => {
    const { c, rho, waits, meanWait } = forms.mmc.c10Rho08
    expect(erlangC(c, rho)).toBeCloseTo(waits, 12)
    expect(erlangC(c, rho) / (c * (1 - rho))).toBeCloseTo(meanWait, 12)
  })

  it('agrees with the exponential time in an M/M/1 system', () => {
    const { rho, p50, p99 } = forms.mm1.rho08
    expect(-Math.log(0.5) / (1 - rho)).toBeCloseTo(p50, 9)
    expect(-Math.log(0.01) / (1 - rho)).toBeCloseTo(p99, 9)
  })

  it.each([forms.md1.rho05, forms.md1.rho08])('agrees with Pollaczek and Khinchine at $rho', given => {
    expect(given.rho / (2 * (1 - given.rho))).toBeCloseTo(given.meanWait, 12)
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
})
