import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { ChapterFacts, Mode } from '#prose/frontmatter.ts'
import { Disclosure } from '#ui/Disclosure.tsx'
import { ListEntry } from '#ui/List.tsx'
import { PageHead } from '#ui/PageHead.tsx'
import { SectionTitle } from '#ui/SectionTitle.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { chapterSections } from './chapterSections.ts'
import { CHAPTERS, chapterFacts } from './chapters.ts'
import styles from './PlaybookPage.module.css'
import { type Progress, progressOf } from './reading/progress.ts'
import { type Readings, readIn, useReadings } from './reading/useReadings.ts'
import { type Exercise, MODES, markOf, minutesIn, partsOf, pathOf } from './ways/modes.ts'
import { useMode } from './ways/useMode.ts'
import { Ways } from './ways/Ways.tsx'

/** The playbook: where one was, three ways through it, and all there is, what the way leaves out folded. */
export default function PlaybookPage() {
  usePageTitle('Playbook')
  const { mode, choose } = useMode()
  const readings = useReadings()
  const outside = CHAPTERS.filter(chapter => chapter.minutes[mode] === undefined)
  const { title } = MODES[mode]
  return (
    <div className={styles.page}>
      <PageHead title="Playbook">
        What a cache does under load and when things break, and what to say about it. Figures are runs of a
        real cache.
      </PageHead>
      <p className={styles.goOn}>
        <GoOn readings={readings} />
      </p>
      <Ways mode={mode} onChoose={choose} />
      <Groups mode={mode} readings={readings} />
      {outside.length > 0 && (
        <Disclosure
          className={styles.outside}
          summary={
            <>
              Outside {title.toLowerCase()}
              <span className={styles.count}>
                {outside.length === 1 ? 'one chapter' : `${outside.length} chapters and appendices`}
              </span>
            </>
          }
        >
          <Entries chapters={outside} mode={mode} readings={readings} />
        </Disclosure>
      )}
      <p className={styles.foot}>
        <Link to="/glossary">Glossary</Link>
        <Link to="/playbook/print">The whole playbook on one page, to print</Link>
      </p>
    </div>
  )
}

function Groups({ mode, readings }: { readonly mode: Mode; readonly readings: Readings | null }) {
  const { core, weakSpots } = partsOf(mode, CHAPTERS)
  const { afterwards } = MODES[mode]
  const list = (chapters: readonly ChapterFacts[]) => ({ chapters, mode, readings })
  if (mode === 'deep')
    return (
      <>
        <Group title="Chapters">
          <Entries {...list(core.filter(chapter => !chapter.appendix))} />
        </Group>
        <Group title="Appendices">
          <Entries {...list(core.filter(chapter => chapter.appendix))} />
        </Group>
        <Group title="Then">
          <Exercises exercises={afterwards} />
        </Group>
      </>
    )
  return (
    <>
      <Group title={MODES[mode].title}>
        <Entries {...list(core)} />
        {weakSpots.length === 0 && <Exercises exercises={afterwards} />}
      </Group>
      {weakSpots.length > 0 && (
        <Group title="Then, by weak spot">
          <Entries {...list(weakSpots)} />
          <Exercises exercises={afterwards} />
        </Group>
      )}
    </>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.group}>
      <SectionTitle>{title}</SectionTitle>
      <div className={styles.entries}>{children}</div>
    </section>
  )
}

interface EntriesProps {
  readonly chapters: readonly ChapterFacts[]
  readonly mode: Mode
  readonly readings: Readings | null
}

function Entries({ chapters, mode, readings }: EntriesProps) {
  if (chapters.length === 0) return null
  return (
    <ul>
      {chapters.map(chapter => (
        <ListEntry
          key={chapter.id}
          level={3}
          mark={markOf(chapter, CHAPTERS)}
          minutes={minutesIn(mode, chapter)}
          title={<Link to={`/playbook/${chapter.id}`}>{chapter.title}</Link>}
          state={<ReadMark chapter={chapter} mode={mode} readings={readings} />}
        >
          {chapter.summary}
        </ListEntry>
      ))}
    </ul>
  )
}

interface ReadMarkProps {
  readonly chapter: ChapterFacts
  readonly mode: Mode
  readonly readings: Readings | null
}

function ReadMark({ chapter, mode, readings }: ReadMarkProps) {
  const shown = chapter.minutes[mode] === undefined ? 'deep' : mode
  const { read, minutesLeft } = progressIn(shown, chapter, readings)
  if (read === 0) return null
  return (
    <span className={styles.state}>
      {minutesLeft === 0 ? (
        <>
          <Check size={13} strokeWidth={2} aria-hidden="true" /> read
        </>
      ) : (
        `${minutesLeft} min left`
      )}
    </span>
  )
}

function Exercises({ exercises }: { readonly exercises: readonly Exercise[] }) {
  return (
    <ul>
      {exercises.map(({ to, title, about }) => (
        <ListEntry
          key={to}
          level={3}
          mark={<span aria-hidden="true">→</span>}
          title={<Link to={to}>{title}</Link>}
        >
          {about}
        </ListEntry>
      ))}
    </ul>
  )
}

function progressIn(mode: Mode, { id, minutes }: ChapterFacts, readings: Readings | null): Progress {
  return progressOf(mode, { minutes, sections: chapterSections(id) }, readIn(readings, id))
}

/** The chapter that was read last, while something of it is left; after that, the next one that is not read. */
function GoOn({ readings }: { readonly readings: Readings | null }) {
  const { mode } = useMode()
  if (readings === null) return null
  const last = [...readings.keys()].map(chapterFacts).findLast(facts => facts !== undefined)
  if (last === undefined) return <>Nothing read yet. Choose a way, or open any chapter.</>
  const leftIn = (chapter: ChapterFacts) => progressIn(mode, chapter, readings).minutesLeft
  const next = leftIn(last) > 0 ? last : pathOf(mode, CHAPTERS).find(chapter => leftIn(chapter) > 0)
  if (next === undefined) return <>Everything on this way is read. The drills show what stayed.</>
  return (
    <>
      {next === last ? 'Continue where you stopped: ' : 'Next: '}
      <Link to={`/playbook/${next.id}`}>{next.title}</Link>, about {leftIn(next)} min left
    </>
  )
}
