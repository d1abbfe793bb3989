import type { Page } from '@playwright/test'
import { DRILL, openDrill, revealEverything, whereNext } from './drillPage.ts'
import { expect, test, textOf } from './strictPage.ts'

test.describe('Links', () => {
  test('of every page lead to a page that exists, and to a heading that exists', async ({ page }) => {
    // It walks through the whole app, every lab included.
    test.setTimeout(480_000)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const known = new Set(['/'])
    const broken: string[] = []
    /** By page, the ids on it: an address that names one of them need not be opened on its own. */
    const anchors = new Map<string, ReadonlySet<string>>()
    const isOpened = (address: string) => {
      const { pathname, search, hash } = new URL(address, 'http://here')
      return hash !== '' && anchors.get(pathname + search)?.has(decodeURIComponent(hash.slice(1))) === true
    }
    // A set hands out what is added to it while it is walked through.
    for (const address of known) {
      if (isOpened(address)) continue
      await page.goto(address)
      if (await isMissing(page)) broken.push(address)
      const { pathname, search } = new URL(page.url())
      const ids = await page.locator('[id]').evaluateAll(all => all.map(each => each.id))
      anchors.set(pathname + search, new Set(ids))
      for (const link of await linksOn(page)) known.add(link)
    }

    expect(broken).toEqual([])
    expect([...known].filter(address => address.startsWith('/lab/')).length).toBeGreaterThan(1)
    expect([...known].filter(address => address.includes('#')).length).toBeGreaterThan(5)
  })

  for (const [name, heading] of [
    [/in the lab/, 'Thundering herd'],
    [/in the playbook/, 'Failure modes'],
  ] as const) {
    test(`of a finished drill lead on: ${name.source}`, async ({ page }) => {
      await openDrill(page)
      await revealEverything(page)

      await whereNext(page).getByRole('link', { name }).click()
      await expect(page).not.toHaveURL(DRILL)
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
    })
  }
})

test.describe('An address that is none', () => {
  for (const address of ['/nowhere', '/playbook/failure-modes/deeper', '/lab/thundering-herd/deeper/still']) {
    test(`${address} says that there is nothing, and where to go`, async ({ page }) => {
      await page.goto(address)

      await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
      await expect(page.getByRole('main')).toContainText(address)
      await page.getByRole('main').getByRole('link', { name: 'Playbook' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Playbook' })).toBeVisible()
    })
  }

  test('still has the way to the first page', async ({ page }) => {
    await page.goto('/nowhere')

    await page.getByRole('banner').getByRole('link', { name: 'Stampede' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Caching is/)
  })
})

/** Whether the page says that it is none, or lacks the heading that the address names. */
async function isMissing(page: Page): Promise<boolean> {
  // The whole playbook on one page has several.
  const heading = page.getByRole('heading', { level: 1 }).first()
  await expect(heading).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /^Loading/ })).toHaveCount(0)
  if (/^There is no/.test(await textOf(heading))) return true
  const { hash } = new URL(page.url())
  return hash !== '' && (await page.locator(`[id="${decodeURIComponent(hash.slice(1))}"]`).count()) === 0
}

/** The addresses within the app that a page links to, once its text is there. */
async function linksOn(page: Page): Promise<readonly string[]> {
  const links = await page.getByRole('link').evaluateAll(all => all.map(each => each.getAttribute('href')))
  const here = new URL(page.url())
  return links
    .filter(href => href !== null)
    .map(href => new URL(href, here))
    .filter(url => url.origin === here.origin)
    .map(url => url.pathname + url.search + url.hash)
}
