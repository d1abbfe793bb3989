import type { Locator, Page } from '@playwright/test'
import { recordingOf } from './recordedRuns.ts'
import { expect, test, textOf } from './strictPage.ts'

const CHAPTER = '/playbook/failure-modes'

test.describe('A chapter', () => {
  test('gives every heading an address of its own', async ({ page }) => {
    await openChapter(page)

    const headings = page.locator('article :is(h2, h3)').and(page.locator(':not(article > footer *)'))
    const ids = await headings.evaluateAll(all => all.map(each => each.id))
    expect(ids.length).toBeGreaterThan(5)
    expect(ids).not.toContain('')
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('marks in its contents the heading that is being read', async ({ page }) => {
    await openChapter(page)

    for (const name of ['The timeline', 'What coalescing leaves open', 'What happens']) {
      await heading(page, name).evaluate(element => element.scrollIntoView())
      await expect(contents(page).locator('[aria-current]')).toHaveText(name)
    }
  })

  test('goes to a heading from its contents', async ({ page }) => {
    await openChapter(page)

    await contents(page).getByRole('link', { name: 'What to say aloud' }).click()
    await expect(page).toHaveURL(/#what-to-say-aloud$/)
    await expect(heading(page, 'What to say aloud')).toBeInViewport()
  })

  test('goes back to the place that was left for a heading, however busy the browser is', async ({
    page,
  }) => {
    // The app gets its next turn only after the browser has drawn, so it hears of a scroll as late as it may.
    await page.addInitScript(() => {
      const post = MessagePort.prototype.postMessage
      MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
        requestAnimationFrame(() => requestAnimationFrame(() => post.call(this, message)))
      }
    })
    await openChapter(page)
    await heading(page, 'The timeline').evaluate(element => element.scrollIntoView())
    await expect(contents(page).locator('[aria-current]')).toHaveText('The timeline')

    await contents(page).getByRole('link', { name: 'What to say aloud' }).click()
    await expect(heading(page, 'What to say aloud')).toBeInViewport()
    await expect(contents(page).locator('[aria-current]')).toHaveText('What to say aloud')
    await page.goBack()
    await expect(heading(page, 'The timeline')).toBeInViewport()
  })

  test('goes back from the lab to the place that was left', async ({ page }) => {
    await openChapter(page)
    const figure = live(page).nth(1)
    await figure.scrollIntoViewIfNeeded()
    await expect(figure.getByRole('img', { name: /^Origin/ })).toHaveCount(2)
    const link = figure.getByRole('link', { name: 'L6 answer' })
    await link.evaluate(element => element.scrollIntoView({ block: 'center' }))
    await expect(contents(page).locator('[aria-current]')).not.toHaveText('What happens')
    const left = await page.evaluate(() => window.scrollY)
    expect(left).toBeGreaterThan(3000)

    await link.click()
    await expect(page.getByRole('radio', { name: 'L6 answer' })).toBeChecked()
    await page.goBack()
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(left - 100)
    await expect(link).toBeInViewport()
  })

  test('opened at a heading, is there', async ({ page }) => {
    await openChapter(page, '#early-expiry-precisely')

    await expect(heading(page, 'Early expiry, precisely')).toBeInViewport()
  })

  test('draws live figures from what was kept of their runs: no worker, no lab', async ({ page }) => {
    const fetched: string[] = []
    page.on('request', request => fetched.push(request.url()))
    await openChapter(page)

    const figure = live(page).first()
    await figure.scrollIntoViewIfNeeded()
    await expect(figure.getByRole('img', { name: /^Requests by fate:/ })).toBeVisible()
    const { peakDemand } = recordingOf('l5', 7).summary.origin
    const origin = figure.getByRole('img', { name: /^Origin/ })
    await expect(origin).toHaveAccessibleName(new RegExp(peakDemand.toLocaleString('en')))
    expect(page.workers()).toEqual([])
    expect(fetched.filter(url => /runWorker|runClient|thunderingHerd/.test(url))).toEqual([])
  })

  test('has the numbers of a live figure in a table', async ({ page }) => {
    await openChapter(page)

    const figure = live(page).first()
    await figure.getByRole('button', { name: 'Origin concurrency as a table' }).click()
    const table = page.getByRole('dialog').getByRole('table')
    await expect(table.getByRole('columnheader')).toHaveText(['from', 'running', 'with queued', 'service ×'])
    await expect(table.getByRole('row')).toHaveCount(31)
  })

  test('prints every figure, those that nobody scrolled to as well, no wider than paper', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1440, height: 900 })
    await openChapter(page)
    await expect(page.getByText('Loading the recording')).toHaveCount(0)

    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
    const plots = live(page).locator('svg[role=img]')
    expect(await plots.count()).toBeGreaterThan(6)
    for (const box of await plots.evaluateAll(all => all.map(plot => plot.clientWidth)))
      expect(box).toBeLessThanOrEqual(600)
  })

  test('puts two designs beside one another in one figure', async ({ page }) => {
    await openChapter(page)

    const figure = live(page).nth(1)
    await figure.scrollIntoViewIfNeeded()
    await expect(figure.getByRole('img', { name: /^Origin/ })).toHaveCount(2)
    await expect(figure.getByRole('paragraph').filter({ hasText: /^L5 trap$/ })).toBeVisible()
    await expect(figure.getByRole('paragraph').filter({ hasText: /^L6 answer$/ })).toBeVisible()
  })

  test('opens the run of a figure in the lab: same design, same seed, at the moment it is about', async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await openChapter(page)

    await live(page).first().getByRole('link', { name: 'open in lab' }).click()
    await expect(page.getByTestId('digest')).toHaveAttribute('data-digest', recordingOf('l5', 7).digest)
    await expect(page.getByRole('radio', { name: 'L5 trap' })).toBeChecked()
    await expect(page.getByRole('textbox', { name: 'seed' })).toHaveValue('7')
    await expect(page.getByRole('timer', { name: 'Playhead' })).toHaveText('00:20.000')
  })

  test('keeps the answer to a probe folded until it is asked for', async ({ page }) => {
    await openChapter(page)

    const question = page.getByText('Then the holder crashes. What happens?')
    const answer = page.getByText(/^The lease runs out, one waiter takes it/)
    await expect(question).toBeVisible()
    await expect(answer).toBeHidden()
    await question.click()
    await expect(answer).toBeVisible()
  })

  test('on a phone has every column of a table in sight, and names it beside its value', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto('/playbook/fault-lines')

    const row = page.getByRole('row', { name: /^Long TTL/ })
    const payer = row.getByRole('cell', { name: /complaints/ })
    await payer.scrollIntoViewIfNeeded()
    await expect(payer).toBeInViewport({ ratio: 1 })
    await expect(payer).toHaveAttribute('data-column', 'Who pays')
    await page.setViewportSize({ width: 900, height: 844 })
    await expect(page.getByRole('columnheader', { name: 'Who pays' }).first()).toBeVisible()
  })

  test('has a note beside the paragraph it belongs to, and after it where there is no margin', async ({
    page,
  }) => {
    await openChapter(page)
    const note = page.getByRole('note').first()
    const away = () =>
      note.evaluate(element => {
        const paragraph = element.previousElementSibling?.getBoundingClientRect()
        const { top, left } = element.getBoundingClientRect()
        return {
          isBeside: left > (paragraph?.right ?? 0) && Math.abs(top - (paragraph?.top ?? 0)) < 2,
          isAfter: top >= (paragraph?.bottom ?? 0),
        }
      })

    await expect.poll(away).toEqual({ isBeside: true, isAfter: false })
    await page.setViewportSize({ width: 900, height: 900 })
    await expect.poll(away).toEqual({ isBeside: false, isAfter: true })
  })

  test('puts the glyph of the canvas beside the words for fates', async ({ page }) => {
    await openChapter(page)

    for (const word of ['hit', 'miss', 'waiting']) {
      const marked = page.locator('article p span', { has: page.locator('svg') }).filter({ hasText: word })
      await expect(marked.first()).toBeVisible()
      await expect(marked.first().locator('svg')).toBeVisible()
    }
  })

  test('copies the wording of either level', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openChapter(page)

    for (const level of ['L5', 'L6']) {
      const quote = page.getByRole('group', { name: 'What to say, at two levels' }).locator('blockquote')
      const words = (await textOf(quote.nth(level === 'L5' ? 0 : 1))).replaceAll(/^“|”$/g, '')
      const button = page.getByRole('button', { name: `Copy the ${level} wording` }).first()
      await button.click()
      await expect(page.getByRole('status').filter({ hasText: 'Copied' }).first()).toBeAttached()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(words)
    }
  })

  test('says so where the browser refuses to copy', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await openChapter(page)

    await page.getByRole('button', { name: 'Copy the L6 wording' }).first().click()
    await expect(page.getByRole('button', { name: 'The browser refused' })).toBeVisible()
  })

  test('that does not exist leads to those that do', async ({ page }) => {
    await page.goto('/playbook/no-such-chapter')

    await expect(page.getByRole('heading', { level: 1 })).toContainText('no-such-chapter')
    await page.getByRole('link', { name: 'See the chapters that exist' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Playbook' })).toBeVisible()
  })
})

test.describe('A chapter without a connection', () => {
  test.use({ allowedErrors: /ERR_FAILED/ })

  test('says so where a recording does not arrive, and draws it when asked again', async ({ page }) => {
    await page.route('**/thundering-herd_l5_7_*', route => route.abort())
    await page.goto(CHAPTER)

    const figure = live(page).first()
    await expect(figure.getByRole('alert')).toContainText('The text does not depend on it')
    await expect(figure.getByRole('link', { name: 'open in lab' })).toBeVisible()
    await page.unrouteAll()
    await figure.getByRole('button', { name: 'Try again' }).click()
    await expect(figure.getByRole('img', { name: /^Origin/ })).toBeVisible()
  })

  test('offers to load the page again where the script of a figure does not arrive twice', async ({
    page,
  }) => {
    await page.route('**/SizingCalculator-*.js', route => route.abort())
    await page.goto('/playbook/sizing')

    const failed = page.getByRole('alert').filter({ hasText: 'This figure could not be loaded' })
    await failed.getByRole('button', { name: 'Try again' }).click()
    const reload = failed.getByRole('button', { name: 'Load the page again' })
    await expect(reload).toBeVisible()
    await page.unrouteAll()
    await reload.click()
    await expect(page.getByRole('slider', { name: 'Keys' })).toBeVisible()
  })
})

async function openChapter(page: Page, hash = ''): Promise<void> {
  await page.goto(`${CHAPTER}${hash}`)
  await expect(page.locator('article').getByRole('heading', { name: 'What happens' })).toBeAttached()
}

function contents(page: Page): Locator {
  return page.getByRole('navigation', { name: 'On this page' }).and(page.locator(':visible'))
}

function heading(page: Page, name: string): Locator {
  return page.locator('article').getByRole('heading', { name, exact: true })
}

/** The figures that are recorded runs, in order. */
function live(page: Page): Locator {
  return page.getByRole('figure').filter({ hasText: 'open in lab' })
}
