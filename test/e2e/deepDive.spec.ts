import {
  answer,
  DEEP_DIVE,
  next,
  openDrill,
  revealEverything,
  saved,
  unfolded,
  whereNext,
} from './drillPage.ts'
import { expect, test } from './strictPage.ts'

const PARTS = [
  'What to find out first',
  'The approach, phase by phase',
  'Metrics to watch',
  'What changes in the organisation',
  'What the interviewer asks next',
  'What was listened for',
]

test.describe('A deep dive', () => {
  test('opens on the incident alone, with the way into its lab', async ({ page }) => {
    await openDrill(page, DEEP_DIVE)

    await expect(page.getByRole('article')).toContainText('95 % to 70 %')
    await expect(unfolded(page)).toHaveCount(0)
    await expect(page.getByRole('table')).toHaveCount(0)
    await expect(page.getByRole('article').getByRole('link', { name: /lab/ })).toHaveAttribute(
      'href',
      /^\/lab\/black-friday/,
    )
  })

  test('unfolds its approach phase by phase, and its table after the last', async ({ page }) => {
    await openDrill(page, `${DEEP_DIVE}#approach`)
    const phases = page.getByRole('article').getByRole('heading', { level: 3 })

    await expect(phases).toHaveCount(1)
    await expect(page.getByRole('table')).toHaveCount(0)
    for (let count = 2; count <= 5; count++) {
      await next(page).click()
      await expect(phases).toHaveCount(count)
      await expect(phases.last()).toBeFocused()
    }
    await expect(page.getByRole('article').getByRole('table').first()).toContainText('T+0–5 min')
    await next(page).click()
    await expect(unfolded(page)).toHaveText(PARTS.slice(0, 3))
  })

  test('unfolds as far as the phase that its address names', async ({ page }) => {
    await openDrill(page, `${DEEP_DIVE}#t-0-5-min`)
    await expect(page.getByRole('heading', { level: 3 })).toHaveText(['T+0–5 min'])

    await openDrill(page, `${DEEP_DIVE}#triage`)
    await expect(page.getByRole('heading', { level: 3 })).toHaveText(['T+0–5 min', 'Triage'])
    await expect(page.getByRole('heading', { level: 3, name: 'Triage' })).toBeInViewport()
  })

  test('has all of its parts and leads on to lab, chapter and drills', async ({ page }) => {
    await openDrill(page, DEEP_DIVE)
    await revealEverything(page)

    await expect(unfolded(page)).toHaveText(PARTS)
    await expect(whereNext(page).getByRole('link', { name: /lab/ })).toBeVisible()
  })

  test('keeps what was written, and the list says so', async ({ page }) => {
    await openDrill(page, DEEP_DIVE)
    await answer(page).fill('The database first.')
    await next(page).click()
    await expect(saved(page)).toBeVisible()

    await page.reload()
    await expect(answer(page)).toHaveValue('The database first.')
    await expect(page.getByText(/you had the staff answer then/)).toBeVisible()
    await page.goto('/deep-dives')
    await expect(page.getByRole('listitem').filter({ hasText: 'answered' })).toHaveCount(1)
  })

  test('that does not exist leads to those that do', async ({ page }) => {
    await page.goto('/deep-dives/no-such-incident')

    await page.getByRole('link', { name: 'See the deep dives that exist' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Deep dives' })).toBeVisible()
  })
})
