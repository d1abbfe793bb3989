import { Check, Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import styles from './Share.module.css'
import { addressOf } from './useAddress.ts'
import { useLab } from './useLab.ts'

const SAYS_SO_MS = 2500

/** Copies the address of this run and this moment. Where the browser refuses, shows it to be copied by hand. */
export function Share({ compact }: { readonly compact: boolean }) {
  const lab = useLab()
  const [copied, setCopied] = useState(false)
  const [byHand, setByHand] = useState<string | null>(null)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAYS_SO_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const share = async () => {
    lab.playhead.pause()
    lab.playhead.touched = true
    const address = new URL(addressOf(lab), location.href).href
    history.replaceState(history.state, '', address)
    try {
      await navigator.clipboard.writeText(address)
      setCopied(true)
    } catch {
      setByHand(address)
    }
  }
  const Icon = copied ? Check : Link2
  return (
    <>
      <Button onClick={share} aria-label="Share: copy the address of this run">
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
        {!compact && <span className={styles.word}>{copied ? 'Copied' : 'Share'}</span>}
      </Button>
      <span role="status" className={compact && copied ? styles.said : styles.hidden}>
        {copied ? 'Address copied' : ''}
      </span>
      <Dialog open={byHand !== null} onClose={() => setByHand(null)} title="The address of this run">
        <p>The browser did not let the page use the clipboard. Copy the address from here.</p>
        <input
          className={styles.address}
          readOnly
          value={byHand ?? ''}
          aria-label="Address"
          onFocus={event => event.currentTarget.select()}
        />
      </Dialog>
    </>
  )
}
