import { HERD, LabScreen, labAddress } from './labScreen.ts'
import { commandLineDigest } from './recordedRuns.ts'
import { expect, test, textOf } from './strictPage.ts'

test.describe('The lab', () => {
  test('opens on a finished run of the L5 trap, at a moment worth seeing', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    await expect(lab.preset('L5 trap')).toBeChecked()
    await expect(lab.objectives.getByRole('listitem').first()).toContainText('missed: Origin peak')
    await expect(lab.verdict).not.toContainText('L6')
    await expect(lab.clock).toHaveText(/^00:2\d\.\d{3}$/)
    await expect(page.getByRole('region', { name: 'Topology' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Tracks' }).getByRole('figure')).not.toHaveCount(0)
  })

  test('plays its way into that moment and stops there by itself', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const moment = await textOf(lab.clock)

    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await page.reload()
    await expect(lab.button('Pause')).toBeVisible()
    await expect(lab.button('Play')).toBeVisible()
    await expect(lab.clock).toHaveText(moment)
  })

  test('computes what the command line computes', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    await lab.showsDigest(commandLineDigest('l5', 7))

    await lab.preset('L6 answer').check()
    await lab.showsDigest(commandLineDigest('l6', 7))

    await page.getByRole('textbox', { name: 'seed' }).fill('4294967295')
    await page.keyboard.press('Enter')
    await lab.showsDigest(commandLineDigest('l6', 4294967295))
  })

  test('takes over no seed that is none', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const seed = page.getByRole('textbox', { name: 'seed' })

    for (const wrong of ['4294967296', '-1', '1.5', 'seven', '']) {
      await seed.fill(wrong)
      await seed.press('Enter')
      await expect(seed).toHaveValue('7')
    }
    await lab.rerun(() => lab.button('Next seed').click())
    await expect(seed).toHaveValue('8')
  })

  test('shows that the L6 answer meets every objective', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    await lab.rerun(() => lab.preset('L6 answer').check())
    const objectives = lab.objectives.getByRole('listitem')
    await expect(objectives).toHaveCount(4)
    await expect(objectives.filter({ hasText: /^met: / })).toHaveCount(4)
    await expect(lab.verdict.getByText('L6', { exact: true }).first()).toBeVisible()
    await expect(lab.verdict).not.toContainText('L5')
    await lab.shows('4 of 4 objectives met, verdict L6')
  })

  test('makes an edited design one’s own, and keeps it while a preset is looked at', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const trap = await lab.digestNow()
    const limit = page.getByRole('slider', { name: 'Miss limit per instance' })

    const mine = await lab.rerun(() => limit.press('ArrowRight'))
    await expect(lab.preset('Mine')).toBeChecked()
    await expect(limit).toHaveAccessibleDescription(/refused at once/)
    await lab.preset('L5 trap').check()
    await lab.showsDigest(trap)
    await lab.preset('Mine').check()
    await lab.showsDigest(mine)
    await lab.rerun(() => limit.press('ArrowLeft'))
    await lab.showsDigest(trap)
    await expect(lab.preset('L5 trap')).toBeChecked()
  })

  test('lowers the verdict of a design that nobody owns', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ d: 'l6' }))
    await lab.shows('verdict L6')

    await page.getByText(/^More:/).click()
    const owner = page.getByRole('textbox', { name: 'Invalidation owned by' })
    await expect(owner).toHaveValue('Catalogue team')
    await owner.fill('')
    await owner.press('Enter')
    await lab.shows('4 of 4 objectives met, verdict L5')
    await expect(lab.verdict).toContainText('Nobody owns invalidation')
    await expect(lab.verdict).toContainText('An interviewer would ask next')

    await owner.fill('Catalogue team')
    await owner.press('Tab')
    await lab.shows('verdict L6')
  })

  test('keeps the former run when the next one is cancelled', async ({ page }) => {
    // Holds back what the page asks of its worker until something else is asked: a worker that is slow to begin.
    await page.addInitScript(() => {
      const held: unknown[] = []
      window.Worker = class extends Worker {
        override postMessage(message: { kind: string }) {
          if (message.kind === 'run' && document.documentElement.hasAttribute('data-hold')) held.push(message)
          else for (const each of [...held.splice(0), message]) super.postMessage(each)
        }
      }
    })
    const hold = (on: boolean) =>
      page.evaluate(on => document.documentElement.toggleAttribute('data-hold', on), on)
    const lab = new LabScreen(page)
    await lab.open()
    const trap = await lab.digestNow()

    await hold(true)
    await lab.preset('L6 answer').check()
    await expect(page.getByRole('progressbar', { name: 'Computing the run' })).toBeVisible()
    await lab.button('Cancel').click()
    const notice = page.getByRole('alert')
    await expect(notice).toContainText('The run was cancelled. What you see is the former run')
    await expect(lab.digest).toHaveAttribute('data-digest', trap)
    await expect(lab.preset('L6 answer')).toBeChecked()

    await hold(false)
    await lab.rerun(() => lab.button('Run again').click())
    await lab.shows('verdict L6')
    await expect(notice).toHaveCount(0)
  })

  test('says that there is no such lab, and which there are', async ({ page }) => {
    await page.goto('/lab/no-such-lab')

    await expect(page.getByRole('heading', { level: 1 })).toContainText('no-such-lab')
    await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible()
    await page.getByRole('link', { name: 'Thundering herd' }).click()
    await new LabScreen(page).shows('')
    await expect(page).toHaveURL(new RegExp(HERD))
  })
})
