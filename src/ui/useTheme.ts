import { useSyncExternalStore } from 'react'
import { storedChoice } from './storedChoice.ts'

export type Theme = 'light' | 'dark' | 'system'

// index.html reads the same key before the first paint.
const stored = storedChoice('stampede.theme', ['light', 'dark'], theme => {
  if (theme === null) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
})

const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

function subscribeToSystem(listener: () => void): () => void {
  system?.addEventListener('change', listener)
  return () => system?.removeEventListener('change', listener)
}

function setTheme(theme: Theme): void {
  stored.choose(theme === 'system' ? null : theme)
}

/**
 * The chosen theme, and the one it comes to now. A canvas repaints when `shown` changes. Tabs follow each other; where
 * storage is refused the choice holds until the page is left.
 */
export function useTheme(): { theme: Theme; shown: 'light' | 'dark'; setTheme: (theme: Theme) => void } {
  const theme = useSyncExternalStore(stored.subscribe, stored.read) ?? 'system'
  const systemDark = useSyncExternalStore(subscribeToSystem, () => system?.matches ?? false)
  const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme
  return { theme, shown, setTheme }
}
