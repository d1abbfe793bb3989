import { type ComponentProps, type ReactNode, useLayoutEffect, useMemo, useRef } from 'react'
import { Link } from 'react-router'
import type { ChapterFacts } from '#prose/frontmatter.ts'
import { Button } from '#ui/Button.tsx'
import { PageTitle } from '#ui/PageTitle.tsx'
import { Prose } from '#ui/Prose.tsx'
import { printPage } from '#ui/printing.ts'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { useUnfoldedPrint } from '#ui/useUnfoldedPrint.ts'
import { CHAPTERS } from './chapters.ts'
import styles from './PrintPage.module.css'
import { addressOf, inTheBook } from './printedLinks.ts'
import { useChapter } from './useChapter.ts'
import { markOf, numberOf } from './ways/modes.ts'

const CHAPTER_IDS = CHAPTERS.map(chapter => chapter.id)

/** The whole playbook in one page, as it goes to paper: everything unfolded, each chapter on a page of its own. */
export default function PrintPage() {
  usePageTitle('The playbook, to print')
  const book = useRef<HTMLDivElement>(null)
  useUnfoldedPrint(book)
  const minutes = CHAPTERS.reduce((sum, chapter) => sum + chapter.minutes.deep, 0)
  return (
    <div ref={book} className={styles.book}>
      <p className={styles.bar}>
        <Link to="/playbook">Back to the playbook</Link>
        <Button look="strong" onClick={printPage}>
          Print, or save as PDF
        </Button>
      </p>
      <header className={styles.cover}>
        <p className={styles.name}>Stampede</p>
        <h1 className={styles.title}>The distributed caching playbook</h1>
        <p className={styles.thesis}>
          Caching is a consistency problem disguised as a performance optimisation. Who pays for staleness,
          and who owns invalidation?
        </p>
        <p className={styles.facts}>
          For system design interviews at L5, L6 and L7. About {Math.floor(minutes / 60)} h {minutes % 60} min
          of reading. Charts of runs are excerpts of runs of the engine, which its seed repeats.
        </p>
      </header>
      <nav aria-label="Contents" className={styles.contents}>
        <h2 className={styles.contentsTitle}>Contents</h2>
        <ol>
          {CHAPTERS.map(chapter => (
            <li key={chapter.id}>
              <span className={styles.mark}>{markOf(chapter, CHAPTERS)}</span>
              <a href={`#${chapter.id}`}>{chapter.title}</a>
              <span className={styles.minutes}>{chapter.minutes.deep} min</span>
            </li>
          ))}
        </ol>
      </nav>
      {CHAPTERS.map(chapter => (
        <PrintedChapter key={chapter.id} chapter={chapter} />
      ))}
    </div>
  )
}

function PrintedChapter({ chapter }: { readonly chapter: ChapterFacts }) {
  const written = useChapter(chapter.id)
  const text = useRef<HTMLDivElement>(null)
  const components = useMemo(
    () => ({ ...written?.components, ...printedComponents(chapter.id) }),
    [written, chapter.id],
  )
  useLayoutEffect(() => {
    if (written === null) return
    for (const each of text.current?.querySelectorAll('details') ?? []) each.open = true
  }, [written])
  return (
    <article className={styles.chapter}>
      <header>
        <PageTitle id={chapter.id} kicker={numberOf(chapter, CHAPTERS)}>
          {chapter.title}
        </PageTitle>
        <p className={styles.summary}>{chapter.summary}</p>
      </header>
      {written === null ? (
        <p role="status">Loading the chapter</p>
      ) : (
        <Prose ref={text} className={styles.prose}>
          <written.default components={components} />
        </Prose>
      )}
    </article>
  )
}

/** Headings with addresses that are their own in the whole book, and links that stay in it where they can. */
function printedComponents(chapter: string) {
  const heading = (Level: 'h2' | 'h3' | 'h4') =>
    function PrintedHeading({ id, ...rest }: ComponentProps<'h2'>) {
      return <Level {...rest} id={id === undefined ? undefined : addressOf(chapter, id)} />
    }
  return {
    h2: heading('h2'),
    h3: heading('h3'),
    h4: heading('h4'),
    a: ({ href = '', children }: { readonly href?: string; readonly children?: ReactNode }) => {
      const inside = /^[/#]/.test(href) ? inTheBook(href, chapter, CHAPTER_IDS) : null
      if (inside !== null) return <a href={inside}>{children}</a>
      if (href.startsWith('/')) return <Link to={href}>{children}</Link>
      return (
        <a href={href} className={styles.outside}>
          {children}
        </a>
      )
    },
  }
}
