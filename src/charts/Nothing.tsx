import styles from './marks.module.css'

/** Said in the plot where there is nothing to draw. */
export function Nothing({ height, children }: { readonly height: number; readonly children: string }) {
  return (
    <text className={styles.note} x={4} y={height / 2 + 4}>
      {children}
    </text>
  )
}
