import type { Locator, Page } from '@playwright/test'
import { expect } from './strictPage.ts'

export const DRILL = '/drills/thundering-herd'

export const DEEP_DIVE = '/deep-dives/black-friday-cache-failure'

export async function openDrill(page: Page, address = DRILL): Promise<void> {
  await page.goto(address)
  await expect(answer(page)).toBeEditable()
}

export function answer(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Your answer' })
}

/** What the page says once everything typed is on disk. */
export function saved(page: Page): Locator {
  return page.getByText('Saved in this browser')
}

/** The links after the last part. */
export function whereNext(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Where next' })
}

/** The headings of the parts that are unfolded. */
export function unfolded(page: Page): Locator {
  return page.getByRole('article').getByRole('heading', { level: 2 })
}

/** What unfolds the next part. */
export function next(page: Page): Locator {
  return page.getByRole('button', { name: /^(Reveal|Next:)/ })
}

export async function revealEverything(page: Page): Promise<void> {
  await expect(next(page)).toBeVisible()
  while (!(await whereNext(page).isVisible())) await next(page).click()
}
