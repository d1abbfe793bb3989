import { ChevronRight } from 'lucide-react'
import {
  Children,
  isValidElement,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Mode } from '#prose/frontmatter.ts'
import { Prose } from '#ui/Prose.tsx'
import { AnchorLink, HeadingLinks } from '../AnchoredHeading.tsx'
import { wordsIn } from '../reading/blocks.ts'
import { minutesFor } from '../reading/progress.ts'
import { textOf } from '../textOf.ts'
import styles from './Fold.module.css'
import { FoldMode } from './FoldMode.ts'
import { isFolded, MODES } from './modes.ts'

interface FoldProps {
  /** The shortest way through the playbook that reads this; shorter ones fold it. */
  readonly from: Exclude<Mode, 'quick'>
  /** A heading first, then what it is over. */
  readonly children: ReactNode
}

/** A section that shorter ways through the playbook leave out: its heading stays, the rest unfolds. */
export function Fold({ from, children }: FoldProps) {
  const mode = useContext(FoldMode)
  if (!isFolded(from, mode))
    return (
      <div className={styles.plain} data-fold={from}>
        <Prose data-fold-part>{children}</Prose>
      </div>
    )
  const [heading, ...rest] = Children.toArray(children).filter(child => child !== '\n')
  return <Folded mode={mode} from={from} heading={heading} rest={rest} />
}

interface HeadingProps {
  readonly id?: string
  readonly children?: ReactNode
}

interface FoldedProps {
  readonly mode: Mode
  readonly from: Mode
  readonly heading: ReactNode
  readonly rest: ReactNode
}

function Folded({ mode, from, heading, rest }: FoldedProps) {
  const body = useRef<HTMLDivElement>(null)
  const [minutes, setMinutes] = useState<number | null>(null)
  useLayoutEffect(() => {
    if (body.current !== null) setMinutes(minutesFor(wordsIn(body.current)))
  }, [])
  const { id, children: words } = isValidElement<HeadingProps>(heading) ? heading.props : {}
  return (
    <div className={styles.frame} data-fold={from}>
      {/* The browser's own element: find-in-page opens it, and printing does. */}
      <details className={styles.fold} data-fold={from}>
        <summary className={styles.summary}>
          <span className={styles.heading} data-fold-part>
            <HeadingLinks value={false}>{heading}</HeadingLinks>
          </span>
          <span className={styles.note}>
            <ChevronRight className={styles.arrow} size={15} strokeWidth={1.75} aria-hidden="true" />
            <span>
              folded in {MODES[mode].title.toLowerCase()}
              {minutes !== null && ` · ${minutes} min`}
            </span>
          </span>
        </summary>
        <Prose ref={body} className={styles.body} data-fold-part>
          {rest}
        </Prose>
      </details>
      {id !== undefined && <AnchorLink id={id} words={textOf(words)} className={styles.link} />}
    </div>
  )
}
