import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { DesignPanel } from './DesignPanel.tsx'
import styles from './DesignSheet.module.css'
import { FaultsPanel } from './FaultsPanel.tsx'
import { SeedField } from './SeedField.tsx'
import { useLabState } from './useLab.ts'

/** Design, faults and seed on a phone: a sheet from below. */
export function DesignSheet() {
  const [open, setOpen] = useState(false)
  const title = useLabState(state => state.design.title)
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog" className={styles.open ?? ''}>
        <SlidersHorizontal size={16} strokeWidth={1.75} aria-hidden="true" />
        {title}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Design and faults" shape="sheet">
        <DesignPanel />
        <FaultsPanel />
        <SeedField />
      </Dialog>
    </>
  )
}
