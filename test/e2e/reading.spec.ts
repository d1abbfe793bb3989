import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './strictPage.ts'

const CHAPTER = '/playbook/failure-modes'
/** A chapter of the quick way, with folds. */
const SHORT = '/playbook/executive-summary'
const FOLDED = 'Why the first move matters'

test.describe('The place in a chapter', () => {
  test('is there again after a reload, to the paragraph', async ({ page }) => {
    await openChapter(page, CHAPTER)
    const paragraph = await scrollToParagraphAfter(page, 'Which clock to believe')
    await page.reload()

    await expect(paragraph).toBeInViewport()
    await expect(page.locator('[data-here]')).toHaveText(/^The usual account has/)
  })

  test('is offered when one comes back by a link, and gone to when asked', async ({ page }) => {
    await openChapter(page, CHAPTER)
    const paragraph = await scrollToParagraphAfter(page, 'Which clock to believe')
    await leaveForTheList(page)
    await page.getByRole('link', { name: 'Failure modes', exact: true }).first().click()

    const offer = page.getByRole('button', { name: 'You were here: go on at “Which clock to believe”' })
    await expect(offer).toBeVisible()
    await expect(paragraph).not.toBeInViewport()
    await offer.press('Enter')
    await expect(paragraph).toBeInViewport()
    await expect(offer).toBeHidden()
  })

  test('is not offered to whoever only opened the chapter, or asks for a heading', async ({ page }) => {
    await openChapter(page, CHAPTER)
    await leaveForTheList(page)
    await openChapter(page, CHAPTER)
    await expect(page.getByText(/min left/).first()).toBeVisible()
    await expect(page.getByRole('button', { name: /You were here/ })).toHaveCount(0)

    await scrollToParagraphAfter(page, 'Which clock to believe')
    await leaveForTheList(page)
    await openChapter(page, `${CHAPTER}#probes`)
    await expect(heading(page, 'Probes')).toBeInViewport()
    await expect(page.getByRole('button', { name: /You were here/ })).toHaveCount(0)
  })

  test('leaves one event in the record, however long one scrolls', async ({ page }) => {
    await openChapter(page, CHAPTER)
    for (const name of ['The timeline', 'Which clock to believe', 'Probes', 'The timeline']) {
      await scrollToParagraphAfter(page, name)
      await hide(page)
    }

    await expect.poll(() => places(page)).toEqual(['the-timeline'])
  })
})

test.describe('What was read', () => {
  test('is a section whose text was on screen long enough, and is known to every list', async ({ page }) => {
    await page.clock.install()
    await openChapter(page, CHAPTER)
    await page.clock.runFor(1000)
    await expect(page.getByText(/sections read/)).toHaveCount(0)
    await heading(page, 'What happens').evaluate(element => element.scrollIntoView())
    await page.clock.runFor(60_000)

    const mark = contents(page).getByRole('listitem').filter({ hasText: 'What happens' })
    await expect(mark.getByText('read', { exact: true })).toBeAttached()
    await expect(page.getByText(/ of \d+ sections read/)).toBeVisible()
    await page.goto('/playbook')
    await page.clock.runFor(1000)
    const entry = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Failure modes' }) })
    await expect(entry).toContainText(/\d+ min left/)
    await expect(page.getByText('Continue where you stopped:')).toContainText('Failure modes')
  })

  test('is nothing for whoever scrolls past', async ({ page }) => {
    await page.clock.install()
    await openChapter(page, CHAPTER)
    await page.clock.runFor(1000)
    for (let step = 0; step < 12; step++) {
      await page.evaluate(() => window.scrollBy(0, window.innerHeight))
      await page.clock.runFor(1000)
    }

    await expect(page.getByText(/sections read/)).toHaveCount(0)
  })
})

test.describe('A way through the playbook', () => {
  test('folds what it leaves out, under its heading, with its minutes', async ({ page }) => {
    await openChapter(page, SHORT)
    await expect(folds(page)).toHaveCount(0)

    await chooseWay(page, 'Quick')
    await expect(folds(page).first()).toBeVisible()
    await expect(heading(page, FOLDED)).toBeVisible()
    const fold = folds(page).filter({ hasText: FOLDED })
    await expect(fold.getByText(/^folded in quick review · \d+ min$/)).toBeVisible()
    await expect(fold.getByRole('group', { name: 'What to say, at two levels' })).toBeHidden()

    await chooseWay(page, 'Deep')
    await expect(folds(page)).toHaveCount(0)
    await expect(page.getByText('“We use Redis with cache-aside.', { exact: false }).first()).toBeVisible()
  })

  test('unfolds by keyboard', async ({ page }) => {
    await openChapter(page, `${SHORT}?mode=quick`)
    const fold = folds(page).filter({ hasText: FOLDED })
    await fold.locator('summary').focus()
    await page.keyboard.press('Enter')
    await expect(fold.getByRole('group', { name: 'What to say, at two levels' })).toBeVisible()
    await page.keyboard.press('Space')
    await expect(fold.getByRole('group', { name: 'What to say, at two levels' })).toBeHidden()
  })

  test('unfolds for an address that names a heading inside', async ({ page }) => {
    await openChapter(page, `${SHORT}?mode=quick#why-the-first-move-matters`)

    const fold = folds(page).filter({ hasText: FOLDED })
    await expect(fold).toHaveAttribute('open')
    await expect(heading(page, FOLDED)).toBeInViewport()
    await expect(folds(page).filter({ hasNotText: FOLDED }).first()).not.toHaveAttribute('open')
  })

  test('stays chosen in this browser, and an address chooses it', async ({ page }) => {
    await page.goto('/playbook?mode=quick')
    await expect(page.getByRole('radio', { name: /Quick review/ })).toBeChecked()
    await openChapter(page, SHORT)
    await expect(page.getByRole('radio', { name: 'Quick' })).toBeChecked()
    await expect(page.getByText(/^Quick review, 1 of 3/)).toBeVisible()
  })

  test('keeps its reader at the paragraph when it is changed', async ({ page }) => {
    await openChapter(page, SHORT)
    const position = heading(page, 'Three intents')
    await position.evaluate(element => element.scrollIntoView())
    const topOf = () => position.evaluate(element => Math.round(element.getBoundingClientRect().top))
    const before = await topOf()
    await page.getByRole('radio', { name: 'Quick' }).evaluate((radio: HTMLElement) => radio.click())

    await expect(folds(page).first()).toBeAttached()
    await expect.poll(async () => Math.abs((await topOf()) - before)).toBeLessThanOrEqual(2)
  })

  test('lists its path, and folds the other chapters under it', async ({ page }) => {
    await page.goto('/playbook')
    await page.getByRole('radio', { name: /Quick review/ }).check()
    await expect(page).toHaveURL(/\/playbook/)
    const entries = page.getByRole('heading', { level: 3 }).and(page.locator(':visible'))
    await expect(entries).toHaveText([
      'Executive summary',
      'Interview walkthrough',
      'Fault lines',
      'Active drills',
    ])
    await page.getByText('Outside quick review').click()
    await expect(entries.filter({ hasText: 'Failure modes' })).toBeVisible()
  })

  test('leads from chapter to chapter, and from the last to its exercise', async ({ page }) => {
    await openChapter(page, '/playbook/fault-lines?mode=quick')
    const next = page.getByRole('navigation', { name: 'Chapters' })
    await expect(next.getByRole('link', { name: /^Before in quick review/ })).toContainText(
      'Interview walkthrough',
    )
    await next.getByRole('link', { name: /^Next in quick review/ }).click()
    await expect(page).toHaveURL(/\/drills$/)
  })

  test('is started from its own chapter, at its first chapter that is not read', async ({ page }) => {
    await openChapter(page, '/playbook/how-to-use')
    const figure = page.getByRole('figure', { name: 'Start a session' })
    await figure.getByRole('radio', { name: 'Quick review' }).check()
    await expect(figure.getByRole('list').getByRole('link')).toHaveText([
      'Executive summary',
      'Interview walkthrough',
      'Fault lines',
      'Active drills',
    ])
    await figure.getByRole('link', { name: 'Start with Executive summary' }).click()
    await expect(page).toHaveURL(/executive-summary/)
    await expect(page.getByRole('radio', { name: 'Quick' })).toBeChecked()
  })
})

test.describe('Every heading', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

  test('has a link that the keyboard reaches, that goes there and copies its address', async ({ page }) => {
    await openChapter(page, CHAPTER)
    const link = page.getByRole('link', { name: 'Link to “The timeline”' })
    await link.focus()
    await expect(link).toHaveCSS('opacity', '1')
    await page.keyboard.press('Enter')

    await expect(page).toHaveURL(/#the-timeline$/)
    await expect(heading(page, 'The timeline')).toBeInViewport()
    await expect(page.getByRole('link', { name: 'Link copied' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /\/playbook\/failure-modes#the-timeline$/,
    )
  })
})

test.describe('The size of the text', () => {
  test('is chosen in a chapter, by keyboard, and survives a reload and goes to other tabs', async ({
    page,
    context,
  }) => {
    await openChapter(page, CHAPTER)
    const other = await context.newPage()
    await openChapter(other, SHORT)
    const usual = await textSize(page)
    await settings(page).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: '100 %' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('radio', { name: '126 %' })).toBeChecked()
    await page.keyboard.press('Escape')
    await expect(settings(page)).toBeFocused()
    await expect(page.getByRole('radio', { name: '126 %' })).toHaveCount(0)

    expect(await textSize(page)).toBeCloseTo(usual * 1.26, 1)
    await expect.poll(() => textSize(other)).toBeCloseTo(usual * 1.26, 1)
    await page.reload()
    await expect(heading(page, 'What happens')).toBeAttached()
    expect(await textSize(page)).toBeCloseTo(usual * 1.26, 1)
  })

  test('is there before the first paint', async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('stampede.text', 'large'))
    await page.route(/\.js$/, route => route.fulfill({ contentType: 'text/javascript', body: '' }))
    await page.goto(CHAPTER)
    await expect(page.locator('html')).toHaveAttribute('data-text', 'large')
    await expect(page.locator('#root')).toBeEmpty()
  })
})

test.describe('On paper', () => {
  test('the whole playbook is one page: every chapter, nothing folded, every address its own', async ({
    page,
  }) => {
    await openBook(page)
    const chapters = page.getByRole('navigation', { name: 'Contents' }).getByRole('listitem')
    const count = await chapters.count()
    expect(count).toBeGreaterThan(2)
    await expect(page.getByRole('article')).toHaveCount(count)
    const ids = await page.locator('main [id]').evaluateAll(all => all.map(each => each.id))
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    const links = page.locator('article :not(figure *) > a[href^="/playbook/"]')
    const leading = await links.evaluateAll(all => all.map(each => each.getAttribute('href') ?? ''))
    const inBook = await chapters
      .getByRole('link')
      .evaluateAll(all => all.map(each => each.getAttribute('href')))
    const chapterOf = (href: string) => href.split('#')[0]?.replace('/playbook/', '#') ?? ''
    expect(leading.filter(href => inBook.includes(chapterOf(href)))).toEqual([])

    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    await expect(page.locator('main details:not([open])')).toHaveCount(0)
    await expect(page.getByRole('banner')).toBeHidden()
    await expect(page.getByRole('button', { name: /Print/ })).toBeHidden()
    const figures = page.getByRole('figure')
    await expect(figures.first()).toBeVisible()
    const breaks = page.getByRole('article').first()
    await expect(breaks).toHaveCSS('break-before', 'page')
  })

  test('a chapter has its text, its figures and nothing to press', async ({ page }) => {
    await openChapter(page, `${SHORT}?mode=quick`)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))

    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(folds(page).filter({ hasText: FOLDED })).toHaveAttribute('open')
    await expect(page.getByRole('button').and(page.locator(':visible'))).toHaveCount(0)
    await expect(page.getByRole('navigation').and(page.locator(':visible'))).toHaveCount(0)
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    await expect(folds(page).filter({ hasText: FOLDED })).not.toHaveAttribute('open')
  })
})

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const

for (const theme of ['light', 'dark'] as const)
  for (const size of ['desk', 'phone'] as const)
    test(`Reading has nothing that axe objects to in the ${theme} theme on a ${size}`, async ({ page }) => {
      await page.setViewportSize(SIZES[size])
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.goto('/playbook?mode=quick')
      await expect(page.getByRole('heading', { level: 3 }).first()).toBeVisible()
      await expectNoViolations(page)

      await openChapter(page, `${SHORT}?mode=quick`)
      await settings(page).click()
      await expectNoViolations(page)

      await openChapter(page, '/playbook/how-to-use')
      await expect(page.getByRole('figure', { name: 'Start a session' })).toBeVisible()
      await expectNoViolations(page)
    })

test('A phone has the contents in a line that stays, and that closes when one has gone', async ({ page }) => {
  await page.setViewportSize(SIZES.phone)
  await openChapter(page, CHAPTER)
  await heading(page, 'The timeline').evaluate(element => element.scrollIntoView())
  const line = page
    .locator('details', { has: contents(page) })
    .locator('summary')
    .first()
  await expect(page.locator('summary').filter({ hasText: 'min left' })).toContainText('The timeline')

  await page.locator('summary').filter({ hasText: 'min left' }).click()
  await contents(page).getByRole('link', { name: 'Probes' }).click()
  await expect(heading(page, 'Probes')).toBeInViewport()
  await expect(contents(page)).toHaveCount(0)
  await expect(line).toHaveCount(0)
})

async function openChapter(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.locator('article h2[id]').first()).toBeAttached()
  // The learner's record is read: what is read from now on goes there.
  await expect(page.locator('article [aria-busy="false"]').first()).toBeAttached()
}

async function openBook(page: Page): Promise<void> {
  await page.goto('/playbook/print')
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page.getByText(/^Loading the (chapter|figure|recording)$/)).toHaveCount(0)
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.target.join(' '))].join('\n  ')),
  ).toEqual([])
}

/** Scrolls to the paragraph under a heading, and gives it once the page knows that one is there. */
async function scrollToParagraphAfter(page: Page, name: string): Promise<Locator> {
  const paragraph = heading(page, name).locator('xpath=following-sibling::*[1]')
  await paragraph.evaluate(element => element.scrollIntoView())
  await expect(contents(page).locator('[aria-current]')).toHaveText(name)
  return paragraph
}

/** Tells the page that it is hidden, as the browser does when another tab comes to the front. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
}

/** Goes to the list of chapters, once the place that was left is in the record. */
async function leaveForTheList(page: Page): Promise<void> {
  await hide(page)
  await page.goto('/playbook')
  await expect(page.getByRole('heading', { level: 1, name: 'Playbook' })).toBeVisible()
  await page.getByRole('radio', { name: /Deep dive/ }).check()
}

/** The sections of all places in the record. */
function places(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    () =>
      new Promise<readonly string[]>((resolve, reject) => {
        const opening = indexedDB.open('stampede')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const all = opening.result.transaction('events').objectStore('events').getAll()
          all.onerror = () => reject(all.error)
          all.onsuccess = () => {
            opening.result.close()
            resolve(
              all.result.filter(row => row.kind === 'place-left').map(row => row.payload.section as string),
            )
          }
        }
      }),
  )
}

function heading(page: Page, name: string): Locator {
  return page.locator('article').getByRole('heading', { name, exact: true })
}

function contents(page: Page): Locator {
  return page.getByRole('navigation', { name: 'On this page' }).and(page.locator(':visible'))
}

function folds(page: Page): Locator {
  return page.locator('article details[data-fold]')
}

async function chooseWay(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).check()
}

function settings(page: Page): Locator {
  return page.getByRole('button', { name: 'Text size, theme, print' })
}

/** Of the first paragraph of the chapter, px. */
function textSize(page: Page): Promise<number> {
  return page
    .locator('article p')
    .filter({ hasText: /\w{3}.*\./ })
    .last()
    .evaluate(element => Number.parseFloat(getComputedStyle(element).fontSize))
}
