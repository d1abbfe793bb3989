import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ActionParts, actionsOn, matching } from '#app/palette/actions.ts'
import { recentPlaces, rememberPlace } from '#app/palette/recent.ts'

const parts: ActionParts = {
  pathname: '/playbook/sizing',
  theme: 'dark',
  setTheme: () => {},
  mode: 'quick',
  setMode: () => {},
  textSize: 'largest',
  setTextSize: () => {},
  go: () => {},
  showKeys: () => {},
  print: () => {},
  copyLink: () => Promise.resolve(),
}
const titles = (more: Partial<ActionParts> = {}) => actionsOn({ ...parts, ...more }).map(({ title }) => title)

describe('what the palette can do', () => {
  it('leaves out what is so already, and what goes no further', () => {
    expect(titles()).not.toContain('Theme: dark')
    expect(titles()).toContain('Theme: light')
    expect(titles()).not.toContain('Text: larger')
    expect(titles()).toContain('Text: smaller')
    expect(titles().filter(title => title.startsWith('Way through'))).toHaveLength(2)
    expect(titles({ pathname: '/glossary' })).not.toContain('Glossary')
  })

  it('prints a chapter by that name', () => {
    expect(titles()).toContain('Print this chapter')
    expect(titles({ pathname: '/playbook' })).toContain('Print this page')
  })

  it('is found by the beginnings of its words, all of them, and by other words for it', () => {
    const found = (query: string) => matching(actionsOn(parts), query).map(({ title }) => title)
    expect(found('theme li')).toEqual(['Theme: light'])
    expect(found('font')).toEqual(['Text: smaller'])
    expect(found('print ch')).toEqual(['Print this chapter'])
    expect(found('shortcuts')).toEqual(['Show the keys'])
    expect(found('print herd')).toEqual([])
    expect(found(' ')).toEqual([])
  })

  it('says when the browser refuses to copy', async () => {
    const copy = (copyLink: () => Promise<void>) =>
      actionsOn({ ...parts, copyLink })
        .find(({ id }) => id === 'copy')
        ?.run()
    expect(await copy(() => Promise.resolve())).toBe('The link is copied.')
    expect(await copy(() => Promise.reject(new Error('no')))).toMatch(/^The browser refused/)
  })
})

describe('the places chosen last', () => {
  afterEach(() => vi.unstubAllGlobals())
  const place = (n: number) => ({
    kind: 'term' as const,
    title: `${n}`,
    within: [],
    address: `/glossary#${n}`,
  })

  it('are the newest five, each once', () => {
    vi.stubGlobal('localStorage', storage())
    for (const n of [1, 2, 3, 4, 5, 6, 3]) rememberPlace(place(n))
    expect(recentPlaces().map(({ title }) => title)).toEqual(['3', '6', '5', '4', '2'])
  })

  it('hold while the browser refuses to store them', () => {
    vi.stubGlobal('localStorage', undefined)
    rememberPlace(place(7))
    expect(recentPlaces()[0]).toEqual(place(7))
  })

  it.each([
    '{',
    '{"title":"x"}',
    JSON.stringify([{ ...place(1), address: 'javascript:alert(1)' }, null, 3]),
    JSON.stringify([{ ...place(1), address: '//elsewhere.example' }]),
    JSON.stringify([{ ...place(1), within: 'Glossary' }]),
    JSON.stringify([{ ...place(1), kind: 'toString' }]),
  ])('are none of what is stored as %s', stored => {
    vi.stubGlobal('localStorage', storage(stored))
    expect(recentPlaces().filter(({ title }) => title === '1')).toEqual([])
  })
})

function storage(value: string | null = null) {
  let kept = value
  return {
    getItem: () => kept,
    setItem: (_key: string, next: string) => {
      kept = next
    },
  }
}
