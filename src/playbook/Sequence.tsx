import { Link } from 'react-router'
import { SequenceLanes } from '#charts/SequenceLanes.tsx'
import { sequenceNumbers } from '#charts/sequenceNumbers.ts'
import { labLink } from '#recording/labLink.ts'
import type { Exchange } from '#sequences/exchange.ts'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from './Figure.tsx'
import styles from './Sequence.module.css'

interface SequenceProps {
  /** The name of a recorded exchange: a file in ./sequences. */
  readonly of: string
  /** What the exchange shows, as a sentence. */
  readonly caption: string
  /** Imported when the page is compiled, by its name. */
  readonly exchange: Exchange
}

/** Who said what to whom, from a trace of the engine. */
export default function Sequence({ caption, exchange }: SequenceProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const { title, lab } = exchange
  return (
    <Figure
      title={title}
      source={
        <>
          trace of the engine
          {lab !== null && (
            <>
              {' '}
              <span aria-hidden="true">·</span> <Link to={labLink(lab)}>open in lab</Link>
            </>
          )}
        </>
      }
      caption={caption}
      numbers={() => sequenceNumbers(exchange)}
    >
      <div ref={ref} className={styles.lanes}>
        {width > 0 && <SequenceLanes exchange={exchange} width={width} label={`${title}. ${caption}`} />}
      </div>
    </Figure>
  )
}
