import { Search } from 'lucide-react'
import { classes } from './classes.ts'
import { IconButton } from './IconButton.tsx'
import { Kbd } from './Kbd.tsx'
import { COMMAND_KEY, useOpenPalette } from './palette.ts'
import styles from './SearchButton.module.css'

interface SearchButtonProps {
  /** icon: always only that; wide: with its name and key where there is room. */
  readonly shape?: 'wide' | 'icon'
}

/** Opens the search. */
export function SearchButton({ shape = 'wide' }: SearchButtonProps) {
  const open = useOpenPalette()
  const icon = <Search size={18} strokeWidth={1.75} aria-hidden="true" />
  return (
    <>
      {shape === 'wide' && (
        <button
          type="button"
          className={styles.wide}
          aria-keyshortcuts={`${COMMAND_KEY.aria}+K`}
          aria-haspopup="dialog"
          onClick={open}
        >
          <Search size={16} strokeWidth={1.75} aria-hidden="true" />
          <span className={styles.name}>Search</span>
          <span className={styles.keys} aria-hidden="true">
            <Kbd>{COMMAND_KEY.name}</Kbd>
            <Kbd>K</Kbd>
          </span>
        </button>
      )}
      <IconButton
        label="Search"
        tooltip="below-end"
        aria-haspopup="dialog"
        className={classes(shape === 'wide' && styles.narrow)}
        onClick={open}
      >
        {icon}
      </IconButton>
    </>
  )
}
