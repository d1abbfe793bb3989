import { Dialog } from '#ui/Dialog.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import styles from './KeysDialog.module.css'
import { KEYS } from './useKeys.ts'
import { useLab } from './useLab.ts'

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { scenario } = useLab()
  return (
    <Dialog open={open} onClose={onClose} title="Keys of the lab">
      <dl className={styles.keys}>
        {KEYS.map(({ keys, does }) => (
          <div key={does} className={styles.row}>
            <dt className={styles.names}>
              {keys.map(key => (key === '…' ? <span key={key}>…</span> : <Kbd key={key}>{key}</Kbd>))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        {scenario.faults.slice(0, 9).map((fault, i) => (
          <div key={fault.id} className={styles.row}>
            <dt className={styles.names}>
              <Kbd>{i + 1}</Kbd>
            </dt>
            <dd>{fault.title}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>On the canvas, a press near a dot opens that request in the inspector.</p>
    </Dialog>
  )
}
