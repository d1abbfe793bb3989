import { test as base, type Locator, type Page } from '@playwright/test'

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
function errorsOf(page: Page): readonly string[] {
  const errors: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', error => errors.push(String(error)))
  return errors
}

/** The text of an element as it is drawn, once it is. */
export async function textOf(element: Locator): Promise<string> {
  await expect(element).toBeVisible()
  return (await element.allInnerTexts()).join('\n')
}
