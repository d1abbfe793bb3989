import type { Page } from '@playwright/test'
import { HERD, LabScreen, labAddress } from './labScreen.ts'
import { recordingOf } from './recordedRuns.ts'
import { expect, test } from './strictPage.ts'

test.describe('The address of a lab', () => {
  test('restores design, faults, seed and playhead exactly', async ({ page, context }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6', s: 12, t: 33_300 }))
    await lab.rerun(() => lab.fault('Expire the home page').click())
    await lab.rerun(() => page.getByRole('radio', { name: 'None', exact: true }).check())
    await lab.button('Step forward').click()
    await expect(lab.clock).toHaveText('00:33.400')
    const digest = await lab.digestNow()
    const faults = await lab.injected.allTextContents()
    await expect.poll(() => codeOf(page)).toMatchObject({ d: 'l6', s: 12, t: 33_400, f: [{ atMs: 33_300 }] })

    await page.reload()
    await lab.showsDigest(digest)
    const elsewhere = new LabScreen(await context.newPage())
    await elsewhere.open(page.url())
    for (const each of [lab, elsewhere]) {
      await expect(each.digest).toHaveAttribute('data-digest', digest)
      await expect(each.clock).toHaveText('00:33.400')
      await expect(each.preset('Mine')).toBeChecked()
      await expect(each.page.getByRole('textbox', { name: 'seed' })).toHaveValue('12')
      await expect(each.injected).toHaveText(faults)
    }
  })

  test('is copied by Share', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6', t: 25_000 }))

    await page.getByRole('button', { name: /^Share/ }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Address copied' })).toBeAttached()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(page.url())
    await page.goto(copied)
    await expect(lab.clock).toHaveText('00:25.000')
    await lab.showsDigest(recordingOf('l6', 7).digest)
  })

  test('is shown to be copied by hand where the browser refuses', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await new LabScreen(page).open()

    await page.getByRole('button', { name: /^Share/ }).click()
    const address = page.getByRole('dialog').getByRole('textbox', { name: 'Address' })
    await expect(address).toHaveValue(page.url())
  })

  test('with nothing after it is the L5 trap at seed 7', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(`${HERD}?c=`)

    await lab.showsDigest(recordingOf('l5', 7).digest)
    await expect(changes(page)).toHaveCount(0)
  })
})

const BROKEN = [
  { what: 'garbage', code: '%F0%9F%90%98"><script>alert(1)</script>', says: ['base64url'], design: 'l5' },
  { what: 'a later version', fields: { v: 2, d: 'l6' }, says: ['version', '2'], design: 'l5' },
  {
    what: 'a seed out of range',
    fields: { d: 'l6', s: 4294967296 },
    says: ['seed', '4294967296'],
    design: 'l6',
  },
  { what: 'an unknown preset', fields: { d: 'l9', s: 7 }, says: ['design', 'l9', 'l5, l6'], design: 'l5' },
  {
    what: 'nothing right but its preset',
    fields: { d: 'l6', x: [['__proto__', 'polluted', true]], f: [{ kind: 'flood' }], t: -1, z: 1 },
    says: ['__proto__', 'faults.1', 'playhead', 'no such field'],
    design: 'l6',
  },
  { what: 'a very long code', code: 'A'.repeat(200_000), says: ['at most'], design: 'l5' },
] as const

test.describe('A broken address', () => {
  for (const { what, says, design, ...rest } of BROKEN) {
    test(`with ${what} opens the nearest run and says what was changed`, async ({ page }) => {
      // Some servers refuse long addresses before the app sees them; this one takes any.
      await page.route(`**${HERD}?c=*`, async route => {
        await route.fulfill({
          response: await route.fetch({ url: new URL(HERD, route.request().url()).href }),
        })
      })
      const lab = new LabScreen(page)
      await lab.open('code' in rest ? `${HERD}?c=${rest.code}` : labAddress(rest.fields))

      for (const words of says) await expect(changes(page)).toContainText(words)
      await lab.showsDigest(recordingOf(design, 7).digest)
      await lab.button('Dismiss').click()
      await expect(changes(page)).toHaveCount(0)
    })
  }
})

function changes(page: Page) {
  return page.getByRole('region', { name: 'Changes to the address' })
}

function codeOf(page: Page): unknown {
  const code = new URL(page.url()).searchParams.get('c')
  return code === null ? null : JSON.parse(Buffer.from(code, 'base64url').toString())
}
