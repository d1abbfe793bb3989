import type { Locator, Page } from '@playwright/test'
import { expect, test } from './strictPage.ts'

test.describe('The staleness budget of the summary', () => {
  const named = 'What a TTL costs in wrong answers'

  test('says what a TTL costs, and less of it for a shorter one, by keyboard', async ({ page }) => {
    const figure = await openFigure(page, 'executive-summary', named)
    const caption = figure.locator('figcaption')
    await expect(caption).toContainText(
      'With a TTL of 5 min and nothing else, 2,100 of 10,000 items are wrong',
    )

    await figure.getByRole('slider', { name: 'TTL' }).press('Home')
    await expect(caption).toContainText('With a TTL of 10 s')
    await expect(caption).toContainText('55 of 10,000 items are wrong')
  })

  test('shows that a TTL of twice the budget breaks it unless a feed stands before it', async ({ page }) => {
    const figure = await openFigure(page, 'executive-summary', named)
    const slider = figure.getByRole('slider', { name: 'TTL' })
    while ((await slider.getAttribute('aria-valuetext')) !== '1 min') await slider.press('ArrowLeft')
    const tooOld = (title: string) =>
      figure.getByRole('region', { name: title }).getByRole('definition').first()

    await expect(tooOld('DEL, 1 % lost')).toHaveText('800')
    await expect(tooOld('DEL and change feed')).toHaveText('0')
  })

  test('has a row for each TTL in its table', async ({ page }) => {
    const figure = await openFigure(page, 'executive-summary', named)
    await figure.getByRole('button', { name: `${named} as a table` }).click()
    await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(13)
  })
})

test.describe('The drawing at two levels', () => {
  const named = 'The same boxes, drawn at two levels'

  test('answers each question from one drawing and leaves a hole in the other', async ({ page }) => {
    const figure = await openFigure(page, 'staff-lens', named)
    const drawing = (level: string) =>
      figure.getByRole('region', { name: `${level} drawing` }).getByRole('img')
    const questions = figure.getByRole('radio')
    await expect(questions).toHaveCount(6)

    await questions.first().focus()
    for (const answer of [/Product/, /change feed/, /Sellers/, /one load a key/, /rule by type/, /pages/]) {
      await expect(drawing('L5').first()).toHaveAccessibleName(/no answer to this question/)
      await expect(drawing('L6').first()).toHaveAccessibleName(
        new RegExp(`answers this question with: .*${answer.source}`),
      )
      await page.keyboard.press('ArrowDown')
    }
  })

  test('opens the runs that it quotes', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const figure = await openFigure(page, 'staff-lens', named)
    await figure.getByRole('radio', { name: /hottest key/ }).check()
    await expect(figure.getByRole('region', { name: 'L5 drawing' })).toContainText('995')

    await figure.getByRole('link', { name: 'L6 answer' }).click()
    await expect(page).toHaveURL(/\/lab\/thundering-herd/)
    await expect(page.getByRole('radio', { name: 'L6 answer' })).toBeChecked()
  })
})

test.describe('The calculator of the framing', () => {
  const named = 'Should you cache this?'

  test('comes to the lab’s verdict for each of its kinds of data', async ({ page }) => {
    const figure = await openFigure(page, 'problem-framing', named)
    for (const [kind, verdict] of [
      ['Courier locations', 'Do not cache it'],
      ['Search results', 'Do not cache it'],
      ['Exchange rates', 'Do not cache it'],
      ['Permissions', 'Do not cache it'],
      ['Product pages', 'Cache it only if'],
    ] as const) {
      await figure.getByRole('button', { name: kind }).click()
      await expect(figure.getByText(verdict, { exact: true })).toBeVisible()
    }
  })

  test('drops the condition once the TTL keeps the budget, and says that the data are one’s own', async ({
    page,
  }) => {
    const figure = await openFigure(page, 'problem-framing', named)
    await expect(figure.getByText('as in the lab: product pages')).toBeVisible()

    const ttl = figure.getByRole('slider', { name: 'TTL' })
    while ((await ttl.getAttribute('aria-valuetext')) !== '30 s') await ttl.press('ArrowLeft')
    await expect(figure.getByText('Cache it', { exact: true })).toBeVisible()
    await expect(figure.getByText('your own data')).toBeVisible()

    await figure.getByRole('radio', { name: 'Nobody' }).check()
    await expect(figure.getByText('Cache it only if', { exact: true })).toBeVisible()
    await figure.getByRole('slider', { name: 'How old an answer may be' }).press('Home')
    await expect(figure.getByText('Do not cache it', { exact: true })).toBeVisible()
  })
})

/** A figure of a chapter, once it is loaded: that begins by itself when the browser has time. */
async function openFigure(page: Page, chapter: string, name: string): Promise<Locator> {
  await page.goto(`/playbook/${chapter}`)
  const figure = page.getByRole('figure', { name, exact: true })
  await expect(figure).toBeVisible()
  return figure
}
