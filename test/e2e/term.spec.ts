import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './strictPage.ts'

const CHAPTER = '/playbook/sizing'
const DEFINITION = /^Hit rate The share of reads that a cache answers\./

test.describe('A word with a definition', () => {
  test('shows it while the pointer is on the word or on the definition, and not over the word', async ({
    page,
  }) => {
    const word = await openWord(page)
    await expect(tip(page)).toHaveCount(0)
    await word.hover()
    await expect(tip(page)).toHaveText(DEFINITION)
    await expectBeside(word, tip(page))
    await tip(page).hover()
    await expect(tip(page)).toBeVisible()
    await page.mouse.move(5, 5)

    await expect(tip(page)).toHaveCount(0)
  })

  test('shows it above the word where there is no room below', async ({ page }) => {
    const word = await openWord(page)
    await word.evaluate(element => element.scrollIntoView({ block: 'end' }))
    await word.hover()

    await expect(tip(page)).toBeInViewport({ ratio: 1 })
    await expectBeside(word, tip(page))
  })

  test('shows it on keyboard focus as its description, and Escape takes it away', async ({ page }) => {
    const word = await openWord(page)
    await word.focus()
    await expect(tip(page)).toBeVisible()
    await expect(word).toHaveAccessibleDescription(DEFINITION)
    await page.keyboard.press('Escape')

    await expect(tip(page)).toHaveCount(0)
    await expect(word).toBeFocused()
  })

  test('leads to its entry in the glossary', async ({ page }) => {
    const word = await openWord(page)
    await word.focus()
    await page.keyboard.press('Enter')

    await expect(page).toHaveURL(/\/glossary#hit-rate$/)
    await expect(page.locator('[id="hit-rate"]')).toBeInViewport()
  })

  test('has nothing that axe objects to while it is defined', async ({ page }) => {
    const word = await openWord(page)
    await word.focus()
    await expect(tip(page)).toBeVisible()

    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  })

  test('is a word like any other on paper', async ({ page }) => {
    const word = await openWord(page)
    await page.emulateMedia({ media: 'print' })
    await expect(word).toHaveCSS('text-decoration-line', 'none')
  })
})

test.describe('Where the definitions do not arrive', () => {
  test.use({ allowedErrors: /Failed to load/ })

  test('a word is still a word, and a link to the glossary', async ({ page }) => {
    await page.route(/\/assets\/glossary-.*\.js$/, route => route.abort())
    const word = await openWord(page)
    await word.hover()
    await expect(word).toHaveAttribute('href', '/glossary#hit-rate')
    await expect(tip(page)).toHaveCount(0)
  })
})

test.describe('On a touch screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })

  test('the first tap defines the word, a tap elsewhere ends that, a second one leads to the glossary', async ({
    page,
  }) => {
    const word = await openWord(page)
    await word.tap()
    await expect(tip(page)).toContainText('Tap the word again')
    await expectBeside(word, tip(page))
    await expect(page).toHaveURL(new RegExp(`${CHAPTER}$`))
    await page.getByRole('heading', { name: 'What a part of it buys' }).tap({ position: { x: 4, y: 4 } })
    await expect(tip(page)).toHaveCount(0)

    await word.tap()
    await expect(tip(page)).toBeVisible()
    await word.tap()
    await expect(page).toHaveURL(/\/glossary#hit-rate$/)
  })
})

async function openWord(page: Page): Promise<Locator> {
  await page.goto(CHAPTER)
  const word = wordOn(page)
  await word.scrollIntoViewIfNeeded()
  return word
}

function wordOn(page: Page): Locator {
  return page.locator('article').getByRole('link', { name: 'hit rate', exact: true })
}

function tip(page: Page): Locator {
  return page.getByRole('tooltip')
}

async function expectBeside(word: Locator, beside: Locator): Promise<void> {
  const [own, other] = [await word.boundingBox(), await beside.boundingBox()]
  if (own === null || other === null) throw new Error('one of them is not drawn')
  const isBelow = other.y >= own.y + own.height
  const isAbove = other.y + other.height <= own.y
  expect(isBelow || isAbove, 'above or below the word').toBe(true)
}
