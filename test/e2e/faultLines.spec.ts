import type { Page } from '@playwright/test'
import { expect, test } from './strictPage.ts'

test.describe('The figures of the fault lines', () => {
  test('show by the keyboard what a TTL costs and what it leaves stale', async ({ page }) => {
    const figure = await figureOf(
      page,
      '/playbook/fault-lines#freshness-or-load',
      /^One key: what a TTL costs/,
    )
    const caption = figure.locator('figcaption')
    await expect(caption).toContainText('At 60 s, 3.2 % of the reads load')

    await figure.getByRole('slider', { name: 'TTL' }).press('ArrowLeft')
    await expect(caption).toContainText('At 30 s, 6.3 % of the reads load')

    await figure.getByRole('radio', { name: 'DEL and feed' }).check({ force: true })
    await expect(caption).toContainText('< 0.1 % of the answers are stale')
    await expect(figure.getByText('hollow: measured', { exact: false })).toBeHidden()
  })

  test('have the lanes of one write in a table', async ({ page }) => {
    const figure = await figureOf(
      page,
      '/playbook/fault-lines#one-write-four-instances',
      /^One write, 4 instances/,
    )
    await figure.getByRole('button', { name: /as a table$/ }).click()

    const rows = figure.getByRole('dialog').getByRole('row')
    await expect(rows).toHaveCount(5)
    await expect(rows.nth(3)).toContainText('73.9 s')
  })

  test('open the run of each way to write in the lab', async ({ page }) => {
    const figure = await figureOf(page, '/playbook/fault-lines#who-writes-through', /^The same minute/)
    await figure.getByRole('link', { name: 'Write-behind' }).click()

    await expect(page).toHaveURL(/\/lab\/write-strategies\?c=/)
    const presets = page.getByRole('group', { name: 'Preset' })
    await expect(presets.getByRole('radio', { name: 'Write-behind' })).toBeChecked()
  })
})

test('The chance of an early refresh follows the time that a load takes', async ({ page }) => {
  const figure = await figureOf(
    page,
    '/playbook/thundering-herd-reference#early-expiry',
    /^The chance that one read/,
  )
  const uncoalesced = figure.getByRole('row', { name: /uncoalesced/ })
  await expect(uncoalesced.getByRole('cell')).toHaveText(['1,001', '64', '2.7'])

  const slider = figure.getByRole('slider', { name: 'A load takes' })
  for (const _ of ['500 ms', '200 ms', '100 ms']) await slider.press('ArrowLeft')
  await expect(uncoalesced.getByRole('cell')).toHaveText(['101', '2.8', '2.7'])
})

/** The figure below a heading; it is drawn because the page is opened there. */
async function figureOf(page: Page, address: string, name: RegExp) {
  await page.goto(address)
  const figure = page.getByRole('figure', { name })
  await expect(figure).toBeVisible()
  return figure
}
