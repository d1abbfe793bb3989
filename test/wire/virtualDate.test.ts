import { afterEach, expect, test } from 'vitest'
import { EPOCH_MS, withVirtualDate } from '#wire/virtualDate.ts'

const real = Date.now

// The date is everybody's: a test that fails here must not take others with it.
afterEach(() => {
  Date.now = real
})

test('the date is that of the virtual clock, in whole milliseconds', () => {
  expect(withVirtualDate(0, () => Date.now())).toBe(EPOCH_MS)
  expect(withVirtualDate(1234.999, () => Date.now())).toBe(EPOCH_MS + 1234)
  expect(new Date(EPOCH_MS).toISOString()).toBe('2026-01-01T12:00:00.000Z')
})

test('the real date is back afterwards', () => {
  withVirtualDate(5, () => {})
  expect(Date.now).toBe(real)
})

test('the real date is back after a failure', () => {
  const fail = () => {
    throw new Error('no')
  }
  expect(() => withVirtualDate(5, fail)).toThrow('no')
  expect(Date.now).toBe(real)
})

test('an asynchronous body has the virtual date until it waits, and nobody else has it', async () => {
  const failing = withVirtualDate(5, async () => {
    expect(Date.now()).toBe(EPOCH_MS + 5)
    await Promise.resolve()
    expect(Date.now).toBe(real)
    throw new Error('no')
  })
  expect(Date.now).toBe(real)
  await expect(failing).rejects.toThrow('no')
  expect(Date.now).toBe(real)
})

test('one inside another gives way to the outer one', () => {
  withVirtualDate(5, () => {
    withVirtualDate(9, () => expect(Date.now()).toBe(EPOCH_MS + 9))
    expect(Date.now()).toBe(EPOCH_MS + 5)
  })
})
