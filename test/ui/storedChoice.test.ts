import { afterEach, expect, it, vi } from 'vitest'
import { storedChoice } from '#ui/storedChoice.ts'

afterEach(() => vi.unstubAllGlobals())

/** A browser's storage; a full one refuses to keep anything. */
function storage(saved: Record<string, string> = {}, isFull = false) {
  const items = new Map(Object.entries(saved))
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new Error('QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key: string) => items.delete(key),
  })
  return items
}

it('a choice is kept, and taking it back forgets it', () => {
  const items = storage()
  const choice = storedChoice('mode', ['quick', 'deep'])
  expect(choice.read()).toBeNull()
  choice.choose('quick')
  expect(choice.read()).toBe('quick')
  choice.choose(null)
  expect([choice.read(), items.size]).toEqual([null, 0])
})

it('what another version of the app has stored is no choice', () => {
  storage({ mode: 'speed-read' })
  expect(storedChoice('mode', ['quick', 'deep']).read()).toBeNull()
})

it('where storage refuses, the choice holds until the page is left', () => {
  storage({ mode: 'deep' }, true)
  const choice = storedChoice('mode', ['quick', 'deep'])
  choice.choose('quick')
  expect(choice.read()).toBe('quick')
  expect(storedChoice('mode', ['quick', 'deep']).read()).toBe('deep')
})
