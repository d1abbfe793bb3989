import type { Locator, Page } from '@playwright/test'
import { answer, next, openDrill, saved } from './drillPage.ts'
import { expect, test } from './strictPage.ts'

const figure = (page: Page, name: string) => page.getByRole('figure', { name })

async function openFigure(page: Page, chapter: string, name: string) {
  await page.goto(`/playbook/${chapter}`)
  const found = figure(page, name)
  // It arrives when its place comes near the screen.
  await page.getByRole('article').getByRole('heading', { level: 2 }).first().waitFor()
  await expect(async () => {
    await page.mouse.wheel(0, 600)
    await expect(found).toBeAttached({ timeout: 250 })
  }).toPass()
  await found.scrollIntoViewIfNeeded()
  return found
}

test.describe('The system of the walkthrough', () => {
  test('is walked through by keyboard, hop by hop, one path at a time', async ({ page }) => {
    const system = await openFigure(page, 'interview-walkthrough', 'One path at a time')
    const current = system.locator('[aria-current="step"]')
    await expect(current).toContainText('Ask L1')

    await system.getByRole('radio', { name: 'Read' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(current).toHaveText(/Take the write/)
    await system.getByRole('button', { name: 'Next hop' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect(current).toContainText('DEL in Redis')
    await expect(system.getByRole('img', { name: /^Write, hop 3 of 6: DEL in Redis/ })).toBeVisible()
    await expect(system.getByRole('link', { name: 'open New write path' })).toHaveAttribute(
      'href',
      '/lab/new-write-path',
    )
  })

  test('plays a path to its last hop and stops there', async ({ page }) => {
    await page.clock.install()
    const system = await openFigure(page, 'interview-walkthrough', 'One path at a time')
    await system.getByRole('radio', { name: 'Layers' }).check()
    await system.getByRole('button', { name: 'Play' }).click()
    for (const hop of ['L1, in process', 'L2, Redis', 'Source of truth']) {
      await page.clock.runFor(2300)
      await expect(system.locator('[aria-current="step"]')).toContainText(hop)
    }
    await expect(system.getByRole('button', { name: 'Play' })).toBeVisible()
  })

  test('has its hops as a table', async ({ page }) => {
    const system = await openFigure(page, 'interview-walkthrough', 'One path at a time')
    await system.getByRole('button', { name: 'One path at a time as a table' }).click()
    const rows = page.getByRole('dialog').getByRole('row')
    await expect(rows.filter({ hasText: 'Query PostgreSQL' }).first()).toContainText('23 ms')
  })
})

/** The slider has a status of its own: where it stands. */
const pace = (clock: Locator) => clock.getByRole('status').first()

test.describe('The clock of the interview', () => {
  test('is moved by keyboard, tells the pace, and gives back what a reset took', async ({ page }) => {
    const clock = await openFigure(page, 'interview-flow', 'The clock of a 45-minute interview')
    await clock.getByRole('button', { name: 'The talk moves on' }).click()
    await expect(pace(clock)).toHaveText('5 min ahead')

    await clock.getByRole('slider').focus()
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight')
    await expect(clock.getByRole('timer')).toHaveText('15:00 of 45:00')
    await expect(pace(clock)).toHaveText('3 min behind')
    await expect(clock.getByRole('listitem').filter({ hasText: 'read path' })).toContainText('(due)')

    await clock.getByRole('button', { name: 'Reset' }).click()
    await expect(clock.getByRole('timer')).toHaveText('0:00 of 45:00')
    await clock.getByRole('button', { name: 'Back to 15:00' }).click()
    await expect(clock.getByRole('timer')).toHaveText('15:00 of 45:00')
    await expect(pace(clock)).toHaveText('3 min behind')
  })

  test('goes on after 45 minutes and says so', async ({ page }) => {
    await page.clock.install()
    const clock = await openFigure(page, 'interview-flow', 'The clock of a 45-minute interview')
    await clock.getByRole('slider').focus()
    await page.keyboard.press('End')
    await clock.getByRole('button', { name: 'Go on' }).click()
    await page.clock.runFor(65_000)
    await expect(clock.getByRole('timer')).toHaveText('46:05 of 45:00')
    await expect(pace(clock)).toContainText('Time is up; the clock goes on.')
  })
})

test.describe('The judgement of oneself', () => {
  test('is kept, shows what changed, and leads to what raises the lowest dimension', async ({ page }) => {
    const own = await openFigure(page, 'evaluation-rubric', 'Place your last answer')
    await expect(own).toContainText('Nothing is judged yet.')

    const judge = async (level: string) => {
      await own.getByText(level, { exact: true }).last().click()
      await own.getByRole('button', { name: /^Record it/ }).click()
    }
    await judge('L6')
    await expect(own).toContainText('Lowest so far: first move, L6.')
    await judge('L5')
    await expect(own).toContainText('Lowest so far: invalidation, L5.')
    await expect(own.getByRole('link', { name: 'new write path' })).toHaveAttribute(
      'href',
      '/lab/new-write-path',
    )

    await page.reload()
    const again = await openFigure(page, 'evaluation-rubric', 'Place your last answer')
    await expect(again).toContainText('2 of 6 judged')
    await again.getByRole('button', { name: /^Invalidation/ }).click()
    await again.getByText('L7', { exact: true }).last().click()
    await again.getByRole('button', { name: 'Record it again' }).click()
    await expect(again).toContainText('Changed: invalidation L5 → L7.')
    await expect(again).toContainText('Lowest so far: first move, L6.')
  })
})

test.describe('What the record shows', () => {
  const NAME = 'What your record shows'

  test('is empty at first and says how the first mark comes about', async ({ page }) => {
    const shown = await openFigure(page, 'level-expectations', NAME)
    await expect(shown).toContainText('The record is empty. Answer one drill in writing')
    await expect(shown).toContainText('0 of 6 shown')
  })

  test('fills a mark when a drill was answered and compared', async ({ page }) => {
    await openDrill(page)
    await answer(page).fill('A thousand queries against fifty connections.')
    await expect(saved(page)).toBeVisible()
    await next(page).click()

    const shown = await openFigure(page, 'level-expectations', NAME)
    await expect(shown).toContainText('1 of 6 shown')
    const herd = shown.getByRole('listitem').filter({ hasText: 'Explain the herd' }).first()
    await expect(herd).toContainText('(shown in the record)')
    await expect(herd).toContainText('answered and compared')
  })

  test('keeps the own tick apart, and over a reload', async ({ page }) => {
    const shown = await openFigure(page, 'level-expectations', NAME)
    await shown.getByRole('checkbox').last().click()
    await expect(shown.getByRole('checkbox').last()).toBeChecked()
    await expect(shown).toContainText('From the record in this browser.')

    await page.reload()
    const again = await openFigure(page, 'level-expectations', NAME)
    await expect(again.getByRole('checkbox').last()).toBeChecked()
    await expect(again.getByRole('checkbox').first()).not.toBeChecked()
    await expect(again).toContainText('0 of 6 shown')
  })
})
