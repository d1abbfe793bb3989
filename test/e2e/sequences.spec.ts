import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './strictPage.ts'

const CHAPTER = '/playbook/invalidation-reference'

test.describe('Sequence lanes', () => {
  test('show what was said, with the table behind them', async ({ page }) => {
    await page.goto(CHAPTER)
    const figure = page.getByRole('figure', { name: 'The write race', exact: true })
    await expect(figure.getByText('DEL product:7')).toBeVisible()
    await expect(figure.getByText('v1, old')).toBeVisible()

    await figure.getByRole('button', { name: 'The write race as a table' }).click()
    const row = page.getByRole('row').filter({ hasText: 'DEL product:7' })
    await expect(row).toHaveText('104 msinstance 2RedisDEL product:7105 msOK')
  })

  test('fit a phone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(CHAPTER)
    await expect(page.getByRole('figure', { name: 'The write race', exact: true })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })

  test('open the lab that shows the same', async ({ page }) => {
    await page.goto(CHAPTER)
    const figure = page.getByRole('figure', { name: 'The write race', exact: true })
    await figure.getByRole('link', { name: 'open in lab' }).click()
    await expect(page).toHaveURL(/\/lab\/write-race\?c=/)
  })
})

test.describe('A region of source', () => {
  test('says where it stands and scrolls by keyboard', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(CHAPTER)
    const region = page.getByRole('figure', { name: 'Invalidation.invalidate in src/cache/invalidation.ts' })
    await expect(region.getByText('src/cache/invalidation.ts')).toBeVisible()
    const code = region.getByRole('region', { name: 'Code of Invalidation.invalidate' })
    await expect(code).toContainText('*invalidate(key: Key')

    await code.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => code.evaluate(element => element.scrollLeft)).toBeGreaterThan(0)
  })
})

test.describe('The staleness bound', () => {
  test('says what each switch does to both sums', async ({ page }) => {
    await page.goto(CHAPTER)
    const figure = page.getByRole('figure', { name: 'How old can an answer be' })
    await figure.scrollIntoViewIfNeeded()
    const arrives = figure.getByRole('region', { name: 'Every message arrives' })
    const lost = figure.getByRole('region', { name: 'Every message is lost' })
    await expect(arrives).toContainText('oldest answer10 s')
    await expect(lost).toContainText('beyond the budget of 30 s')

    await figure.getByRole('checkbox', { name: 'message to L1' }).check()
    await expect(arrives).toContainText('oldest answer2 s')
    await figure.getByRole('checkbox', { name: 'miss tokens' }).uncheck()
    await expect(arrives).toContainText('oldest answer60 s')
    await figure.getByRole('slider', { name: 'L2 TTL' }).press('ArrowLeft')
    await expect(lost).toContainText('within the budget of 30 s')
  })
})

for (const theme of ['light', 'dark'] as const)
  test(`the reference has nothing that axe objects to in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(CHAPTER)
    const figure = page.getByRole('figure', { name: 'How old can an answer be' })
    await figure.scrollIntoViewIfNeeded()
    await expect(figure.getByRole('slider').first()).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
    expect(
      violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.target.join(' '))].join('\n  ')),
    ).toEqual([])
  })
