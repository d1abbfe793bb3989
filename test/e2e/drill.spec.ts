import { answer, DRILL, openDrill, revealEverything, saved, unfolded, whereNext } from './drillPage.ts'
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
    await expect(unfolded(page)).toHaveCount(0)
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
      const headings = unfolded(page)
      await expect(headings).toHaveText(PARTS.slice(0, i + 1))
      await expect(headings.filter({ hasText: title })).toBeFocused()
      await expect(answer(page)).toHaveValue('A thousand queries against fifty connections.')
    }
    await expect(page.getByRole('button', { name: /^Next:/ })).toHaveCount(0)
    await expect(whereNext(page).getByRole('link')).toHaveText([/lab/, /playbook/, /All drills/])
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
    await expect(unfolded(page)).toHaveCount(0)
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

  test('unfolds as far as its address says', async ({ page }) => {
    await openDrill(page, `${DRILL}#why-it-misses`)

    await expect(unfolded(page)).toHaveText(PARTS.slice(0, 4))
    await expect(unfolded(page).last()).toBeInViewport()
    await page.getByRole('button', { name: /^Next:/ }).click()
    await expect(unfolded(page)).toHaveText(PARTS.slice(0, 5))
  })

  test('tells signals of L6 from those that hold an answer at L5, in words', async ({ page }) => {
    await openDrill(page, `${DRILL}#signals`)

    const signal = (words: RegExp) => page.getByRole('listitem').filter({ hasText: words })
    await expect(signal(/Multiplies reads by query time/)).toContainText('speaks for L6')
    await expect(signal(/Expects the database to absorb/)).toContainText('weak: holds it at L5')
  })

  test('is told apart in the list once it is answered', async ({ page }) => {
    await page.goto('/drills')
    const entry = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: 'Thundering herd' }) })
    await expect(page.getByRole('status').filter({ hasText: /^0 of \d+ answered$/ })).toBeVisible()

    await openDrill(page)
    await answer(page).fill('A thousand queries.')
    await expect(saved(page)).toBeVisible()
    await page.goto('/drills')
    await expect(entry.first()).toContainText('written, not compared')

    await openDrill(page)
    await page.getByRole('button', { name: /^Reveal/ }).click()
    await page.goto('/drills')
    await expect(entry.first()).toContainText('answered')
    await expect(page.getByRole('status').filter({ hasText: /^1 of \d+ answered$/ })).toBeVisible()
    await page.getByRole('radio', { name: 'Not answered yet' }).check()
    await expect(entry).toHaveCount(0)
  })

  test('of two minutes says what you said before, and what it tests', async ({ page }) => {
    await openDrill(page, '/drills/pivot-lock-holder')
    await expect(page.getByRole('figure').filter({ hasText: 'You said' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start 2 min clock' })).toBeVisible()
    await revealEverything(page)
    await expect(unfolded(page)).toHaveText([
      'What a good answer contains',
      'What it tests',
      'The L5 trap',
      'What was listened for',
    ])
  })

  test('that does not exist leads to those that do', async ({ page }) => {
    await page.goto('/drills/no-such-drill')

    await expect(page.getByRole('heading', { level: 1 })).toContainText('no-such-drill')
    await page.getByRole('link', { name: 'See the drills that exist' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Drills' })).toBeVisible()
  })
})
