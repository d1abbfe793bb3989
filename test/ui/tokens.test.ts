import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync('src/ui/tokens.css', 'utf8')

/** The custom properties of the block that follows this selector. */
function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
}

const light = tokens(':root')
const dark = new Map([...light, ...tokens(':root[data-theme="dark"]')])
const themes = { light, dark }

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const TEXTS = ['ink', 'ink-2', 'ink-3', 'hit-text', 'miss-text', 'stale-text', 'error-text', 'origin-text']
const GROUNDS = ['paper', 'raised', 'sunken']

for (const [name, theme] of Object.entries(themes)) {
  const value = (token: string) => theme.get(`--${token}`) ?? ''

  test(`every text colour can be read on every ground (${name}, AA)`, () => {
    for (const text of TEXTS)
      for (const ground of GROUNDS)
        expect(contrast(value(text), value(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    expect(contrast(value('on-inverse'), value('inverse'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(value('ink'), value('selected'))).toBeGreaterThanOrEqual(4.5)
  })

  test(`a meaning can be read on its own soft ground (${name}, AA)`, () => {
    for (const meaning of ['hit', 'miss', 'stale', 'error', 'origin'])
      expect(contrast(value('ink'), value(`${meaning}-soft`)), meaning).toBeGreaterThanOrEqual(4.5)
  })

  test(`the edges of controls can be seen (${name}, 3 to 1)`, () => {
    for (const ground of GROUNDS)
      expect(contrast(value('control'), value(ground)), ground).toBeGreaterThanOrEqual(3)
  })
}

test('a dark system looks like a chosen dark theme', () => {
  expect([...tokens(':root:not([data-theme])')]).toEqual([...tokens(':root[data-theme="dark"]')])
})
