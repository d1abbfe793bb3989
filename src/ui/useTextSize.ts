import { useSyncExternalStore } from 'react'
import { storedChoice } from './storedChoice.ts'

/** Steps of the size of running text, smallest first; tokens.css says how much each is. */
export const TEXT_SIZES = ['smaller', 'normal', 'larger', 'large', 'largest'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

// index.html reads the same key before the first paint.
const stored = storedChoice('stampede.text', TEXT_SIZES, size => {
  if (size === null) delete document.documentElement.dataset.text
  else document.documentElement.dataset.text = size
})

function setTextSize(size: TextSize): void {
  stored.choose(size === 'normal' ? null : size)
}

/** How large running text is. Tabs follow each other. */
export function useTextSize(): { textSize: TextSize; setTextSize: (size: TextSize) => void } {
  return { textSize: useSyncExternalStore(stored.subscribe, stored.read) ?? 'normal', setTextSize }
}
