import { useState } from 'react'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Brief } from './Brief.tsx'
import { DesignPanel } from './DesignPanel.tsx'
import { FaultsPanel } from './FaultsPanel.tsx'
import { SeedField } from './SeedField.tsx'

/** Design, faults and seed on a phone: a sheet from below. */
export function DesignSheet() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog">
        Design
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Design and faults" shape="sheet">
        <Brief />
        <DesignPanel />
        <FaultsPanel />
        <SeedField />
      </Dialog>
    </>
  )
}
