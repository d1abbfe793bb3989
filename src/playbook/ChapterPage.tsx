import type { MDXProps } from 'mdx/types'
import { type ComponentType, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import type { ChapterFacts } from '#prose/frontmatter.ts'
import { labLink } from '#recording/labLink.ts'
import { Disclosure } from '#ui/Disclosure.tsx'
import { hashTarget } from '#ui/hashTarget.ts'
import { nameOf } from '#ui/nameOf.ts'
import { Prose } from '#ui/Prose.tsx'
import { proseComponents } from '#ui/proseComponents.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { useUnfoldedPrint } from '#ui/useUnfoldedPrint.ts'
import styles from './ChapterPage.module.css'
import { Contents } from './Contents.tsx'
import { CHAPTERS, chapterFacts, loadChapter } from './chapters.ts'
import { Fold } from './Fold.tsx'
import { figures } from './figures/figures.tsx'
import { type OutlineEntry, outlineOf } from './outline.ts'
import { Recorded } from './Recorded.tsx'
import { Related } from './Related.tsx'
import { Sequence } from './Sequence.tsx'
import { Source } from './Source.tsx'
import { useReadingPosition } from './useReadingPosition.ts'

const components = { ...proseComponents, ...figures, Fold, Recorded, Sequence, Source }

/** One chapter: contents on the left, text in the middle, side notes on the right. */
export default function ChapterPage() {
  const { chapter = '' } = useParams()
  const facts = chapterFacts(chapter)
  usePageTitle(facts?.title ?? 'No such chapter')
  return facts === undefined ? <NoSuchChapter id={chapter} /> : <Chapter key={chapter} facts={facts} />
}

function Chapter({ facts }: { readonly facts: ChapterFacts }) {
  const Content = useChapter(facts.id)
  const text = useRef<HTMLDivElement>(null)
  const [outline, setOutline] = useState<readonly OutlineEntry[]>([])
  const reading = useReadingPosition(outline)
  useLayoutEffect(() => {
    if (Content !== null && text.current !== null) setOutline(outlineOf(text.current))
  }, [Content])
  useHashOnArrival(outline)
  useUnfoldedPrint(text)
  return (
    <div className={styles.page}>
      <div className={styles.side}>
        <Contents outline={outline} reading={reading} />
        <RelatedLinks facts={facts} />
      </div>
      <article className={styles.article}>
        <header className={styles.head}>
          <p className={styles.kicker}>
            Chapter {facts.order} <span aria-hidden="true">·</span> {facts.minutes.deep} min
          </p>
          <h1 className={styles.title}>{facts.title}</h1>
          <p className={styles.summary}>{facts.summary}</p>
        </header>
        <Disclosure summary="On this page" className={styles.contents}>
          <Contents outline={outline} reading={reading} />
        </Disclosure>
        {Content === null ? (
          <p className={styles.loading} role="status">
            Loading the chapter
          </p>
        ) : (
          <Prose ref={text} className={styles.prose}>
            <Content components={components} />
          </Prose>
        )}
        <footer className={styles.foot}>
          <RelatedLinks facts={facts} />
          <Neighbours facts={facts} />
        </footer>
      </article>
    </div>
  )
}

function RelatedLinks({ facts }: { readonly facts: ChapterFacts }) {
  return (
    <>
      <Related
        title="Open in the lab"
        links={facts.labs.map(id => ({ to: labLink({ scenario: id }), name: nameOf(id) }))}
      />
      <Related
        title="Answer the drill"
        links={facts.drills.map(id => ({ to: `/drills/${id}`, name: nameOf(id) }))}
      />
    </>
  )
}

function Neighbours({ facts }: { readonly facts: ChapterFacts }) {
  const place = CHAPTERS.indexOf(facts)
  const next = CHAPTERS[place + 1]
  const previous = CHAPTERS[place - 1]
  if (next === undefined && previous === undefined) return null
  const link = (chapter: ChapterFacts, direction: ReactNode) => (
    <Link to={`/playbook/${chapter.id}`} className={styles.neighbour}>
      <span className={styles.direction}>{direction}</span>
      {chapter.title}
    </Link>
  )
  return (
    <nav aria-label="Chapters" className={styles.neighbours}>
      {previous !== undefined && link(previous, 'Before')}
      {next !== undefined && link(next, 'Next')}
    </nav>
  )
}

function NoSuchChapter({ id }: { readonly id: string }) {
  return (
    <div className={styles.missing}>
      <h1 className={styles.title}>There is no chapter “{id}”</h1>
      <p>
        <Link to="/playbook">See the chapters that exist</Link>
      </p>
    </div>
  )
}

/** The prose of a chapter, null while it is on its way. A failure to load goes to the error boundary. */
function useChapter(id: string): ComponentType<MDXProps> | null {
  const [state, setState] = useState<{ Content: ComponentType<MDXProps> } | { error: Error } | null>(null)
  useEffect(() => {
    let current = true
    loadChapter(id).then(
      module => current && setState({ Content: module.default }),
      error => current && setState({ error }),
    )
    return () => {
      current = false
    }
  }, [id])
  if (state !== null && 'error' in state) throw state.error
  return state?.Content ?? null
}

/** The chapter arrives after its address: goes to the heading the address names, once there is one. */
function useHashOnArrival(outline: readonly OutlineEntry[]): void {
  const { hash } = useLocation()
  const arrived = useRef(false)
  useEffect(() => {
    if (arrived.current || outline.length === 0) return
    arrived.current = true
    if (hash !== '') document.getElementById(hashTarget(hash))?.scrollIntoView()
  }, [outline, hash])
}
