import { LabScreen, labAddress } from './labScreen.ts'
import { recordingOf } from './recordedRuns.ts'
import { expect, test, textOf } from './strictPage.ts'

const EXPIRE = 'Expire the home page'
const NODE_DOWN = /Redis node down for 5 s/

test.describe('A fault', () => {
  test('is injected at the playhead, appears in the log, and can be removed', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l5', t: 41_500 }))
    const events = await lab.events.allInnerTexts()
    const before = await lab.digestNow()
    expect(events.join()).not.toContain('41.500 s')

    const after = await lab.rerun(() => lab.fault(EXPIRE).click())
    expect(after).toBe(recordingOf('l5', 7, [{ kind: 'expire-key', atMs: 41_500, key: 'page:home' }]).digest)
    await expect(lab.injected).toHaveCount(1)
    await expect(lab.injected).toContainText('41.50 s')
    await expect(lab.injected).toContainText(EXPIRE)
    await expect(lab.events.filter({ hasText: '41.500 s' }).first()).toContainText('Injected: page:home')

    await lab.injected.getByRole('button', { name: /^Remove/ }).click()
    await lab.showsDigest(before)
    await expect(lab.injected).toHaveCount(0)
    expect(await lab.events.allInnerTexts()).toEqual(events)
  })

  test('is injected by the number key that is written on its button', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6', t: 30_000 }))

    await lab.rerun(() => page.keyboard.press('3'))
    await expect(lab.injected).toHaveText([NODE_DOWN])
    await expect(lab.events.filter({ hasText: '30.000 s' })).not.toHaveCount(0)
  })

  test('has the number of its event in the log, on the scrubber and on the tracks', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6', t: 30_000 }))
    await lab.rerun(() => lab.fault('Redis node down').click())

    const row = lab.events.filter({ hasText: '30.000 s' }).first()
    const number = /^\d+/.exec(await textOf(row))?.[0]
    expect(number).toBeDefined()
    await expect(page.getByRole('button', { name: new RegExp(`^Event ${number}:`) })).toBeVisible()
    await expect(
      page.getByRole('region', { name: 'Tracks' }).getByText(String(number), { exact: true }).first(),
    ).toBeVisible()
  })

  test('brings the playhead back to it', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6', t: 30_000 }))
    await lab.rerun(() => lab.fault('Slow origin').click())

    await lab.button('To the start').click()
    await expect(lab.clock).toHaveText('00:00.000')
    await lab.injected.getByRole('button', { name: '30.00 s', exact: true }).click()
    await expect(lab.clock).toHaveText('00:30.000')
  })
})
