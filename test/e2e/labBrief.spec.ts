import { scenario } from '#scenarios/catalogue.ts'
import { drawn } from '#scenarios/variant.ts'
import { LabScreen } from './labScreen.ts'
import { expect, test } from './strictPage.ts'

const herd = scenario('thundering-herd')!

test.describe('A prediction', () => {
  test('is committed to, answered by the run of the design it is about, and may be made again', async ({
    page,
  }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const panel = page.getByRole('region', { name: 'Your prediction' })
    await expect(panel).toContainText(herd.prediction.ask)

    await panel.getByRole('textbox', { name: 'Prediction' }).fill('a thousand')
    await panel.getByRole('button', { name: 'Commit and run' }).click()
    await expect(panel.getByRole('alert')).toContainText('“a thousand” is no prediction')

    await panel.getByRole('textbox', { name: 'Prediction' }).fill('1,000')
    await lab.rerun(() => panel.getByRole('button', { name: 'Commit and run' }).click())
    await expect(lab.preset('L6 answer')).toBeChecked()
    await expect(panel).toContainText('1,000')
    await expect(panel).toContainText(herd.prediction.tooHigh)

    await panel.getByRole('button', { name: 'Predict again' }).click()
    await expect(panel.getByRole('textbox', { name: 'Prediction' })).toHaveValue('')
  })
})

test.describe('A variant', () => {
  test('names the numbers it changes, stands in the address, and leads back to the lab’s own', async ({
    page,
  }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const own = await lab.digestNow()
    await page.getByText('Numbers and variants').click()
    const varied = await lab.rerun(() => lab.button('Draw a variant').click())
    for (const { path, value } of drawn(herd, 1)) {
      await expect(page.getByText(path, { exact: true })).toBeVisible()
      await expect(page.getByText(`${value} instead of`).first()).toBeVisible()
    }
    await expect(page.getByRole('textbox', { name: 'seed' })).toHaveValue('1')
    await expect(page).toHaveURL(/\?c=/)

    await page.reload()
    await lab.showsDigest(varied)
    await page.getByText('Numbers and variants').click()
    await lab.button('The lab’s own').click()
    await lab.showsDigest(own)
  })
})

test.describe('The numbers of a world', () => {
  test('each have a place and a reason, and the list closes at Escape', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    await page.getByText('Numbers and variants').click()
    await lab.button('Where the numbers come from').click()
    const dialog = page.getByRole('dialog', { name: 'Where the numbers come from' })
    const row = dialog.getByRole('row').filter({ hasText: 'origin.connections' })
    await expect(row).toContainText('50')
    await expect(row).toContainText('playbook')
    await expect(row).toContainText('Drill 3')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
})

test.describe('The verdict', () => {
  test('turns to other questions after another design', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const ask = (design: string) =>
      herd.pivots.find(pivot => pivot.after(herd.designs.find(each => each.id === design)!))!
    await expect(lab.verdict).toContainText(ask('l5').ask)
    await lab.rerun(() => lab.preset('L6 answer').check())
    await expect(lab.verdict).not.toContainText(ask('l5').ask)
    await lab.verdict.getByText(ask('l6').ask).click()
    await expect(lab.verdict.getByText(ask('l6').listenFor)).toBeVisible()
  })

  test('sets what monitoring said beside what was so', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open('/lab/silent-staleness')
    await expect(lab.verdict).toContainText('What monitoring said')
    await expect(lab.verdict).toContainText('no page')
    await expect(lab.verdict).toContainText(/[\d,]+ stale/)
  })
})
