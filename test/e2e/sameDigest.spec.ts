import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'
import { expect, test } from './strictPage.ts'
import { digestOf, titles } from './worlds.ts'

const entry = fileURLToPath(new URL('./worlds.ts', import.meta.url))

/** The simulator and the worlds as one script for a page. */
async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['iife'], name: 'worlds', fileName: 'worlds' },
    },
  })
  const [output] = built as Rollup.RollupOutput[]
  return output!.output[0].code
}

test('every world ends in Chromium as it does in Node', async ({ page }) => {
  await page.goto('/')
  await page.addScriptTag({ content: `${await script()}; globalThis.worlds = worlds` })
  for (const [index, title] of titles.entries()) {
    const inChromium = await page.evaluate(
      world =>
        (globalThis as unknown as { worlds: { digestOf(index: number): string } }).worlds.digestOf(world),
      index,
    )
    expect(inChromium, title).toBe(digestOf(index))
  }
})
