import { useEffect } from 'react'
import { COMMAND_KEY } from '#ui/palette.ts'
import { injectFault, type Lab } from './lab.ts'

/** What the keyboard does in the lab, as the dialog lists it. */
export const KEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Space'], does: 'play, pause' },
  { keys: [',', '.'], does: 'step back, step forward by one bucket' },
  { keys: ['[', ']'], does: 'slower, faster' },
  { keys: ['Home', 'End'], does: 'to the start, to the end' },
  { keys: ['1', '…', '9'], does: 'inject a fault at the playhead' },
  { keys: [COMMAND_KEY.name, 'K'], does: 'search, and everything that can be done; also /' },
  { keys: ['?'], does: 'this list' },
]

const TEXT_INPUTS =
  'input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]'
const PRESSED_BY_SPACE = 'button, summary, a, input, [role=button]'

/** Keys of the lab, anywhere on the page but where something is typed or a dialog is open. */
export function useKeys(lab: Lab, openHelp: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (target?.closest(TEXT_INPUTS) != null || document.querySelector('dialog[open]') !== null) return
      if (act(lab, event.key, target, openHelp)) event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [lab, openHelp])
}

function act(lab: Lab, key: string, target: Element | null, openHelp: () => void): boolean {
  const { playhead } = lab
  const onControl = target?.closest(PRESSED_BY_SPACE) != null
  switch (key) {
    case ' ':
      if (onControl) return false
      playhead.toggle()
      return true
    case ',':
      playhead.step(-1)
      return true
    case '.':
      playhead.step(1)
      return true
    case '[':
      playhead.changeSpeed(-1)
      return true
    case ']':
      playhead.changeSpeed(1)
      return true
    case 'Home':
    case 'End':
      if (target?.closest('input') != null) return false
      playhead.seek(key === 'Home' ? 0 : playhead.endMs)
      return true
    case '?':
      openHelp()
      return true
    default:
      return /^[1-9]$/.test(key) && injectFault(lab, Number(key) - 1)
  }
}
