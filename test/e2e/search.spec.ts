import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { LabScreen } from './labScreen.ts'
import { expect, test, textOf } from './strictPage.ts'

const CHAPTER = '/playbook/failure-modes'

test.describe('The palette', () => {
  test('opens by its key, forgives a slip, and leads to the section that is chosen with the arrows', async ({
    page,
  }) => {
    await openChapter(page)
    await page.keyboard.press('Control+k')
    await field(page).fill('thundring herd')
    await expect(results(page).getByRole('option').first()).toBeVisible()
    await downTo(page, option(page, 'Playbook', /^Thundering herd\s?Failure modes/))
    await page.keyboard.press('Enter')

    await expect(palette(page)).toBeHidden()
    await expect(page).toHaveURL(/\/playbook\/failure-modes#thundering-herd$/)
    const heading = page.getByRole('heading', { level: 2, name: 'Thundering herd' })
    await expect(heading).toBeInViewport()
    // The keyboard goes on from there.
    await expect(heading).toBeFocused()
  })

  test('leads to a section of another page', async ({ page }) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('early expiry precisely')
    await downTo(page, option(page, 'Playbook', /^Early expiry, precisely/))
    await page.keyboard.press('Enter')

    await expect(page).toHaveURL(/failure-modes#early-expiry-precisely$/)
    const heading = page.getByRole('heading', { name: 'Early expiry, precisely' })
    await expect(heading).toBeInViewport()
    await expect(heading).toBeFocused()
  })

  test('chooses the best result anew as the query changes', async ({ page }) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('jitter')
    await expect(option(page, 'Glossary', /^TTL jitter/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('ArrowDown')
    await field(page).fill('jitter drawn once')
    const first = results(page).getByRole('option').first()
    await expect(first).toHaveAttribute('aria-selected', 'true')
    await field(page).fill('zipf')
    await expect(option(page, 'Glossary', /^Zipf/)).toHaveAttribute('aria-selected', 'true')
  })

  test('takes what is typed before it is there, and nothing of it reaches the page', async ({ page }) => {
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    await page.route(/\/assets\/Palette-.*\.js$/, async route => {
      await held
      await route.continue()
    })
    await open(page, '/')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('fleet /?')
    await expect(palette(page).getByRole('textbox')).toHaveValue('fleet /?')
    release()

    await expect(field(page)).toHaveValue('fleet /?')
    await expect(field(page)).toBeFocused()
    await expect(option(page, 'Labs', /^Fleet herd/)).toBeVisible()
  })

  test('gives the focus back when it is closed with Escape', async ({ page }) => {
    await openChapter(page)
    const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Drills' })
    await link.focus()
    await page.keyboard.press('/')
    await expect(field(page)).toBeFocused()
    await page.keyboard.press('Escape')

    await expect(palette(page)).toBeHidden()
    await expect(link).toBeFocused()
  })

  test('opens by its button, also where that is only an icon', async ({ page }) => {
    await open(page, '/')
    await searchButton(page).click()
    await expect(field(page)).toBeFocused()
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 390, height: 844 })
    await searchButton(page).click()
    await expect(field(page)).toBeFocused()
  })

  test('keeps out of what is being typed', async ({ page }) => {
    await open(page, '/drills/thundering-herd')
    const answer = page.getByRole('textbox').first()
    await answer.fill('')
    await answer.pressSequentially('and/or?')

    await expect(answer).toHaveValue('and/or?')
    await expect(palette(page)).toBeHidden()
    await page.keyboard.press('Control+k')
    await expect(field(page)).toBeFocused()
    await page.keyboard.press('Control+k')
    await expect(palette(page)).toBeHidden()
    await expect(answer).toBeFocused()
  })

  test('finds a drill by its answer, and does not give the answer away', async ({ page }) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('sixty loads background job publish')

    const drill = option(page, 'Drills', /^Thundering herd/)
    await expect(drill).toContainText('unfolds after your own answer')
    await expect(drill).not.toContainText(/sixty|publish/)
  })

  test('shows first what was chosen last', async ({ page }) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('change data capture')
    await option(page, 'Glossary', /^Change data capture/).click()
    await expect(page).toHaveURL(/\/glossary#cdc$/)
    await page.keyboard.press('Control+k')

    await expect(results(page).getByRole('option').first()).toHaveText(/^Change data capture/)
  })

  test('changes the theme, and says that a link is copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openChapter(page, '#the-timeline')
    await page.keyboard.press('Control+k')
    await field(page).fill('dark')
    await option(page, 'Do', 'Theme: dark').click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')

    await page.keyboard.press('Control+k')
    await field(page).fill('copy link')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'The link is copied.' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  })

  test('folds chapters as the way through the playbook that is chosen', async ({ page }) => {
    await open(page, '/playbook')
    await page.keyboard.press('Control+k')
    await field(page).fill('quick review')
    await option(page, 'Do', /quick review/).click()

    await expect(page.getByRole('status').filter({ hasText: 'Quick review' })).toBeVisible()
    expect(await page.evaluate(() => localStorage.getItem('stampede.mode'))).toBe('quick')
  })

  test('says how to write where nothing is found', async ({ page }) => {
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('kubernetes')

    await expect(palette(page)).toContainText('Nothing has kubernetes.')
    await expect(palette(page)).toContainText('Fewer words find more')
    await expect(results(page).getByRole('option')).toHaveCount(0)
  })

  test('works over a lab, whose keys stay its own', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const clock = await textOf(lab.clock)
    await page.keyboard.press('Control+k')
    await field(page).pressSequentially('1 . [ hot')
    await expect(lab.clock).toHaveText(clock)
    await expect(lab.injected).toHaveCount(0)
    await field(page).fill('hot key')
    await option(page, 'Labs', /^Hot key/).click()
    await expect(page).toHaveURL(/\/lab\/hot-key/)
    await lab.shows('')

    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys of the lab' })).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(1)
  })
})

test.describe('A search that does not arrive', () => {
  test.use({ allowedErrors: /Failed to load resource/ })

  test('is said, and is loaded again', async ({ page }) => {
    let isCut = true
    await page.route(/search-documents-.*\.json$/, route => (isCut ? route.abort() : route.continue()))
    await open(page, '/')
    await page.keyboard.press('Control+k')
    await field(page).fill('herd')
    const failure = palette(page).getByRole('alert')
    await expect(failure).toContainText('could not be loaded')
    isCut = false
    await failure.getByRole('button', { name: 'Load it again' }).click()
    await expect(option(page, 'Labs', /^Thundering herd/)).toBeVisible()
  })
})

test.describe('The keys outside of the lab', () => {
  test('are listed at ?', async ({ page }) => {
    await open(page, '/drills')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('search')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })
})

test.describe('The page of results', () => {
  test('holds its query in the address, groups what it finds, and leads to the section', async ({ page }) => {
    await open(page, '/search?q=lease%20holder')
    await expect(searchField(page)).toHaveValue('lease holder')
    await page.getByRole('link', { name: 'A holder that crashes' }).first().click()

    await expect(page).toHaveURL(/failure-modes#a-holder-that-crashes$/)
    await expect(page.getByRole('heading', { name: 'A holder that crashes' })).toBeInViewport()
  })

  test('follows what is typed, and going back leaves it', async ({ page }) => {
    await open(page, '/drills')
    await page.keyboard.press('Control+k')
    await field(page).fill('metastable')
    await results(page)
      .getByRole('option', { name: /^Show (all|the result)/ })
      .click()
    await expect(page).toHaveURL(/\/search\?q=metastable$/)
    await searchField(page).fill('zipf')
    await expect(page).toHaveURL(/\/search\?q=zipf$/)
    await expect(page.getByRole('region', { name: 'Glossary' })).toContainText('Zipf distribution')
    await page.goBack()

    await expect(page.getByRole('heading', { level: 1, name: 'Drills' })).toBeVisible()
  })

  test('shows a new query that comes from the palette', async ({ page }) => {
    await open(page, '/search?q=lease')
    await expect(searchField(page)).toHaveValue('lease')
    await page.keyboard.press('Control+k')
    await field(page).fill('zipf')
    await results(page)
      .getByRole('option', { name: /^Show (all|the result)/ })
      .click()

    await expect(searchField(page)).toHaveValue('zipf')
  })
})

test.describe('The glossary', () => {
  test('opened at a word, is there and marks it', async ({ page }) => {
    await open(page, '/glossary#miss-token')
    await expect(page.locator('[id="miss-token"]')).toBeInViewport()
    await page.getByRole('navigation', { name: 'Letters' }).getByRole('link', { name: 'Z' }).click()
    await expect(page.getByRole('heading', { level: 2, name: 'Z' })).toBeInViewport()
  })
})

test.describe('Nothing that axe objects to', () => {
  for (const theme of ['light', 'dark'] as const) {
    test(`is in the palette, the results and the glossary in the ${theme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await open(page, '/search?q=herd')
      await expect(page.getByRole('region', { name: 'Glossary' })).toBeVisible()
      await expectAccessible(page)
      await page.keyboard.press('Control+k')
      await field(page).fill('herd')
      await expect(option(page, 'Labs', /^Thundering herd/)).toBeVisible()
      await expectAccessible(page)
      await field(page).fill('')
      await expect(results(page).getByRole('option').first()).toBeVisible()
      await expectAccessible(page)
      await open(page, '/glossary#cdc')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    })
  }
})

/** Goes to a page, and waits until it listens. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

async function openChapter(page: Page, hash = ''): Promise<void> {
  await open(page, `${CHAPTER}${hash}`)
  await expect(page.getByRole('heading', { name: 'What happens' })).toBeAttached()
}

function palette(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Search', exact: true })
}

function field(page: Page): Locator {
  return palette(page).getByRole('combobox', { name: 'Search' })
}

function results(page: Page): Locator {
  return palette(page).getByRole('listbox', { name: 'Results' })
}

/** What the palette offers in one of its groups. */
function option(page: Page, group: string, name: string | RegExp): Locator {
  return results(page).getByRole('group', { name: group, exact: true }).getByRole('option', { name }).first()
}

/** Presses the arrow until it is chosen. */
async function downTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  await expect(async () => {
    if ((await wanted.getAttribute('aria-selected')) !== 'true') {
      await page.keyboard.press('ArrowDown')
      await expect(wanted).toHaveAttribute('aria-selected', 'true', { timeout: 100 })
    }
  }).toPass({ intervals: [0] })
}

function searchButton(page: Page): Locator {
  return page.getByRole('banner').getByRole('button', { name: 'Search' })
}

function searchField(page: Page): Locator {
  return page.getByRole('main').getByRole('searchbox')
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.target.join(' '))].join('\n  ')),
  ).toEqual([])
}
