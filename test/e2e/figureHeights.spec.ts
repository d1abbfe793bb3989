import { expect, test } from './strictPage.ts'

/** The chapters that have figures of their own. */
const CHAPTERS = [
  'how-to-use',
  'executive-summary',
  'interview-walkthrough',
  'staff-lens',
  'problem-framing',
  'fault-lines',
  'evaluation-rubric',
  'interview-flow',
  'level-expectations',
  'sizing',
  'invalidation-reference',
  'thundering-herd-reference',
]

/** What a line more or less of a caption comes to, px, and what the reader's own record adds. */
const NEAR_PX = 90
/** Lanes are as many as the story has; one height stands for all of them. */
const LANES_PX = 350

for (const [size, property, width] of [
  ['desk', '--wide', 1440],
  ['phone', '--narrow', 390],
] as const) {
  test(`On a ${size} a figure takes the height that was kept for it`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    for (const chapter of CHAPTERS) {
      await page.goto(`/playbook/${chapter}`)
      const places = page.locator(`[style*="${property}"]`)
      await expect(places.first()).toBeAttached()
      for (const place of await places.all()) {
        const figure = place.getByRole('figure').first()
        await expect(figure).toBeAttached()
        const found = await place.evaluate((element, name) => {
          return {
            kept: Number.parseFloat(getComputedStyle(element).getPropertyValue(name)),
            taken: element.getBoundingClientRect().height,
            isLanes: (element.textContent ?? '').includes('trace of the engine'),
          }
        }, property)
        const title = `${chapter}: ${await figure.getAttribute('aria-label')}, kept ${found.kept}, taken ${found.taken}`
        const near = found.isLanes ? LANES_PX : NEAR_PX
        expect(Math.abs(found.taken - found.kept), title).toBeLessThan(near)
      }
    }
  })
}
