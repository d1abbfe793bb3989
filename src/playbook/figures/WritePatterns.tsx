import { Link } from 'react-router'
import { formatCount, formatShare } from '#charts/figures.ts'
import { Mark } from '#charts/Mark.tsx'
import { labLink } from '#recording/labLink.ts'
import { Figure } from '../Figure.tsx'
import kept from './runs/writePatterns.json'
import styles from './WritePatterns.module.css'

type Run = (typeof kept.designs)[number]

const PATTERNS: readonly { readonly id: string; readonly name: string; readonly note: string }[] = [
  { id: 'l6', name: 'Cache-aside', note: 'DEL retried, change feed behind it' },
  { id: 'aside', name: 'Cache-aside', note: 'DEL sent once' },
  { id: 'read-through', name: 'Read-through', note: 'DEL retried, feed' },
  { id: 'l5', name: 'Write-through', note: 'the cache commits' },
  { id: 'write-behind', name: 'Write-behind', note: 'flushed every 2 s' },
  { id: 'no-cache', name: 'No cache', note: 'for comparison' },
]

const COLUMNS: readonly {
  readonly title: string
  readonly of: (run: Run) => string
  readonly isHarm?: (run: Run) => boolean
}[] = [
  {
    title: 'Writes refused',
    of: ({ refusedWrites, writes }) =>
      refusedWrites === 0 ? '0' : `${formatCount(refusedWrites)} of ${formatCount(writes)}`,
    isHarm: ({ refusedWrites }) => refusedWrites > 0,
  },
  {
    title: 'Acknowledged, then lost',
    of: ({ lostWrites }) => String(lostWrites),
    isHarm: ({ lostWrites }) => lostWrites > 0,
  },
  { title: 'A write takes', of: ({ writeMs }) => `${writeMs.toFixed(1)} ms` },
  {
    title: 'Reads failed',
    of: ({ failedReads, requests }) => (failedReads === 0 ? '0' : formatShare(failedReads / requests)),
    isHarm: ({ failedReads }) => failedReads > 0,
  },
  {
    title: 'Oldest stale answer',
    of: ({ oldestStaleS }) => (oldestStaleS === 0 ? 'none' : `${oldestStaleS} s`),
  },
  { title: 'Database loads', of: ({ loads }) => formatCount(loads) },
]

const of = (id: string) => kept.designs.find(design => design.id === id)!

/** The ways to write of one lab, through the same two failures of the cache: what each of them cost. */
export default function WritePatterns() {
  return (
    <Figure
      title="The same minute, six ways to write"
      source={
        <>
          runs of seed {kept.seed} <span aria-hidden="true">·</span> open in lab by name
        </>
      }
      caption={`Redis crashes for 6 s and comes back empty; later it is out of reach for 4 s. Cache-aside refuses and loses no write. It pays in old answers: up to ${of('aside').oldestStaleS} s if a failed DEL is forgotten, ${of('l6').oldestStaleS} s with retries and a change feed. Write-through refuses the ${of('l5').refusedWrites} writes of both outages. Write-behind refuses ${of('write-behind').refusedWrites}, and loses ${of('write-behind').lostWrites} that it had acknowledged.`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label="Ways to write, table">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Pattern</th>
              {COLUMNS.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PATTERNS.map(({ id, name, note }) => {
              const run = kept.designs.find(design => design.id === id)!
              return (
                <tr key={id}>
                  <th scope="row">
                    <Link to={labLink({ scenario: 'write-strategies', designId: id })}>{name}</Link>
                    <span className={styles.note}>{note}</span>
                  </th>
                  {COLUMNS.map(({ title, of, isHarm }) => (
                    <td key={title}>
                      {isHarm?.(run) === true ? (
                        <span className={styles.harm}>
                          <Mark of="failed" /> {of(run)}
                        </span>
                      ) : (
                        of(run)
                      )}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </Figure>
  )
}
