import { type ConstantRow, constantsOf } from '#scenarios/constants.ts'
import { Dialog } from '#ui/Dialog.tsx'
import styles from './ConstantsDialog.module.css'
import { useLab, useLabState } from './useLab.ts'

const FROM: Readonly<Record<ConstantRow['from'], string>> = {
  source: 'playbook',
  measurement: 'measured',
  choice: 'a choice',
}

interface ConstantsDialogProps {
  readonly open: boolean
  readonly onClose: () => void
}

/** Every number of the world, with where it comes from. */
export function ConstantsDialog({ open, onClose }: ConstantsDialogProps) {
  const { scenario } = useLab()
  const world = useLabState(state => state.world)
  return (
    <Dialog open={open} onClose={onClose} title="Where the numbers come from" className={styles.dialog ?? ''}>
      <p className={styles.lead}>
        What the world is given. Times are in ms, rates a second. What you decide is the design, and stands in
        its knobs.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Place and value</th>
            <th scope="col">From</th>
            <th scope="col">Why this number</th>
          </tr>
        </thead>
        <tbody>
          {open &&
            constantsOf(world, scenario.constants).map(row => (
              <tr key={row.place}>
                <th scope="row">
                  <code>{row.place}</code>
                  <Values row={row} />
                </th>
                <td>{FROM[row.from]}</td>
                <td>{row.why}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Dialog>
  )
}

function Values({ row: { values } }: { readonly row: ConstantRow }) {
  return (
    <ul className={styles.values}>
      {values.map(({ path, value }) => (
        <li key={path}>
          {path !== '' && <span className={styles.path}>{path} </span>}
          {value}
        </li>
      ))}
    </ul>
  )
}
