import { useLayoutEffect } from 'react'
import { Link, useLocation } from 'react-router'
import glossary from '#content/glossary.json'
import type { GlossaryEntry } from '#prose/glossary.ts'
import { arriveAt } from '#ui/arriveAt.ts'
import { classes } from '#ui/classes.ts'
import { hashTarget } from '#ui/hashTarget.ts'
import { InlineCode } from '#ui/InlineCode.tsx'
import { PageHead } from '#ui/PageHead.tsx'
import { usePageTitle } from '#ui/usePageTitle.ts'
import { chapterFacts } from './chapters.ts'
import styles from './GlossaryPage.module.css'
import { byLetter } from './glossaryLetters.ts'

const ENTRIES: readonly GlossaryEntry[] = glossary
const GROUPS = byLetter(ENTRIES)
const TERMS = new Map(ENTRIES.map(({ id, term }) => [id, term]))

/** Every word with a definition, from A to Z. */
export default function GlossaryPage() {
  usePageTitle('Glossary')
  const target = useTarget()
  return (
    <div className={styles.page}>
      <PageHead title="Glossary">
        {ENTRIES.length} words that carry an argument in an interview, each with the number or the consequence
        that goes with it.
      </PageHead>
      <nav aria-label="Letters" className={styles.letters}>
        {GROUPS.map(({ letter }) => (
          <Link key={letter} to={{ hash: letterId(letter) }}>
            {letter}
          </Link>
        ))}
      </nav>
      {GROUPS.map(({ letter, entries }) => (
        <section key={letter} className={styles.group} aria-labelledby={letterId(letter)}>
          <h2 id={letterId(letter)} className={styles.letter}>
            {letter}
          </h2>
          <dl className={styles.entries}>
            {entries.map(entry => (
              <Entry key={entry.id} entry={entry} isTarget={entry.id === target} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

function Entry({ entry, isTarget }: { readonly entry: GlossaryEntry; readonly isTarget: boolean }) {
  const { id, term, also, definition, chapter, section, see } = entry
  const explained = chapter === null ? undefined : chapterFacts(chapter)
  return (
    <div id={id} className={classes(styles.entry, isTarget && styles.target)}>
      <dt className={styles.term}>
        {term}
        {also.length > 0 && <span className={styles.also}>{also.join(', ')}</span>}
      </dt>
      <dd className={styles.definition}>
        <InlineCode text={definition} />
      </dd>
      <dd className={styles.links}>
        {explained !== undefined && (
          <span>
            Explained in{' '}
            <Link to={{ pathname: `/playbook/${chapter}`, hash: section ?? '' }}>{explained.title}</Link>
          </span>
        )}
        {see.length > 0 && (
          <span>
            See{' '}
            {see.map((other, i) => (
              <span key={other}>
                {i > 0 && ', '}
                <Link to={{ hash: other }}>{TERMS.get(other)}</Link>
              </span>
            ))}
          </span>
        )}
      </dd>
    </div>
  )
}

/** Ids of letters cannot be those of entries: these are in small letters. */
function letterId(letter: string): string {
  return `letter-${letter}`
}

/** The entry that the address names. The page arrives after its address, so it goes there itself. */
function useTarget(): string {
  const target = hashTarget(useLocation().hash)
  // biome-ignore lint/correctness/useExhaustiveDependencies: later targets are found by whoever keeps the scroll position
  useLayoutEffect(() => {
    if (target !== '') arriveAt(document.getElementById(target))
  }, [])
  return target
}
