import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { answer, DRILL, openDrill, saved } from './drillPage.ts'
import { expect, test } from './strictPage.ts'

const TEXT = 'Fifty connections are gone in 0.05 s.\nI coalesce per process, and say who signs – in “quotes”.'

test.describe('A typed answer', () => {
  test('is there again after its page was closed', async ({ page, context }) => {
    await type(page, TEXT)
    await expect(saved(page)).toBeVisible()
    await page.close({ runBeforeUnload: false })

    await expectAnswer(await context.newPage(), TEXT)
  })

  test('keeps what was saved when its page is closed in the middle of a word', async ({ page, context }) => {
    await type(page, TEXT)
    await expect(saved(page)).toBeVisible()
    await answer(page).press('End')
    await answer(page).pressSequentially(' And th')
    await page.close({ runBeforeUnload: false })

    const again = await context.newPage()
    await openDrill(again)
    const kept = await answer(again).inputValue()
    expect(`${TEXT} And th`.startsWith(kept), kept).toBe(true)
    expect(kept.length).toBeGreaterThanOrEqual(TEXT.length)
  })

  test('is saved when another page of the app is opened at once', async ({ page }) => {
    await type(page, TEXT)
    await page.getByRole('link', { name: 'Drills' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Drills' })).toBeVisible()

    await expectAnswer(page, TEXT)
  })

  test('survives the death of the browser', async ({ launchOptions, baseURL }, testInfo) => {
    const profile = testInfo.outputPath('profile')
    const open = () => chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: baseURL ?? '' })
    const first = await open()
    const page = await first.newPage()
    await type(page, TEXT)
    await expect(saved(page)).toBeVisible()
    await kill(first)

    const second = await open()
    await expectAnswer(await second.newPage(), TEXT)
    await second.close()
  })

  test('of two tabs is lost in neither', async ({ page, context }) => {
    await type(page, 'From the first tab.')
    await expect(saved(page)).toBeVisible()
    const other = await context.newPage()
    await expectAnswer(other, 'From the first tab.')
    await answer(other).fill('From the second tab.')
    await expect(saved(other)).toBeVisible()
    await page.close({ runBeforeUnload: false })
    await other.close({ runBeforeUnload: false })

    await expectAnswer(await context.newPage(), 'From the second tab.')
  })

  for (const how of ['throws when asked for', 'refuses to open']) {
    test(`stays while the page is open where storage ${how}, and the page says so`, async ({ page }) => {
      await page.addInitScript(blocking => {
        const refuse = () => {
          throw new DOMException('blocked', 'SecurityError')
        }
        if (blocking === 'refuses to open') IDBFactory.prototype.open = refuse
        else Object.defineProperty(window, 'indexedDB', { get: refuse })
      }, how)
      await type(page, TEXT)

      await expect(page.getByText(/gives the app no storage/)).toBeVisible()
      await expect(page.getByText('Kept while this page is open')).toBeVisible()
      await page.getByRole('button', { name: /^Reveal/ }).click()
      await page.getByRole('link', { name: 'Drills' }).click()
      await page.getByRole('main').getByRole('link', { name: 'Thundering herd' }).click()
      await expect(answer(page)).toHaveValue(TEXT)
    })
  }
})

async function type(page: Page, text: string): Promise<void> {
  await openDrill(page)
  await answer(page).fill(text)
}

async function expectAnswer(page: Page, text: string): Promise<void> {
  await page.goto(DRILL)
  await expect(answer(page)).toHaveValue(text)
}

/** Ends the browser behind a context as a crash or a power cut does: nothing in it gets to say goodbye. */
async function kill(context: BrowserContext): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession()
  const processes = await session?.send('SystemInfo.getProcessInfo')
  const browser = processes?.processInfo.find(each => each.type === 'browser')
  if (browser === undefined) throw new Error('the browser does not say which process it is')
  const gone = context.waitForEvent('close')
  process.kill(browser.id, 'SIGKILL')
  await gone
}
