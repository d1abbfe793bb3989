import { createContext, use } from 'react'

const PaletteContext = createContext<() => void>(() => {})
/** What opens the search; around every screen. */
export const PaletteProvider = PaletteContext.Provider

export function useOpenPalette(): () => void {
  return use(PaletteContext)
}

/** The key beside which other keys are commands: as it is called here, and as ARIA calls it. */
export const COMMAND_KEY =
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
    ? { name: '⌘', aria: 'Meta', isHeld: (event: KeyboardEvent) => event.metaKey && !event.ctrlKey }
    : { name: 'Ctrl', aria: 'Control', isHeld: (event: KeyboardEvent) => event.ctrlKey && !event.metaKey }
