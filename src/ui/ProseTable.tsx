import { type ComponentProps, useLayoutEffect, useRef, useState } from 'react'
import styles from './ProseTable.module.css'

/** Below this a table with more columns than fit is a record for each row, px. Above it scrolls. */
const STACKED_PX = 560
/** “12–25 min”: browsers break it after the dash to save a column's width. */
const RANGE = /^[\d.,]+–[\d.,]+\s\p{Letter}{1,3}$/u

/**
 * A table in running text. Wider than a phone it becomes a list of records, each value under the name of its column: the last
 * column, often the one about who pays, is not out of sight. Wider than the page elsewhere it scrolls, and the keyboard can reach it.
 */
export function ProseTable(props: ComponentProps<'table'>) {
  const frame = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    for (const cell of element.querySelectorAll('td')) {
      if (RANGE.test(cell.textContent ?? '')) cell.dataset.range = ''
    }
    const arrange = () => {
      delete element.dataset.stacked
      const isTooWide = element.scrollWidth > element.clientWidth + 1
      const isStacked = isTooWide && element.clientWidth < STACKED_PX
      if (isStacked) {
        nameCells(element)
        element.dataset.stacked = ''
      }
      setScrolls(isTooWide && !isStacked)
    }
    let width = 0
    const observer = new ResizeObserver(() => {
      // Its height changes by being stacked; what fits does not change with that.
      if (element.clientWidth === width) return
      width = element.clientWidth
      arrange()
    })
    observer.observe(element)
    arrange()
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

/** Gives every cell the name of its column, and the roles that a browser may forget where a table is not laid out as one. */
function nameCells(frame: HTMLElement): void {
  const table = frame.querySelector('table')
  if (table === null) return
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map(cell => cell.textContent ?? '')
  table.setAttribute('role', 'table')
  for (const section of [table.tHead, ...table.tBodies]) section?.setAttribute('role', 'rowgroup')
  for (const row of table.rows) {
    row.setAttribute('role', 'row')
    for (const [i, cell] of [...row.cells].entries()) {
      const isHead = cell.tagName === 'TH'
      cell.setAttribute(
        'role',
        isHead ? (row.parentElement === table.tHead ? 'columnheader' : 'rowheader') : 'cell',
      )
      // A row is called by its first cell; a number there says nothing without the name of its column.
      const isName = i === 0 && (names[0] === '' || !/^[~<>≥≤]?\s?\d/.test(cell.textContent ?? ''))
      if (!isName) cell.dataset.column = names[i] ?? ''
    }
  }
}
