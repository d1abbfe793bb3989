import { type ComponentType, type LazyExoticComponent, Suspense, useEffect, useRef, useState } from 'react'
import { useOnScreen } from '#ui/useOnScreen.ts'
import styles from './Late.module.css'

interface LateProps<Props extends object> {
  readonly of: LazyExoticComponent<ComponentType<Props>>
  readonly props: Props
}

/** Something that is loaded when it comes near the screen, or when the page is printed. */
export function Late<Props extends object>({ of, props }: LateProps<Props>) {
  const place = useRef<HTMLDivElement>(null)
  const near = useOnScreen(place, '1200px')
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    if (near) setWanted(true)
    const want = () => setWanted(true)
    window.addEventListener('beforeprint', want)
    return () => window.removeEventListener('beforeprint', want)
  }, [near])
  const Loaded = of as ComponentType<Props>
  const waiting = (
    <p className={styles.waiting} role="status">
      Loading the figure
    </p>
  )
  return (
    <div ref={place} className={styles.place}>
      {wanted ? (
        <Suspense fallback={waiting}>
          <Loaded {...props} />
        </Suspense>
      ) : (
        waiting
      )}
    </div>
  )
}
