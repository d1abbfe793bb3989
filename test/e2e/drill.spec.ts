import { answer, openDrill, saved, whereNext } from './drillPage.ts'
import { expect, test } from './strictPage.ts'

const PARTS = [
  'A staff answer',
  'Why that is L6',
  'The L5 trap',
  'Why it misses',
  'What the interviewer asks next',
  'What was listened for',
]

test.describe('A drill', () => {
  test('opens on the prompt alone', async ({ page }) => {
    await openDrill(page)

    await expect(page.getByText(/Our home page reads one key from the cache/)).toBeVisible()
    await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toHaveCount(0)
    await expect(page.getByText(/Count first/)).toHaveCount(0)
    await expect(page.getByText('Fifty in all.')).toBeHidden()
    await expect(answer(page)).toHaveValue('')
  })

  test('answers the questions a candidate could ask first', async ({ page }) => {
    await openDrill(page)

    await page.getByText('What you could ask first, and what you would hear').click()
    await expect(page.getByText('Fifty in all.')).toBeVisible()
  })

  test('unfolds the staff answer part by part, beside the own answer', async ({ page }) => {
    await openDrill(page)
    await answer(page).fill('A thousand queries against fifty connections.')

    for (const [i, title] of PARTS.entries()) {
      await page.getByRole('button', { name: i === 0 ? /^Reveal/ : /^Next:/ }).click()
      const headings = page.getByRole('article').getByRole('heading', { level: 2 })
      await expect(headings).toHaveText(PARTS.slice(0, i + 1))
      await expect(headings.filter({ hasText: title })).toBeFocused()
      await expect(answer(page)).toHaveValue('A thousand queries against fifty connections.')
    }
    await expect(page.getByRole('button', { name: /^Next:/ })).toHaveCount(0)
    await expect(whereNext(page).getByRole('link')).toHaveCount(2)
  })

  test('keeps the own answer beside the staff answer when it is changed after the reveal', async ({
    page,
  }) => {
    await openDrill(page)
    await answer(page).fill('Before.')
    await page.getByRole('button', { name: /^Reveal/ }).click()
    await answer(page).fill('Before. And after.')
    await expect(saved(page)).toBeVisible()

    await page.reload()
    await expect(answer(page)).toHaveValue('Before. And after.')
    await expect(page.getByText(/you had the staff answer then/)).toBeVisible()
    await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toHaveCount(0)
  })

  test('counts words and starts a clock that takes nothing away', async ({ page }) => {
    await page.clock.install()
    await openDrill(page)
    await page.getByRole('button', { name: 'Start 8 min clock' }).click()
    await answer(page).fill('one two three')
    await expect(page.getByText('3 words')).toBeVisible()

    await page.clock.runFor('09:00')
    await expect(page.getByText('Time is up; go on if you like')).toBeVisible()
    await expect(page.getByRole('timer')).toContainText('9:0')
    await expect(answer(page)).toBeEditable()
    await expect(answer(page)).toHaveValue('one two three')
  })

  test('that does not exist leads to those that do', async ({ page }) => {
    await page.goto('/drills/no-such-drill')

    await expect(page.getByRole('heading', { level: 1 })).toContainText('no-such-drill')
    await page.getByRole('link', { name: 'See the drills that exist' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Drills' })).toBeVisible()
  })
})
