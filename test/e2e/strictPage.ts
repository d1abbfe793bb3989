import { test as base, type Page } from '@playwright/test'

interface Strict {
  /** What the page may report: a test that breaks something on purpose says here what the browser says then. */
  readonly allowedErrors: RegExp | null
  readonly noErrors: undefined
}

/** Every test of this kind fails, whatever else it finds, when its page reports an error. */
export const test = base.extend<Strict>({
  allowedErrors: [null, { option: true }],
  noErrors: [
    async ({ page, allowedErrors }, use) => {
      const errors = errorsOf(page)
      await use(undefined)
      expect(
        errors.filter(error => allowedErrors?.test(error) !== true),
        'errors reported by the page',
      ).toEqual([])
    },
    { auto: true },
  ],
})

export const { expect } = test

/** What a page reports from now on: messages of the console at the level of an error, and exceptions nobody caught. */
export function errorsOf(page: Page): readonly string[] {
  const errors: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', error => errors.push(String(error)))
  return errors
}
