import { describe, expect, it } from 'vitest'
import { sayCount, sayS } from '#playbook/figures/spokenNumbers.ts'
import { type Given, outcomeOf } from '#playbook/figures/stalenessBudget.ts'

const usual: Given = {
  ttlS: 300,
  budgetS: 30,
  writesPerMinute: 1000,
  readsPerSOfAnItem: 0.2,
  lostShare: 0.01,
}

describe('the staleness budget', () => {
  it('has the numbers that the summary quotes', () => {
    expect(sayCount(outcomeOf('ttl', usual).itemsWrong)).toBe('2,100')
    expect(Math.round(outcomeOf('del', { ...usual, ttlS: 60 }).loadsPerS / 10) * 10).toBe(160)
    expect(Math.round(outcomeOf('del', { ...usual, ttlS: 30 }).loadsPerS / 10) * 10).toBe(290)
  })

  it('breaks a TTL of twice the budget where DELs get lost, and neither the budget itself nor a feed', () => {
    expect(outcomeOf('del', { ...usual, ttlS: 60 }).overBudgetPerHour).toBeGreaterThan(100)
    expect(outcomeOf('del', { ...usual, ttlS: 30 }).overBudgetPerHour).toBeCloseTo(0, 6)
    expect(outcomeOf('feed', { ...usual, ttlS: 60 }).overBudgetPerHour).toBeCloseTo(0, 6)
  })

  it('counts users, not items: the same share of twice the reads', () => {
    const denser = { ...usual, readsPerSOfAnItem: 2, ttlS: 3600 }
    const twice = outcomeOf('ttl', { ...denser, readsPerSOfAnItem: 4 }).wrongPerHour
    expect(twice / outcomeOf('ttl', denser).wrongPerHour).toBeCloseTo(2, 2)
  })
})

describe('numbers as they are said', () => {
  it.each([
    [0, '0'],
    [0.16, '0.16'],
    [9.94, '9.9'],
    [117, '117'],
    [1453, '1,450'],
    [16_153, '16,200'],
    [999_600, '1.0 M'],
    [15_000_000, '15 M'],
  ])('%d is %s', (count, said) => expect(sayCount(count)).toBe(said))

  it.each([
    [0.7, '0.7 s'],
    [59, '59 s'],
    [90, '1.5 min'],
    [10_800, '3 h'],
  ])('%d seconds are %s', (seconds, said) => expect(sayS(seconds)).toBe(said))
})
