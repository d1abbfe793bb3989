import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark' | 'system'

const KEY = 'stampede.theme'
const listeners = new Set<() => void>()
/** What was chosen here when storage is refused. */
let unsaved: Theme | undefined

function read(): Theme {
  if (unsaved !== undefined) return unsaved
  try {
    const saved = localStorage.getItem(KEY)
    return saved === 'light' || saved === 'dark' ? saved : 'system'
  } catch {
    return 'system'
  }
}

function write(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
    unsaved = undefined
  } catch {
    unsaved = theme
  }
  show(theme)
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const otherTab = (event: StorageEvent) => event.key === KEY && show(read())
  listeners.add(listener)
  window.addEventListener('storage', otherTab)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', otherTab)
  }
}

const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined

function subscribeToSystem(listener: () => void): () => void {
  system?.addEventListener('change', listener)
  return () => system?.removeEventListener('change', listener)
}

/**
 * The chosen theme, and the one it comes to now. A canvas repaints when `shown` changes. Tabs follow each other; where
 * storage is refused the choice holds until the page is left.
 */
export function useTheme(): { theme: Theme; shown: 'light' | 'dark'; setTheme: (theme: Theme) => void } {
  const theme = useSyncExternalStore(subscribe, read)
  const systemDark = useSyncExternalStore(subscribeToSystem, () => system?.matches ?? false)
  const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme
  return { theme, shown, setTheme: write }
}
