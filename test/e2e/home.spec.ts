import type { Locator, Page } from '@playwright/test'
import { recordingOf } from './recordedRuns.ts'
import { expect, test, textOf } from './strictPage.ts'

const POOL = 50

test.describe('The first page', () => {
  test('says in one sentence what it is for', async ({ page }) => {
    await page.goto('/')

    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toBeVisible()
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    const lead = page.getByRole('main').getByText(/^Stampede prepares you/)
    expect((await textOf(lead)).match(/[.!?](\s|$)/g)).toHaveLength(1)
  })

  test('measures both designs anew and shows what it measured', async ({ page }) => {
    await page.goto('/')

    const trap = recordingOf('l5', 7).summary
    const staff = recordingOf('l6', 7).summary
    await expect(queries(herd(page, 'L5'))).toHaveText(figure(trap.origin.peakDemand))
    await expect(queries(herd(page, 'L6'))).toHaveText(figure(staff.origin.peakDemand))
    expect(trap.origin.peakDemand).toBeGreaterThan(POOL)
    expect(staff.origin.peakDemand).toBeLessThanOrEqual(POOL)
  })

  test('plays its picture once, stops, and plays it again', async ({ page }) => {
    await page.goto('/')

    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
    const again = page.getByRole('button', { name: 'Play again' })
    await expect(again).toBeVisible()
    await expect(page.getByText(/^at its worst/)).toHaveCount(2)
    await again.click()
    await expect(page.getByText(/^at its worst/)).toHaveCount(0)
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  })

  test('with reduced motion shows the finished picture and moves only when asked', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto('/')

    const control = page.getByRole('figure').getByRole('button')
    await expect(control).toBeVisible()
    expect(await textOf(control)).toBe('Play again')
    await expect(page.getByText(/^at its worst/)).toHaveCount(2)
  })

  test('leads whoever has little time into the quick way', async ({ page }) => {
    await page.goto('/')

    await page.getByRole('link', { name: 'Start the quick review' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Executive summary')
    await expect(page.getByRole('radio', { name: 'Quick' })).toBeChecked()
  })

  test('opens three doors, each to a page that exists', async ({ page }) => {
    await page.goto('/')

    const doors = page.getByRole('navigation', { name: 'Where to begin' }).getByRole('link')
    await expect(doors).toHaveCount(3)
    for (const title of ['Run the lab', 'Read the chapter', 'Answer the drill']) {
      await doors.filter({ hasText: title }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Thundering herd|Failure modes/)
      await page.goBack()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Caching is/)
    }
  })
})

function herd(page: Page, level: string): Locator {
  return page.getByRole('region', { name: new RegExp(`^${level}:`) })
}

function queries(herd: Locator): Locator {
  return herd.locator('dl > div', { hasText: `queries for a pool of ${POOL}` }).locator('dd')
}

function figure(count: number): string {
  return count.toLocaleString('en')
}
