import { Monitor, Moon, Sun } from 'lucide-react'
import { IconButton } from './IconButton.tsx'
import { type Theme, useTheme } from './useTheme.ts'

const ICONS = { light: Sun, dark: Moon, system: Monitor }
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const NAMES: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' }

/** Goes round light, dark and as the system says. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme()
  const Icon = ICONS[theme]
  return (
    <IconButton
      tooltip="below-end"
      label={`Theme: ${NAMES[theme]}. Change to ${NAMES[NEXT[theme]]}`}
      onClick={() => setTheme(NEXT[theme])}
    >
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  )
}
