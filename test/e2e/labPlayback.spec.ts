import { LabScreen, labAddress, twoFrames } from './labScreen.ts'
import { expect, test, textOf } from './strictPage.ts'

test.describe('Playback', () => {
  test('steps by a tenth of a second and goes to either end, by button', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 20_000 }))
    await expect(lab.clock).toHaveText('00:20.000')

    await lab.button('Step forward').click()
    await expect(lab.clock).toHaveText('00:20.100')
    await lab.button('Step back').click()
    await lab.button('Step back').click()
    await expect(lab.clock).toHaveText('00:19.900')
    await lab.button('To the end').click()
    await expect(lab.clock).toHaveText('01:10.000')
    await lab.button('To the start').click()
    await expect(lab.clock).toHaveText('00:00.000')
  })

  test('steps and goes to either end by key', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 20_050 }))

    await page.keyboard.press('.')
    await expect(lab.clock).toHaveText('00:20.100')
    await page.keyboard.press(',')
    await page.keyboard.press(',')
    await expect(lab.clock).toHaveText('00:19.900')
    await page.keyboard.press('End')
    await expect(lab.clock).toHaveText('01:10.000')
    await page.keyboard.press('Home')
    await expect(lab.clock).toHaveText('00:00.000')
  })

  for (const how of ['button', 'Space'] as const) {
    test(`plays and pauses by ${how}`, async ({ page }) => {
      const lab = new LabScreen(page)
      await lab.open(labAddress({ t: 20_000 }))
      await page.emulateMedia({ reducedMotion: 'no-preference' })
      const press = (name: string) =>
        how === 'button' ? lab.button(name).click() : page.keyboard.press('Space')

      await press('Play')
      await expect(lab.button('Pause')).toBeVisible()
      await expect(lab.clock).toHaveText(/^00:2[1-9]/)
      await press('Pause')
      await expect(lab.button('Play')).toBeVisible()
      const rests = await textOf(lab.clock)
      await twoFrames(page)
      await expect(lab.clock).toHaveText(rests)
    })
  }

  test('ends at the end, and begins again from the start', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open(labAddress({ t: 50_000 }))
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await lab.speed.selectOption('64×')

    await lab.button('Play').click()
    await expect(lab.clock).toHaveText('01:10.000')
    await expect(lab.button('Play')).toBeVisible()
    await lab.speed.selectOption('1×')
    await lab.button('Play').click()
    await expect(lab.clock).toHaveText(/^00:0/)
  })

  test('changes its speed by list and by key, within limits', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()
    const options = await lab.speed.getByRole('option').allInnerTexts()

    await expect(lab.speed).toHaveValue('1')
    await page.keyboard.press(']')
    await expect(lab.speed).toHaveValue('2')
    await page.keyboard.press('[')
    await page.keyboard.press('[')
    await expect(lab.speed).toHaveValue('0.5')
    for (const _ of options) await page.keyboard.press(']')
    await expect(lab.speed).toHaveValue('64')
    for (const _ of options) await page.keyboard.press('[')
    await expect(lab.speed).toHaveValue('0.25')
    await lab.speed.selectOption('8×')
    await expect(lab.speed).toHaveValue('8')
  })

  test('is scrubbed by pointer and by arrow keys', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    const box = await lab.scrubber.boundingBox()
    if (box === null) throw new Error('the scrubber is nowhere')
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + box.width / 4, y)
    await page.mouse.down()
    await expect(lab.clock).toHaveText(/^00:1[78]/)
    await page.mouse.move(box.x + box.width / 2, y, { steps: 5 })
    await page.mouse.up()
    await expect(lab.clock).toHaveText(/^00:3[45]/)

    await lab.button('To the start').click()
    await lab.scrubber.press('ArrowRight')
    await expect(lab.clock).toHaveText('00:00.100')
    await lab.scrubber.press('PageUp')
    await expect(lab.clock).toHaveText('00:01.100')
    await expect(lab.scrubber).toHaveAttribute('aria-valuetext', '1.10 s')
  })

  test('follows the pointer on the tracks', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    const box = await page.getByRole('img', { name: /^Requests by fate:/ }).boundingBox()
    if (box === null) throw new Error('the track is nowhere')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await expect(lab.clock).toHaveText(/^00:3[45]/)
  })

  test('moves to the evidence of the verdict and to the rows of the log', async ({ page }) => {
    const lab = new LabScreen(page)
    await lab.open()

    const evidence = lab.verdict.getByRole('button', { name: /^show/ }).first()
    const at = Number(/[\d.]+/.exec(await textOf(evidence))?.[0])
    await lab.button('To the start').click()
    await evidence.click()
    await expect(lab.clock).toHaveText(clock(at))

    const rows = lab.events.getByRole('button')
    expect(await rows.count()).toBeGreaterThan(2)
    for (const row of await rows.all()) {
      const seconds = Number(/([\d.]+) s/.exec(await textOf(row))?.[1])
      await row.click()
      await expect(lab.clock).toHaveText(clock(seconds))
    }
  })
})

function clock(seconds: number): string {
  return `00:${seconds.toFixed(3).padStart(6, '0')}`
}
