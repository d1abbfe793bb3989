import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Link, useParams } from 'react-router'
import type { ChapterFacts, Mode } from '#prose/frontmatter.ts'
import { titleOf } from '#prose/titles.ts'
import { labLink } from '#recording/labLink.ts'
import { Missing } from '#ui/Missing.tsx'
import { PageTitle } from '#ui/PageTitle.tsx'
import { Prose } from '#ui/Prose.tsx'
import { ReadingSettings } from '#ui/ReadingSettings.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { useUnfoldedPrint } from '#ui/useUnfoldedPrint.ts'
import styles from './ChapterPage.module.css'
import { Contents } from './Contents.tsx'
import { CHAPTERS, chapterFacts } from './chapters.ts'
import { Related } from './Related.tsx'
import { blockAt, blockAtTop, blocksOf, isDrawn } from './reading/blocks.ts'
import { type OutlineEntry, outlineOf } from './reading/outline.ts'
import { type Progress, progressOf } from './reading/progress.ts'
import { useArrival } from './reading/useArrival.ts'
import { useReader } from './reading/useReader.ts'
import { useReadingPosition } from './reading/useReadingPosition.ts'
import { useReadings } from './reading/useReadings.ts'
import { useChapter } from './useChapter.ts'
import { FoldMode } from './ways/FoldMode.ts'
import { ModeSwitch } from './ways/ModeSwitch.tsx'
import { kickerOf, MODES, minutesIn, neighboursOf } from './ways/modes.ts'
import { useMode } from './ways/useMode.ts'

/** One chapter: contents on the left, text in the middle, side notes on the right. */
export default function ChapterPage() {
  const { chapter = '' } = useParams()
  const facts = chapterFacts(chapter)
  usePageTitle(facts?.title ?? 'No such chapter')
  return facts === undefined ? (
    <Missing what="chapter" id={chapter} list="/playbook" />
  ) : (
    <Chapter key={chapter} facts={facts} />
  )
}

function Chapter({ facts }: { readonly facts: ChapterFacts }) {
  const chapter = useChapter(facts.id)
  const text = useRef<HTMLDivElement>(null)
  const { mode, chosen, choose } = useMode()
  // What a mode leaves out altogether is not folded on top of that: whoever opens it wants to read it.
  const folding = facts.minutes[mode] === undefined ? 'deep' : mode
  const outline = useOutline(text, chapter !== null, folding)
  const reading = useReadingPosition(outline)
  const side = useCurrentInView(reading)
  const readings = useReadings()
  const read = useReader({ chapter: facts.id, text, readings })
  const place = readings === null ? undefined : (readings.get(facts.id)?.place ?? null)
  const { offer, goOn } = useArrival({ text, isThere: outline.length > 0, place })
  const keepPlace = useKeptPlace(text, folding)
  useUnfoldedPrint(text)
  const counted = { minutes: facts.minutes, sections: chapter?.sections ?? [] }
  const progress = progressOf(folding, counted, read)
  const left = chapter === null ? '' : leftOf(progress)
  const contents = { outline, reading, read }
  return (
    <div className={styles.page}>
      <div ref={side} className={styles.side}>
        {/* All at once, or the links would be pushed down by the contents. */}
        {outline.length > 0 && (
          <>
            <div>
              <Contents {...contents} />
              <p className={styles.left}>{left}</p>
            </div>
            <RelatedLinks facts={facts} where="beside the text" />
          </>
        )}
      </div>
      <article className={styles.article}>
        <header className={styles.head}>
          <PageTitle
            kicker={
              <>
                {kickerOf(facts, chosen, CHAPTERS)} · {minutesIn(folding, facts)} min
                {progress.read > 0 && ` · ${progress.read} of ${progress.sections} sections read`}
              </>
            }
          >
            {facts.title}
          </PageTitle>
          <p className={styles.summary}>{facts.summary}</p>
          <div className={styles.controls}>
            <ModeSwitch
              mode={mode}
              onChoose={next => {
                keepPlace()
                choose(next)
              }}
            />
            <p className={styles.offer} aria-busy={readings === null}>
              {offer !== null && (
                <button type="button" className={styles.goOn} onClick={goOn}>
                  You were here: go on at {offer === '' ? 'the beginning' : `“${offer}”`}
                </button>
              )}
            </p>
            <ReadingSettings />
          </div>
        </header>
        <NarrowContents reading={reading} left={left} outline={outline}>
          {close => <Contents {...contents} onGo={close} />}
        </NarrowContents>
        {chapter === null ? (
          <p className={styles.loading} role="status">
            Loading the chapter
          </p>
        ) : (
          <Prose ref={text} className={styles.prose}>
            <FoldMode value={folding}>
              <chapter.default components={chapter.components} />
            </FoldMode>
          </Prose>
        )}
        <footer className={styles.foot}>
          <RelatedLinks facts={facts} />
          <Neighbours id={facts.id} mode={mode} chosen={chosen} />
        </footer>
      </article>
    </div>
  )
}

function leftOf({ minutesLeft }: Progress): string {
  return minutesLeft === 0 ? 'all read' : `about ${minutesLeft} min left`
}

interface NarrowContentsProps {
  readonly reading: string | null
  readonly left: string
  readonly outline: readonly OutlineEntry[]
  readonly children: (close: () => void) => ReactNode
}

/** The contents where there is no room beside the text: one line that stays, and unfolds over the page. */
function NarrowContents({ reading, left, outline, children }: NarrowContentsProps) {
  const details = useRef<HTMLDetailsElement>(null)
  const close = useCallback(() => {
    if (details.current !== null) details.current.open = false
  }, [])
  const here = outline.find(entry => entry.id === reading)?.text ?? 'On this page'
  return (
    <details
      ref={details}
      className={styles.contents}
      onKeyDown={event => {
        if (event.key === 'Escape') close()
      }}
    >
      <summary className={styles.contentsHead}>
        <span className={styles.here}>{here}</span>
        <span className={styles.contentsLeft}>{left}</span>
      </summary>
      <div className={styles.contentsBody}>{children(close)}</div>
    </details>
  )
}

function RelatedLinks({ facts, where }: { readonly facts: ChapterFacts; readonly where?: string }) {
  return (
    <>
      <Related
        title="Open in the lab"
        where={where}
        links={facts.labs.map(id => ({ to: labLink({ scenario: id }), name: titleOf(`/lab/${id}`) }))}
      />
      <Related
        title="Answer the drill"
        where={where}
        links={facts.drills.map(id => ({ to: `/drills/${id}`, name: titleOf(`/drills/${id}`) }))}
      />
      <Related
        title="Work through the incident"
        where={where}
        links={facts.deepDives.map(id => ({ to: `/deep-dives/${id}`, name: titleOf(`/deep-dives/${id}`) }))}
      />
    </>
  )
}

interface NeighboursProps {
  readonly id: string
  readonly mode: Mode
  readonly chosen: Mode | null
}

function Neighbours({ id, mode, chosen }: NeighboursProps) {
  const { previous, next } = neighboursOf(mode, id, CHAPTERS)
  if (next === null && previous === null) return null
  const way = chosen === null ? '' : ` in ${MODES[chosen].title.toLowerCase()}`
  const link = (to: { readonly to: string; readonly title: string }, direction: string) => (
    <Link to={to.to} className={styles.neighbour}>
      <span className={styles.direction}>{direction}</span>
      {to.title}
    </Link>
  )
  return (
    <nav aria-label="Chapters" className={styles.neighbours}>
      {previous !== null && link(previous, `Before${way}`)}
      {next !== null && link(next, `Next${way}`)}
    </nav>
  )
}

/** Contents longer than the window scroll by themselves, so that the section being read is among what is seen of them. */
function useCurrentInView(reading: string | null): RefObject<HTMLDivElement | null> {
  const side = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another section is current then
  useEffect(() => {
    const current = side.current?.querySelector('[aria-current]')
    if (side.current === null || current === null || current === undefined) return
    const frame = side.current.getBoundingClientRect()
    const { top, bottom } = current.getBoundingClientRect()
    if (top < frame.top || bottom > frame.bottom)
      side.current.scrollTop += (top + bottom) / 2 - (frame.top + frame.bottom) / 2
  }, [reading])
  return side
}

/** The headings of the page, read from it once it is there, and again when other parts of it are folded. */
function useOutline(text: RefObject<HTMLElement | null>, isThere: boolean, folding: Mode) {
  const [outline, setOutline] = useState<readonly OutlineEntry[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is folded changes the page
  useLayoutEffect(() => {
    if (isThere && text.current !== null) setOutline(outlineOf(text.current))
  }, [text, isThere, folding])
  return outline
}

/** Gives what to call before other parts of the text are folded: what is read then stands where it stood. */
function useKeptPlace(text: RefObject<HTMLElement | null>, folding: Mode): () => void {
  const kept = useRef<{ section: string; block: number; top: number } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is folded moves the page
  useLayoutEffect(() => {
    const before = kept.current
    kept.current = null
    if (before === null || text.current === null) return
    const element = blockAt(blocksOf(text.current), before)?.element
    if (element === undefined) return
    const shown = isDrawn(element) ? element : (element.closest('details') ?? element)
    window.scrollBy(0, shown.getBoundingClientRect().top - before.top)
  }, [folding])
  return useCallback(() => {
    const block = text.current === null ? undefined : blockAtTop(blocksOf(text.current))
    if (block === undefined || window.scrollY === 0) return
    kept.current = {
      section: block.section,
      block: block.block,
      top: block.element.getBoundingClientRect().top,
    }
  }, [text])
}
