import { CARDS } from '#scenarios/cards.ts'
import { expect, test } from './strictPage.ts'

test.describe('The wall of incidents', () => {
  test('shows every lab with what happened and a picture of its runs, and each opens', async ({ page }) => {
    await page.goto('/lab')
    const incidents = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading') })
    await expect(incidents).toHaveCount(CARDS.length)
    for (const { incident, id } of CARDS) {
      const link = page.getByRole('link', { name: incident, exact: true })
      await expect(link).toHaveAttribute('href', `/lab/${id}`)
    }
    await expect(incidents.getByRole('figure')).toHaveCount(CARDS.length)

    await page.getByRole('link', { name: CARDS[3]!.incident }).click()
    await expect(page.getByRole('heading', { level: 1, name: CARDS[3]!.title })).toBeVisible()
  })

  test('keeps its filter in the address, so that going back finds it again', async ({ page }) => {
    await page.goto('/lab')
    await page.getByRole('radio', { name: 'Ownership' }).check()
    await expect(page).toHaveURL('/lab?about=ownership')
    const expected = CARDS.filter(card => card.dimension === 'ownership')
    await expect(page.getByRole('main').getByRole('status')).toHaveText(
      `${expected.length} of ${CARDS.length}`,
    )

    await page.getByRole('link', { name: expected[0]!.incident }).click()
    await expect(page.getByRole('heading', { level: 1, name: expected[0]!.title })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('radio', { name: 'Ownership' })).toBeChecked()
  })

  test('says when nothing matches, and how to see all', async ({ page }) => {
    await page.goto('/lab')
    await page.getByRole('searchbox', { name: 'Find' }).fill('unicorn')
    await expect(page.getByText('No incident matches.')).toBeVisible()
    await page.getByRole('button', { name: /^Show all/ }).click()
    await expect(page.getByRole('main').getByRole('status')).toHaveText(`${CARDS.length} of ${CARDS.length}`)
  })
})
