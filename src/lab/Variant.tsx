import { drawn, HIGHEST_VARIANT } from '#scenarios/variant.ts'
import { Button } from '#ui/Button.tsx'
import { chooseVariant } from './lab.ts'
import { useLab, useLabState } from './useLab.ts'
import styles from './Variant.module.css'

/** The lab's own world, or another one like it: what changed is named, so that an answer is understood, not remembered. */
export function Variant() {
  const lab = useLab()
  const { scenario } = lab
  const variant = useLabState(state => state.variant)
  const next = variant >= HIGHEST_VARIANT ? 1 : variant + 1
  return (
    <div className={styles.variant}>
      {variant > 0 && (
        <>
          <p>Variant {variant} changes these numbers, and the seed:</p>
          <dl className={styles.changes}>
            {drawn(scenario, variant).map(({ path, own, value }) => (
              <div key={path}>
                <dt>{path}</dt>
                <dd>
                  {value} <span className={styles.own}>instead of {own}</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <div className={styles.buttons}>
        <Button size="small" onClick={() => chooseVariant(lab, next)}>
          {variant === 0 ? 'Draw a variant' : 'Draw another'}
        </Button>
        {variant > 0 && (
          <Button size="small" look="quiet" onClick={() => chooseVariant(lab, 0)}>
            The lab’s own
          </Button>
        )}
      </div>
    </div>
  )
}
