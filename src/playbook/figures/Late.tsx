import { type ComponentType, useRef } from 'react'
import styles from './Late.module.css'
import { NotLoaded } from './NotLoaded.tsx'
import { useAtHand } from './useAtHand.ts'

/** How high a figure is on a wide screen and on a phone, px. The page does not move when it comes. */
export interface ExpectedHeight {
  readonly wide: number
  readonly narrow: number
}

interface LateProps<Props extends object> {
  readonly height: ExpectedHeight
  readonly load: () => Promise<{ readonly default: ComponentType<Props> }>
  readonly props: Props
}

/** A figure that is fetched and drawn when the browser has time for it, at the latest when it is near the screen. */
export function Late<Props extends object>({ height, load, props }: LateProps<Props>) {
  const place = useRef<HTMLDivElement>(null)
  const state = useAtHand(place, load)
  const Loaded = state.kind === 'loaded' && state.isWanted ? state.loaded.default : null
  return (
    <div
      ref={place}
      className={styles.place}
      style={{ '--wide': `${height.wide}px`, '--narrow': `${height.narrow}px` }}
    >
      {Loaded !== null ? (
        <Loaded {...props} />
      ) : state.kind === 'failed' ? (
        <NotLoaded what="figure" failure={state.failure} className={styles.waiting} />
      ) : (
        <p className={styles.waiting} role="status">
          Loading the figure
        </p>
      )}
    </div>
  )
}
