import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './IconButton.tsx'
import { VisuallyHidden } from './VisuallyHidden.tsx'

const SAYS_SO_MS = 2000

/** Puts a text on the clipboard and says whether that worked. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SAYS_SO_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      setOutcome('refused')
    }
  }
  const said = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The browser refused' : null
  const Icon = outcome === 'copied' ? Check : Copy
  return (
    <span>
      <IconButton label={said ?? label} tooltip="below-end" onClick={copy}>
        <Icon size={15} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      <span role="status">
        <VisuallyHidden>{said ?? ''}</VisuallyHidden>
      </span>
    </span>
  )
}
