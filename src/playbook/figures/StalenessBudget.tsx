import { scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { classes } from '#ui/classes.ts'
import { FateMark } from '#ui/FateMark.tsx'
import { Slider } from '#ui/Slider.tsx'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import styles from './StalenessBudget.module.css'
import { sayCount, sayS } from './spokenNumbers.ts'
import { type Given, ITEMS, type Outcome, outcomeOf, STRATEGIES, type Strategy } from './stalenessBudget.ts'

const TTLS = [10, 15, 20, 30, 45, 60, 120, 300, 600, 1800, 3600, 10_800]
const BUDGETS = [5, 10, 30, 60, 120, 300]
const WRITES = [10, 30, 100, 300, 1000, 3000, 10_000]
const READS = [0.01, 0.05, 0.2, 1, 5]
const LOST = [0.0001, 0.001, 0.01, 0.05, 0.2]

const USUAL: Given = {
  ttlS: 300,
  budgetS: 30,
  writesPerMinute: 1000,
  readsPerSOfAnItem: 0.2,
  lostShare: 0.01,
}

/** A TTL, a write rate and a reader rate: how many users get a wrong value, by what stands before the TTL. */
export default function StalenessBudget() {
  const [given, setGiven] = useState(USUAL)
  const set = (change: Partial<Given>) => setGiven(now => ({ ...now, ...change }))
  const titles: Readonly<Record<Strategy, string>> = {
    ttl: 'TTL alone',
    del: `DEL, ${percent(given.lostShare)} lost`,
    feed: 'DEL and change feed',
  }
  const [ttl, , feed] = STRATEGIES.map(strategy => outcomeOf(strategy, given)) as [Outcome, Outcome, Outcome]
  const caption =
    `With a TTL of ${sayS(given.ttlS)} and nothing else, ${sayCount(ttl.itemsWrong)} of ${sayCount(ITEMS)} items are wrong at any moment and users get ` +
    `${sayCount(ttl.wrongPerHour)} wrong answers an hour. The same TTL behind DEL and a change feed leaves ${sayCount(feed.wrongPerHour)}.`
  return (
    <Figure
      title="What a TTL costs in wrong answers"
      source={
        <>
          computed <span aria-hidden="true">·</span> checked against{' '}
          <Link to={labLink({ scenario: 'silent-staleness' })}>runs of the lab</Link>
        </>
      }
      caption={caption}
      numbers={() => ({
        columns: [
          'TTL',
          ...STRATEGIES.flatMap(each => [
            `${titles[each]}, wrong/h`,
            `older than ${sayS(given.budgetS)}, /h`,
          ]),
          'loads/s',
        ],
        rows: TTLS.map(ttlS => {
          const outcomes = STRATEGIES.map(each => outcomeOf(each, { ...given, ttlS }))
          return [
            sayS(ttlS),
            ...outcomes.flatMap(each => [sayCount(each.wrongPerHour), sayCount(each.overBudgetPerHour)]),
            sayCount(outcomes[1]?.loadsPerS ?? 0),
          ]
        }),
        note: `one row a TTL, ${sayCount(given.writesPerMinute)} writes a minute, ${sayCount(ITEMS * given.readsPerSOfAnItem)} reads a second`,
      })}
    >
      <div className={styles.sliders}>
        <Slider
          label="TTL"
          stops={TTLS}
          value={given.ttlS}
          usual={USUAL.ttlS}
          show={sayS}
          onChange={ttlS => set({ ttlS })}
        />
        <Slider
          label="Staleness budget, as signed"
          stops={BUDGETS}
          value={given.budgetS}
          usual={USUAL.budgetS}
          show={sayS}
          onChange={budgetS => set({ budgetS })}
        />
        <Slider
          label={`Writes to the ${sayCount(ITEMS)} items`}
          stops={WRITES}
          value={given.writesPerMinute}
          usual={USUAL.writesPerMinute}
          show={value => `${sayCount(value)} a minute`}
          onChange={writesPerMinute => set({ writesPerMinute })}
        />
        <Slider
          label="Reads of all items"
          stops={READS}
          value={given.readsPerSOfAnItem}
          usual={USUAL.readsPerSOfAnItem}
          show={value => `${sayCount(value * ITEMS)} a second`}
          onChange={readsPerSOfAnItem => set({ readsPerSOfAnItem })}
        />
        <Slider
          label="DELs that do not arrive"
          stops={LOST}
          value={given.lostShare}
          usual={USUAL.lostShare}
          show={percent}
          onChange={lostShare => set({ lostShare })}
        />
      </div>
      <div className={styles.cards}>
        {STRATEGIES.map(strategy => (
          <Card key={strategy} {...{ strategy, given }} title={titles[strategy]} />
        ))}
      </div>
      <Curves given={given} titles={titles} />
    </Figure>
  )
}

interface CardProps {
  readonly strategy: Strategy
  readonly title: string
  readonly given: Given
}

function Card({ strategy, title, given }: CardProps) {
  const outcome = outcomeOf(strategy, given)
  return (
    <section className={styles.card} aria-label={title}>
      <p className={styles.name}>
        <svg className={styles.key} viewBox="0 0 24 8" aria-hidden="true">
          <path className={classes(styles.line, styles[strategy])} d="M0 4H24" />
        </svg>
        {title}
      </p>
      <p className={styles.wrong}>
        <FateMark kind="stale" className={styles.mark} /> {sayCount(outcome.wrongPerHour)}
        <span className={styles.unit}> wrong answers an hour</span>
      </p>
      <dl className={styles.facts}>
        <dt>older than {sayS(given.budgetS)}</dt>
        <dd>{sayCount(outcome.overBudgetPerHour)}</dd>
        <dt>items wrong at once</dt>
        <dd>{sayCount(outcome.itemsWrong)}</dd>
        <dt>oldest answer</dt>
        <dd>{sayS(outcome.oldestS)}</dd>
        <dt>database loads</dt>
        <dd>{sayCount(outcome.loadsPerS)}/s</dd>
      </dl>
      <p className={styles.failing}>{FAILING[strategy](sayS(given.ttlS))}</p>
    </section>
  )
}

const FAILING: Readonly<Record<Strategy, (ttl: string) => string>> = {
  ttl: ttl => `Each write costs up to ${ttl}.`,
  del: ttl => `Each lost DEL costs up to ${ttl}.`,
  feed: ttl => `Feed stopped and DEL lost: ${ttl} again.`,
}

const HEIGHT_PX = 232
const GUTTER_PX = 44
const FOOT_PX = 34
const TOP_PX = 24
/** Powers of ten on the axis of wrong answers. */
const DECADES = 6

interface CurvesProps {
  readonly given: Given
  readonly titles: Readonly<Record<Strategy, string>>
}

/** Wrong answers an hour over the TTL, one line a strategy, both axes logarithmic. */
function Curves({ given, titles }: CurvesProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const clip = useId()
  const right = Math.max(GUTTER_PX + 10, width - 10)
  const x = scaleLog([TTLS[0] as number, TTLS.at(-1) as number], [GUTTER_PX, right])
  const most = Math.max(...TTLS.map(ttlS => outcomeOf('ttl', { ...given, ttlS }).wrongPerHour))
  const top = Math.max(1, Math.ceil(Math.log10(most)))
  const y = scaleLog([10 ** (top - DECADES), 10 ** top], [HEIGHT_PX - FOOT_PX, TOP_PX])
  const at = (strategy: Strategy, ttlS: number) => y(outcomeOf(strategy, { ...given, ttlS }).wrongPerHour)
  const path = (strategy: Strategy) =>
    line<number>()
      .x(ttlS => x(ttlS))
      .y(ttlS => at(strategy, ttlS))(FINE_TTLS) ?? ''
  const ticks = TICKS_S.filter((_, i) => width > 480 || i % 2 === 0)
  const labelTtlS = 3600
  return (
    <div ref={ref} className={styles.chart}>
      {width > 0 && (
        <svg
          width={width}
          viewBox={`0 0 ${width} ${HEIGHT_PX}`}
          role="img"
          aria-label={`Wrong answers an hour over the TTL. At ${sayS(given.ttlS)}: ${STRATEGIES.map(each => `${titles[each]} ${sayCount(outcomeOf(each, given).wrongPerHour)}`).join(', ')}.`}
        >
          <clipPath id={clip}>
            <rect
              x={GUTTER_PX}
              y={TOP_PX - 8}
              width={right - GUTTER_PX}
              height={HEIGHT_PX - FOOT_PX - TOP_PX + 8}
            />
          </clipPath>
          {Array.from({ length: DECADES / 2 + 1 }, (_, i) => 10 ** (top - DECADES + 2 * i)).map(value => (
            <g key={value}>
              <line className={styles.rule} x1={GUTTER_PX} x2={right} y1={y(value)} y2={y(value)} />
              <text className={styles.tick} x={GUTTER_PX - 6} y={y(value) + 3.5} textAnchor="end">
                {sayPower(value)}
              </text>
            </g>
          ))}
          <text className={styles.axis} x={0} y={10}>
            wrong answers an hour
          </text>
          {ticks.map(ttlS => (
            <text
              key={ttlS}
              className={styles.tick}
              x={x(ttlS)}
              y={HEIGHT_PX - FOOT_PX + 15}
              textAnchor="middle"
            >
              {sayS(ttlS)}
            </text>
          ))}
          <text className={styles.axis} x={right} y={HEIGHT_PX - 4} textAnchor="end">
            TTL
          </text>
          {[1, 2].map(times => (
            <line
              key={times}
              className={styles.budget}
              x1={x(inRange(times * given.budgetS))}
              x2={x(inRange(times * given.budgetS))}
              y1={TOP_PX}
              y2={HEIGHT_PX - FOOT_PX}
            />
          ))}
          <line
            className={styles.now}
            x1={x(given.ttlS)}
            x2={x(given.ttlS)}
            y1={TOP_PX}
            y2={HEIGHT_PX - FOOT_PX}
          />
          <g clipPath={`url(#${clip})`}>
            {STRATEGIES.map(strategy => (
              <path key={strategy} className={classes(styles.line, styles[strategy])} d={path(strategy)} />
            ))}
            {STRATEGIES.map(strategy => (
              <circle
                key={strategy}
                className={styles.dot}
                cx={x(given.ttlS)}
                cy={at(strategy, given.ttlS)}
                r={4}
              />
            ))}
          </g>
          {STRATEGIES.map(strategy => {
            const labelY = Math.min(HEIGHT_PX - FOOT_PX - 8, Math.max(TOP_PX + 12, at(strategy, labelTtlS)))
            return (
              <text
                key={strategy}
                className={styles.name}
                x={right - 4}
                y={labelY + (strategy === 'ttl' ? 20 : -9)}
                textAnchor="end"
              >
                {titles[strategy]}
              </text>
            )
          })}
          <text
            className={styles.note}
            x={x(inRange(given.budgetS)) - 4}
            y={HEIGHT_PX - FOOT_PX - 6}
            textAnchor="end"
          >
            budget
          </text>
          <text className={styles.note} x={x(inRange(2 * given.budgetS)) + 4} y={HEIGHT_PX - FOOT_PX - 6}>
            2×
          </text>
        </svg>
      )}
    </div>
  )
}

const TICKS_S = [10, 30, 60, 300, 600, 3600, 10_800]
/** From 10 s to 3 h in equal steps of the logarithm. */
const FINE_TTLS = Array.from({ length: 61 }, (_, i) => 10 * 1080 ** (i / 60))

/** The place of a budget on the axis of TTLs, which begins at 10 s. */
const inRange = (seconds: number) => Math.max(TTLS[0] as number, seconds)

function sayPower(value: number): string {
  return value >= 1 ? sayCount(value).replace('.0 M', ' M') : String(value)
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`
}
