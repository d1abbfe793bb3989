import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import { PaletteProvider } from '#ui/palette.ts'
import { ErrorBoundary } from '../ErrorBoundary.tsx'
import styles from './PaletteHost.module.css'
import { PaletteWindow } from './PaletteWindow.tsx'
import { useIdleLoad } from './useIdleLoad.ts'
import { useOpeningKeys } from './useOpeningKeys.ts'

const KeysDialog = lazy(() => import('./KeysDialog.tsx'))

const SAID_FOR_MS = 4000

/** The search over every screen: its keys, its window, and what its actions say when they are done. */
export function PaletteHost({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<'palette' | 'keys' | null>(null)
  const [said, setSaid] = useState('')
  const { pathname } = useLocation()
  const open = useCallback(() => setShown('palette'), [])
  const close = useCallback(() => setShown(null), [])
  const showKeys = useCallback(() => setShown('keys'), [])
  useOpeningKeys({ isOpen: shown === 'palette', open, close, showKeys })
  useIdleLoad()
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <PaletteProvider value={open}>
      {children}
      <PaletteWindow isOpen={shown === 'palette'} onClose={close} onKeys={showKeys} onSaid={setSaid} />
      <ErrorBoundary place={pathname}>
        <Suspense fallback={null}>{shown === 'keys' && <KeysDialog onClose={close} />}</Suspense>
      </ErrorBoundary>
      <p className={styles.said} role="status">
        {said}
      </p>
    </PaletteProvider>
  )
}
