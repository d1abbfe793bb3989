import type { Page } from '@playwright/test'
import { expect, test } from './strictPage.ts'

test.describe('The theme', () => {
  test('follows the system, and the toggle goes round light, dark and back', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto('/drills')
    const dark = await paper(page)

    await toggle(page, 'light')
    const light = await paper(page)
    expect(light).not.toBe(dark)
    await toggle(page, 'dark')
    expect(await paper(page)).toBe(dark)
    await toggle(page, 'as the system')
    expect(await paper(page)).toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await paper(page)).toBe(light)
  })

  test('stays as it was chosen: on other pages, in the lab, after a reload, in another tab', async ({
    page,
    context,
  }) => {
    await page.goto('/drills')
    const other = await context.newPage()
    await other.goto('/playbook')
    await toggle(page, 'light')
    await toggle(page, 'dark')

    await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark')
    await page.reload()
    await expect(page.getByRole('button', { name: /^Theme: dark/ })).toBeVisible()
    await page.goto('/lab/thundering-herd')
    await expect(page.getByRole('button', { name: /^Theme: dark/ })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  })

  test('can be chosen where the browser refuses storage', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError')
        },
      })
    })
    await page.goto('/drills')

    await toggle(page, 'light')
    await toggle(page, 'dark')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  })
})

test.describe('Before the first paint', () => {
  test.use({ allowedErrors: /Failed to load resource/ })

  test('the chosen theme is already there, without any of the app’s scripts', async ({ page }) => {
    await page.goto('/drills')
    await toggle(page, 'light')
    await toggle(page, 'dark')

    await page.route(/\.js$/, route => route.abort())
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await expect(page.locator('#root')).toBeEmpty()
  })
})

/** Presses the toggle, which says what it will change to, until then. */
async function toggle(page: Page, to: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`Change to ${to}$`) }).click()
  await expect(page.getByRole('button', { name: new RegExp(`^Theme: ${to}\\.`) })).toBeVisible()
}

function paper(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor)
}
