import type { SourceRegion } from '#prose/sourceRegion.ts'
import { CopyButton } from '#ui/CopyButton.tsx'
import styles from './Source.module.css'

interface SourceProps {
  /** A file of src/, from there: 'cache/flights.ts'. */
  readonly file: string
  /** A declaration in it: a function, a class, a type, or a member as 'Flights.depart'. */
  readonly declaration: string
  /** Imported when the page is compiled, by the other two. */
  readonly region: SourceRegion
}

/** A piece of the engine as it runs: read from its file when the page is built. */
export function Source({ declaration, region }: SourceProps) {
  const { file, firstLine, lastLine, pieces } = region
  const text = pieces.map(piece => piece.text).join('')
  return (
    <figure className={styles.source} aria-label={`${declaration} in ${file}`}>
      <figcaption className={styles.head}>
        <span className={styles.file}>{file}</span>
        <span className={styles.lines}>
          {firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine}–${lastLine}`}
        </span>
        <CopyButton text={text} label="Copy this code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={`Code of ${declaration}`}>
        <pre className={styles.code}>
          <code>
            {pieces.map((piece, i) =>
              piece.isComment ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a file do not move
                <span key={i} className={styles.comment}>
                  {piece.text}
                </span>
              ) : (
                piece.text
              ),
            )}
          </code>
        </pre>
      </section>
    </figure>
  )
}
