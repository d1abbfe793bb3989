import { ALargeSmall } from 'lucide-react'
import { Button } from './Button.tsx'
import { Popover } from './Popover.tsx'
import { printPage } from './printing.ts'
import styles from './ReadingSettings.module.css'
import { Segmented } from './Segmented.tsx'
import { TEXT_SIZES, type TextSize, useTextSize } from './useTextSize.ts'
import { type Theme, useTheme } from './useTheme.ts'

const THEMES: readonly { readonly value: Theme; readonly title: string }[] = [
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
  { value: 'system', title: 'System' },
]
/** In percent, as tokens.css has them. */
const PERCENT: Record<TextSize, string> = {
  smaller: '90 %',
  normal: '100 %',
  larger: '112 %',
  large: '126 %',
  largest: '145 %',
}

/** How running text looks, and a way to paper. */
export function ReadingSettings() {
  const { textSize, setTextSize } = useTextSize()
  const { theme, setTheme } = useTheme()
  return (
    <Popover
      label="Text size, theme, print"
      icon={<ALargeSmall size={20} strokeWidth={1.75} aria-hidden="true" />}
    >
      <Segmented
        label="Text size"
        showLabel
        className={styles.group}
        value={textSize}
        options={TEXT_SIZES.map(value => ({ value, title: PERCENT[value] }))}
        onChange={setTextSize}
      />
      <Segmented
        label="Theme"
        showLabel
        className={styles.group}
        value={theme}
        options={THEMES}
        onChange={setTheme}
      />
      <Button className={styles.print} onClick={printPage}>
        Print this chapter
      </Button>
    </Popover>
  )
}
