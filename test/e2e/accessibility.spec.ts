import { readdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { answer, DEEP_DIVE, openDrill, revealEverything } from './drillPage.ts'
import { HERD, LabScreen } from './labScreen.ts'
import { expect, test } from './strictPage.ts'

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

const PAGES: readonly OpenPage[] = [
  { name: 'the first page', size: 'desk', open: openFirstPage },
  { name: 'the wall of incidents', size: 'desk', open: openWall },
  { name: 'a chapter', size: 'desk', open: openChapter },
  { name: 'a drill', size: 'desk', open: openDrill },
  { name: 'a drill with everything revealed', size: 'desk', open: openRevealedDrill },
  { name: 'the drills', size: 'desk', open: openDrills },
  { name: 'a two-minute drill with everything revealed', size: 'phone', open: openRevealedPivot },
  { name: 'a follow-up question with everything revealed', size: 'desk', open: openRevealedFollowUp },
  { name: 'a deep dive', size: 'desk', open: page => openDrill(page, DEEP_DIVE) },
  { name: 'a deep dive with everything revealed', size: 'desk', open: openRevealedDeepDive },
  { name: 'a deep dive with everything revealed', size: 'phone', open: openRevealedDeepDive },
  { name: 'the lab', size: 'desk', open: openLab },
  { name: 'the lab', size: 'phone', open: openLab },
]

interface OpenPage {
  readonly name: string
  readonly size: keyof typeof SIZES
  readonly open: (page: Page) => Promise<void>
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`In the ${theme} theme`, () => {
    for (const { name, size, open } of PAGES) {
      test(`${name} has nothing that axe objects to on a ${size}`, async ({ page }) => {
        await page.setViewportSize(SIZES[size])
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await open(page)

        await expectNoViolations(page)
      })
    }
  })
}

const CHAPTERS = readdirSync(new URL('../../content/playbook', import.meta.url)).map(file =>
  file.replace(/\.mdx$/, ''),
)

// Each theme at one size: both are tried on every chapter, and no chapter four times.
for (const { theme, size } of [
  { theme: 'light', size: 'desk' },
  { theme: 'dark', size: 'phone' },
] as const)
  test.describe(`In the ${theme} theme on a ${size}`, () => {
    for (const chapter of CHAPTERS)
      test(`the chapter ${chapter} with all its figures has nothing that axe objects to`, async ({
        page,
      }) => {
        await page.setViewportSize(SIZES[size])
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.goto(`/playbook/${chapter}`)
        await expect(page.locator('article h2[id]').first()).toBeAttached()
        await expect(page.getByText(/^Loading the (figure|recording)$/)).toHaveCount(0)
        await expectNoViolations(page)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(SIZES[size].width)
      })
  })

test('A chapter on paper has nothing that axe objects to', async ({ page }) => {
  await page.goto('/playbook/fault-lines')
  await expect(page.locator('article h2[id]').first()).toBeAttached()
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await expect(page.getByText(/^Loading the (figure|recording)$/)).toHaveCount(0)
  await expectNoViolations(page)
})

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] },
      rules: { 'landmark-unique': { enabled: true } },
    })
    .analyze()
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.target.join(' '))].join('\n  ')),
  ).toEqual([])
}

async function openFirstPage(page: Page): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible()
}

async function openWall(page: Page): Promise<void> {
  await page.goto('/lab')
  await expect(page.getByRole('figure').first()).toBeVisible()
}

async function openChapter(page: Page): Promise<void> {
  await page.goto('/playbook/failure-modes')
  const figures = page.getByRole('figure').filter({ hasText: 'recorded run' })
  for (const figure of await figures.all()) {
    await figure.scrollIntoViewIfNeeded()
    await expect(figure.getByRole('img').first()).toBeVisible()
  }
}

async function openRevealedDrill(page: Page): Promise<void> {
  await openDrill(page)
  await answer(page).fill('Mine.')
  await revealEverything(page)
}

async function openDrills(page: Page): Promise<void> {
  await page.goto('/drills')
  await expect(page.getByRole('status').filter({ hasText: /answered$/ })).toBeVisible()
}

async function openRevealedPivot(page: Page): Promise<void> {
  await openDrill(page, '/drills/pivot-lock-holder')
  await revealEverything(page)
}

async function openRevealedFollowUp(page: Page): Promise<void> {
  await openDrill(page, '/drills/follow-up-cold-cache')
  await revealEverything(page)
}

async function openRevealedDeepDive(page: Page): Promise<void> {
  await openDrill(page, DEEP_DIVE)
  await revealEverything(page)
}

async function openLab(page: Page): Promise<void> {
  await new LabScreen(page).open(HERD)
}
