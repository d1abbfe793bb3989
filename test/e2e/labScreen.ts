import type { Locator, Page } from '@playwright/test'
import { type LabCode, packCode } from '#recording/labLink.ts'
import { expect } from './strictPage.ts'

export const HERD = '/lab/thundering-herd'

/** The address of a lab that opens on this. What is no valid code may be given as it is. */
export function labAddress(code: Partial<LabCode> | Record<string, unknown>): string {
  return `${HERD}?c=${packCode({ v: 1, ...code } as LabCode)}`
}

/** The lab as its user meets it: by roles and labels. */
export class LabScreen {
  readonly digest: Locator
  /** Where the playhead stands, as mm:ss.mmm. */
  readonly clock: Locator
  readonly scrubber: Locator
  readonly speed: Locator
  readonly objectives: Locator
  readonly verdict: Locator
  readonly inspector: Locator
  readonly events: Locator
  readonly injected: Locator
  private readonly finished: Locator

  constructor(readonly page: Page) {
    const panel = (name: string) => page.getByRole('region', { name, exact: true })
    this.digest = page.getByTestId('digest')
    this.clock = page.getByRole('timer', { name: 'Playhead' })
    this.scrubber = page.getByRole('slider', { name: 'Playhead' })
    this.speed = page.getByRole('combobox', { name: 'Speed' })
    this.objectives = panel('Objectives')
    this.verdict = panel('Verdict')
    this.inspector = panel('Inspector')
    this.events = panel('Event log').getByRole('listitem')
    this.injected = page.getByRole('list', { name: 'Injected faults' }).getByRole('listitem')
    this.finished = page.getByRole('status').filter({ hasText: 'Run finished' })
  }

  /** Opens on a finished run that stands still. */
  async open(address = HERD): Promise<void> {
    await this.page.emulateMedia({ reducedMotion: 'reduce' })
    await this.page.goto(address)
    await this.shows('')
  }

  /** Waits for a finished run of which the lab says this. */
  async shows(words: string): Promise<void> {
    await expect(this.finished).toContainText(words)
    await expect(this.digest).toBeVisible()
  }

  /** Waits for the run with this digest, and no other computation under way. */
  async showsDigest(digest: string): Promise<void> {
    await expect(this.digest).toHaveAttribute('data-digest', digest)
    await this.shows('')
  }

  async digestNow(): Promise<string> {
    return (await this.digest.getAttribute('data-digest')) ?? ''
  }

  /** Does something that asks for another run and waits until that is on screen. */
  async rerun(change: () => Promise<void>): Promise<string> {
    const before = await this.digestNow()
    await change()
    await expect(this.digest).not.toHaveAttribute('data-digest', before)
    await this.shows('')
    return this.digestNow()
  }

  preset(name: string): Locator {
    return this.page.getByRole('radio', { name, exact: true })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  fault(name: string): Locator {
    return this.page.getByRole('button', { name })
  }
}

/** Lets the page draw twice: whatever was still moving has moved. */
export async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
}
