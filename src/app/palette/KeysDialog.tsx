import { Dialog } from '#ui/Dialog.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import { COMMAND_KEY } from '#ui/palette.ts'
import styles from './KeysDialog.module.css'

const KEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: [COMMAND_KEY.name, 'K'], does: 'search, and everything that can be done; also /' },
  { keys: ['↑', '↓'], does: 'in the search: choose a result' },
  { keys: ['Enter'], does: 'open it' },
  { keys: ['Esc'], does: 'close the search, a definition, a dialog' },
  { keys: ['Tab'], does: 'from one control, link or word with a definition to the next' },
  { keys: ['?'], does: 'this list; in a lab, the keys of the lab' },
]

/** The keys outside of the lab. */
export default function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keys">
      <dl className={styles.keys}>
        {KEYS.map(({ keys, does }) => (
          <div key={does} className={styles.row}>
            <dt className={styles.names}>
              {keys.map(key => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
