import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { COMMAND_KEY } from '#ui/palette.ts'

interface OpeningKeys {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
  readonly showKeys: () => void
}

const TEXT_INPUTS =
  'input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]'

/**
 * Ctrl or Cmd-K opens and closes the palette everywhere, `/` opens it, and `?` lists the keys, where nothing is being typed and no
 * dialog is open. A lab lists its own keys.
 */
export function useOpeningKeys({ isOpen, open, close, showKeys }: OpeningKeys): void {
  const { pathname } = useLocation()
  const inLab = /^\/lab\/./.test(pathname)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const act = actOf(event)
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    const actOf = (event: KeyboardEvent) => {
      if (COMMAND_KEY.isHeld(event))
        return event.key.toLowerCase() === 'k' && !event.shiftKey ? (isOpen ? close : open) : undefined
      if (event.ctrlKey || event.metaKey) return undefined
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest(TEXT_INPUTS) != null || document.querySelector('dialog[open]') !== null)
        return undefined
      if (event.key === '/') return open
      return event.key === '?' && !inLab ? showKeys : undefined
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [isOpen, open, close, showKeys, inLab])
}
