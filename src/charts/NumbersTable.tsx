import { Table2, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import styles from './NumbersTable.module.css'

export interface Numbers {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What a row stands for: 'one row a second'. */
  readonly note: string
}

/** Computed when the table is opened, not before. */
export type NumbersTableSource = () => Numbers

interface NumbersTableProps {
  readonly title: string
  readonly conclusion: string
  readonly numbers: NumbersTableSource
}

/** The button that every chart has, and the numbers behind the chart in a dialog. */
export function NumbersTable({ title, conclusion, numbers }: NumbersTableProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [shown, setShown] = useState<Numbers | null>(null)
  const titleId = useId()
  const open = () => {
    setShown(numbers())
    dialog.current?.showModal()
  }
  const close = () => dialog.current?.close()
  return (
    <>
      <button
        type="button"
        className={styles.open}
        aria-label={`${title} as a table`}
        title="Numbers"
        onClick={open}
      >
        <Table2 size={13} strokeWidth={1.75} aria-hidden="true" />
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a press on the backdrop closes; Escape does it by keyboard */}
      <dialog
        ref={dialog}
        className={styles.dialog}
        aria-labelledby={titleId}
        onClose={() => setShown(null)}
        onClick={event => event.target === dialog.current && close()}
      >
        {shown !== null && (
          <div className={styles.body}>
            <header className={styles.head}>
              <h2 id={titleId} className={styles.title}>
                {title}
              </h2>
              <button type="button" className={styles.close} aria-label="Close" onClick={close}>
                <X size={18} strokeWidth={1.75} aria-hidden="true" />
              </button>
            </header>
            <p className={styles.conclusion}>
              {conclusion} <span className={styles.note}>({shown.note})</span>
            </p>
            <Rows title={title} numbers={shown} />
          </div>
        )}
      </dialog>
    </>
  )
}

function Rows({ title, numbers }: { readonly title: string; readonly numbers: Numbers }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={`${title}, table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            {numbers.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbers.rows.map(row => (
            <tr key={row.join('|')}>
              {row.map((cell, i) =>
                i === 0 ? (
                  <th key={numbers.columns[i]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={numbers.columns[i]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
