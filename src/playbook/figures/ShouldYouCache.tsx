import { Check, CircleAlert, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { Button } from '#ui/Button.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { Slider } from '#ui/Slider.tsx'
import { Figure } from '../Figure.tsx'
import styles from './ShouldYouCache.module.css'
import {
  type Given,
  type Numbers,
  numbersOf,
  type Owner,
  PRESETS,
  type Preset,
  type Reason,
  reasonsFor,
  type Verdict,
  verdictOf,
} from './shouldYouCache.ts'
import { sayCount, sayS } from './spokenNumbers.ts'

const READS = [0.001, 0.01, 0.1, 0.3, 1, 3, 10, 100]
const READS_PER_WRITE = [0.1, 1 / 3, 1, 3, 10, 40, 120, 1000, 1e6]
const REUSE = [0.01, 0.1, 1, 3, 10, 100, 1000]
const QUERIES_MS = [0.2, 0.5, 1, 5, 25, 40, 200, 1000]
const BUSY = [0.1, 0.3, 0.6, 0.9, 1.5, 3, 10]
const BUDGETS = [0, 1, 10, 30, 60, 300, 3600]
const TTLS = [1, 10, 30, 60, 300, 3600]

/** One kind of data: should it be cached, and what would that do? */
export default function ShouldYouCache() {
  const [given, setGiven] = useState((PRESETS[0] as Preset).given)
  const set = (change: Partial<Given>) => setGiven(now => ({ ...now, ...change }))
  const numbers = numbersOf(given)
  const reasons = reasonsFor(given)
  const verdict = verdictOf(reasons)
  const preset = PRESETS.find(each => each.given === given)
  return (
    <Figure
      title="Should you cache this?"
      source={
        <>
          {preset === undefined ? 'your own data' : `as in the lab: ${preset.title.toLowerCase()}`}{' '}
          <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: 'when-not-to-cache', designId: preset?.design ?? 'l6' })}>
            open in lab
          </Link>
        </>
      }
      caption={conclusion(verdict, numbers)}
      numbers={() => ({
        columns: [
          'Data',
          'verdict',
          'hit rate',
          'pays above',
          'mean read without',
          'with',
          'DELs per saved query',
        ],
        rows: PRESETS.map(({ title, given: its }) => {
          const of = numbersOf(its)
          return [
            title,
            verdictOf(reasonsFor(its)),
            percent(of.hitShare),
            percent(of.worthwhileHitShare),
            ms(of.uncachedMs),
            ms(of.cachedMs),
            sayCount(of.deletesPerSavedQuery),
          ]
        }),
        note: 'one row a kind of data of the lab, by its average item',
      })}
    >
      <div className={styles.presets}>
        {PRESETS.map(each => (
          <Button
            key={each.type}
            size="small"
            aria-pressed={each === preset}
            className={styles.preset}
            onClick={() => setGiven(each.given)}
          >
            {each.title}
          </Button>
        ))}
      </div>
      <div className={styles.sliders}>
        <Slider
          label="Reads of an item"
          stops={READS}
          value={given.readsPerS}
          show={readRate}
          onChange={readsPerS => set({ readsPerS })}
        />
        <Slider
          label="Reads for each write"
          stops={READS_PER_WRITE}
          value={given.readsPerWrite}
          show={value => (value >= 1e6 ? 'never written' : sayRatio(value))}
          onChange={readsPerWrite => set({ readsPerWrite })}
        />
        <Slider
          label="Reads until memory evicts it"
          stops={REUSE}
          value={given.reuse}
          show={value => (value >= 1000 ? 'memory to spare' : String(value))}
          onChange={reuse => set({ reuse })}
        />
        <Slider
          label="Query in the database"
          stops={QUERIES_MS}
          value={given.queryMs}
          show={ms}
          onChange={queryMs => set({ queryMs })}
        />
        <Slider
          label="Database busy without a cache"
          stops={BUSY}
          value={given.originBusy}
          show={value => (value > 1 ? `${value}× what it can carry` : percent(value))}
          onChange={originBusy => set({ originBusy })}
        />
        <Slider
          label="How old an answer may be"
          stops={BUDGETS}
          value={given.budgetS}
          show={value => (value === 0 ? 'never old' : sayS(value))}
          onChange={budgetS => set({ budgetS })}
        />
        <Slider label="TTL" stops={TTLS} value={given.ttlS} show={sayS} onChange={ttlS => set({ ttlS })} />
        <Segmented<Owner>
          label="Who invalidates"
          showLabel
          value={given.owner}
          options={[
            { value: 'writer', title: 'The one writer' },
            { value: 'feed', title: 'A change feed' },
            { value: 'nobody', title: 'Nobody' },
          ]}
          onChange={owner => set({ owner })}
        />
      </div>
      <div className={styles.result}>
        <div className={styles.verdict} aria-live="polite">
          <p className={styles.word}>{WORDS[verdict]}</p>
          <ol className={styles.reasons}>
            {reasons.map(reason => (
              <li key={`${reason.weighs} ${reason.about}`} className={styles[reason.weighs]}>
                {MARKS[reason.weighs]}
                <span>{reasonText(reason, given, numbers)}</span>
              </li>
            ))}
          </ol>
        </div>
        <dl className={styles.numbers}>
          <dt>hit rate</dt>
          <dd>{percent(numbers.hitShare)}</dd>
          <dt>pays in time above</dt>
          <dd>{percent(Math.min(1, numbers.worthwhileHitShare))}</dd>
          <dt>mean read without</dt>
          <dd>{ms(numbers.uncachedMs)}</dd>
          <dt>mean read with</dt>
          <dd>{ms(numbers.cachedMs)}</dd>
          <dt>database busy with it</dt>
          <dd>{percent(numbers.originBusyWithCache)}</dd>
          <dt>DELs per saved query</dt>
          <dd>{sayCount(numbers.deletesPerSavedQuery)}</dd>
          <dt>oldest answer</dt>
          <dd>{numbers.oldestS === 0 ? 'about 0 s' : sayS(numbers.oldestS)}</dd>
          <dt>if messages are lost</dt>
          <dd>{sayS(numbers.worstOldestS)}</dd>
        </dl>
      </div>
    </Figure>
  )
}

const WORDS: Readonly<Record<Verdict, string>> = {
  cache: 'Cache it',
  'cache only if': 'Cache it only if',
  'do not cache': 'Do not cache it',
}

const MARKS: Readonly<Record<Reason['weighs'], ReactNode>> = {
  against: <X size={16} strokeWidth={2.25} role="img" aria-label="against:" />,
  condition: <CircleAlert size={16} strokeWidth={2} role="img" aria-label="condition:" />,
  for: <Check size={16} strokeWidth={2.25} role="img" aria-label="for:" />,
}

function conclusion(verdict: Verdict, numbers: Numbers): string {
  const time = `${percent(numbers.hitShare)} of the reads hit; a read takes ${ms(numbers.cachedMs)} instead of ${ms(numbers.uncachedMs)} on average`
  const work = `each saved query costs ${sayCount(numbers.deletesPerSavedQuery)} DELs`
  return `${WORDS[verdict]}${verdict === 'cache only if' ? ' the condition holds' : ''}: ${time}, and ${work}.`
}

function reasonText({ weighs, about }: Reason, given: Given, numbers: Numbers): string {
  const saved = numbers.uncachedMs - numbers.cachedMs
  switch (about) {
    case 'consistency':
      return weighs === 'against'
        ? 'An old answer is an incident here. No hit rate pays for one.'
        : given.owner === 'feed'
          ? `The feed has an owner and its lag an alert. If it stops and a DEL is lost, answers get ${sayS(given.ttlS)} old; ${sayS(given.budgetS)} are signed.`
          : `The TTL is cut to ${sayS(given.budgetS)}, or a change feed covers lost DELs: ${sayS(given.ttlS)} is longer than the budget.`
    case 'ownership':
      return weighs === 'against'
        ? `Nobody can say when to invalidate, so every copy may be wrong for ${sayS(given.ttlS)}.`
        : 'Somebody signs that the TTL is all there is. It keeps the budget by itself.'
    case 'writes':
      return `Each saved query costs ${sayCount(numbers.deletesPerSavedQuery)} DELs: more invalidations than hits.`
    case 'reuse':
      return `A copy is read again ${given.reuse} times before memory gives it up. It pushes out one that would be.`
    case 'speed':
      if (weighs === 'for')
        return `The mean read falls from ${ms(numbers.uncachedMs)} to ${ms(numbers.cachedMs)}.`
      return saved > 0
        ? `It saves ${ms(saved)} a read. The database answers about as fast as the cache.`
        : `It makes the mean read ${ms(-saved)} slower: the look-up costs more than the hits save.`
    case 'origin':
      if (weighs === 'against')
        return `The database stays above what it can carry: ${percent(numbers.originBusyWithCache)} busy with the cache.`
      return weighs === 'for'
        ? `The database goes from ${percent(given.originBusy)} busy to ${percent(numbers.originBusyWithCache)}.`
        : `There is a plan for the day the cache is gone: the database would get ${given.originBusy}× what it can carry. Breaker, coalescing, warming.`
  }
}

const percent = (share: number) =>
  `${share < 0.0995 ? Math.round(share * 1000) / 10 : Math.round(share * 100)} %`

function ms(value: number): string {
  if (value >= 995) return `${Math.round(value / 100) / 10} s`
  return `${value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value)} ms`
}

function readRate(perS: number): string {
  if (perS >= 0.3) return `${sayCount(perS)} a second`
  if (perS >= 0.015) return `${Math.round(perS * 600) / 10} a minute`
  return `${Math.round(perS * 36_000) / 10} an hour`
}

function sayRatio(ratio: number): string {
  return ratio < 1 ? `1 for ${Math.round(1 / ratio)} writes` : sayCount(ratio)
}
