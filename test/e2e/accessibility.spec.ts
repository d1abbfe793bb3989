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

        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze()
        expect(
          violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.target.join(' '))].join('\n  ')),
        ).toEqual([])
      })
    }
  })
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

async function openRevealedDeepDive(page: Page): Promise<void> {
  await openDrill(page, DEEP_DIVE)
  await revealEverything(page)
}

async function openLab(page: Page): Promise<void> {
  await new LabScreen(page).open(HERD)
}
