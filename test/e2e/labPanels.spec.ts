import { LabScreen, labAddress } from './labScreen.ts'
import { recordingOf } from './recordedRuns.ts'
import { expect, test, textOf } from './strictPage.ts'

test.describe('The screen of the lab', () => {
  test('lists its keys at ? and closes the list at Escape', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys of the lab' })
    await expect(dialog).toBeVisible()
    await expect(dialog).toContainText('Space')
    await expect(dialog).toContainText('Expire the home page')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await lab.button('Keys').click()
    await expect(dialog).toBeVisible()
  })

  test('leaves the keys alone while something is typed', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 20_000 }))

    await page.getByRole('textbox', { name: 'seed' }).press('.')
    await page.keyboard.press('?')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(lab.clock).toHaveText('00:20.000')
    await expect(page.getByRole('textbox', { name: 'seed' })).toHaveValue('7')
  })

  test('has a table behind every chart', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const charts = page.getByRole('region', { name: 'Tracks' }).getByRole('figure')
    expect(await charts.count()).toBeGreaterThan(3)

    for (const chart of await charts.all()) {
      await chart.getByRole('button', { name: /as a table$/ }).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.getByRole('row').count()).toBeGreaterThan(2)
      await expect(dialog.getByRole('columnheader').first()).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
      await expect(chart.getByRole('button', { name: /as a table$/ })).toBeFocused()
    }
  })

  test('says with every chart what it shows', async ({ page }) => {
    await new LabScreen(page).open()

    for (const chart of await page.getByRole('region', { name: 'Tracks' }).getByRole('figure').all())
      await expect(chart.getByRole('img').first()).toHaveAccessibleName(/^[^:]+: .{10,}/)
  })

  test('shows the tracks that are chosen, by keyboard, and goes back to its own', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const tracks = page.getByRole('region', { name: 'Tracks' })
    const chart = (name: string) => tracks.getByRole('img', { name: new RegExp(`^${name}:`) })
    const own = await tracks.getByRole('figure').count()
    const menu = tracks.getByRole('button', { name: /^Tracks/ })

    await menu.press('Enter')
    const shards = tracks.getByRole('checkbox', { name: /^Shards/ })
    await expect(shards).not.toBeChecked()
    await shards.press('Space')
    await expect(chart('Shards')).toHaveAccessibleName(/is the hottest/)
    await tracks.getByRole('checkbox', { name: /^Hit rate/ }).press('Space')
    await expect(chart('Hit rate')).toHaveCount(0)
    await expect(tracks.getByRole('figure')).toHaveCount(own)
    await page.keyboard.press('Escape')
    await expect(menu).toBeFocused()
    await expect(shards).toHaveCount(0)

    await menu.press('Enter')
    await tracks.getByRole('button', { name: 'As this lab shows them' }).click()
    await expect(chart('Hit rate')).toHaveCount(1)
    await expect(chart('Shards')).toHaveCount(0)
  })

  test('steps through the traced requests in its inspector', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const title = lab.inspector.getByRole('heading', { name: /^Request [\d,]+$/ })
    const first = await textOf(title)
    await expect(lab.inspector.getByRole('table')).toBeVisible()

    await lab.button('Next request').click()
    await expect(title).not.toHaveText(first)
    const second = await textOf(title)
    await lab.button('Next request').click()
    await expect(title).not.toHaveText(second)
    await lab.button('Previous request').click()
    await lab.button('Previous request').click()
    await expect(title).toHaveText(first)
  })

  test('follows a request from the inspector to its moment', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    const moment = lab.inspector.getByRole('button', { name: /^[\d.]+ s$/ }).first()
    const seconds = Number.parseFloat(await textOf(moment))
    await moment.click()
    await expect(lab.clock).toHaveText(`00:${seconds.toFixed(3)}`)
  })

  test('is played with the keyboard alone: from the trap to the answer', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 20_000 }))
    const tabTo = async (target: typeof lab.clock) => {
      const isThere = () => target.evaluate(element => element === document.activeElement)
      for (let presses = 0; !(await isThere()); presses++) {
        expect(presses, 'presses of Tab').toBeLessThan(100)
        await page.keyboard.press('Tab')
      }
    }

    await tabTo(lab.preset('L5 trap'))
    await lab.rerun(() => page.keyboard.press('ArrowRight'))
    await lab.showsDigest(recordingOf('l6', 7).digest)
    await tabTo(lab.button('Play'))
    await page.keyboard.press('Enter')
    await expect(lab.button('Pause')).toBeFocused()
    await expect(lab.clock).not.toHaveText('00:20.000')
  })
})

test.describe('On a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a sheet takes changes of the design', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    await lab.button('Design').tap()
    const sheet = page.getByRole('dialog', { name: 'Design and faults' })
    await expect(sheet).toBeVisible()
    await lab.rerun(() => lab.preset('L6 answer').check())
    await lab.showsDigest(recordingOf('l6', 7).digest)
    await sheet.getByRole('button', { name: 'Close' }).tap()
    await expect(sheet).toHaveCount(0)
    await lab.shows('4 of 4 objectives met, verdict L6')
    await expect(lab.objectives.getByRole('listitem').first()).toContainText('met: Origin peak')
  })

  test('the recording is watched and nothing sticks out at the side', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 20_000 }))

    await lab.button('Play').tap()
    await expect(lab.clock).not.toHaveText('00:20.000')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})
