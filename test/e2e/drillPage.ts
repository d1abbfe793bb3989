import type { Locator, Page } from '@playwright/test'
import { expect } from './strictPage.ts'

export const DRILL = '/drills/thundering-herd'

export async function openDrill(page: Page): Promise<void> {
  await page.goto(DRILL)
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

export async function revealEverything(page: Page): Promise<void> {
  while (!(await whereNext(page).isVisible()))
    await page.getByRole('button', { name: /^(Reveal|Next:)/ }).click()
}
