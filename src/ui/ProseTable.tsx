import { type ComponentProps, useEffect, useRef, useState } from 'react'
import styles from './ProseTable.module.css'

/** A table in running text. Wider than the page it scrolls by itself, and the keyboard can reach it then. */
export function ProseTable(props: ComponentProps<'table'>) {
  const frame = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(() => setScrolls(element.scrollWidth > element.clientWidth + 1))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div
      ref={frame}
      className={styles.frame}
      {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': 'Table, scrolls sideways' } : {})}
    >
      <table {...props} className={styles.table} />
    </div>
  )
}
