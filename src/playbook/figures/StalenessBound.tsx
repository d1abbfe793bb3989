import { useId, useState } from 'react'
import { Link } from 'react-router'
import { labLink } from '#recording/labLink.ts'
import { FateMark } from '#ui/FateMark.tsx'
import { Slider } from '#ui/Slider.tsx'
import { Figure } from '../Figure.tsx'
import styles from './StalenessBound.module.css'
import { type BoundSum, spelled, type Tiers } from './stalenessBound.ts'

const L1 = [0, 2, 5, 10, 30, 60]
const L2 = [5, 10, 30, 60, 120, 300, 600, 3600]
const CDN = [0, 10, 30, 60, 300]
const BUDGETS = [2, 5, 10, 30, 60, 120, 300]

interface StalenessBoundProps {
  /** What the reader is to see here, before the sentence with the numbers. */
  readonly caption: string
  readonly title?: string
  /** Where the controls stand at first; seconds, 0 for no such tier. */
  readonly budgetSeconds?: number
  readonly l1Seconds?: number
  readonly l2Seconds?: number
  readonly cdnSeconds?: number
  readonly l1KeepsItsOwn?: boolean
  readonly deletes?: boolean
  readonly everyWriter?: boolean
  readonly tokens?: boolean
  readonly publishes?: boolean
  readonly feed?: boolean
}

const SWITCHES = [
  ['deletes', 'DEL on write'],
  ['everyWriter', 'every writer does'],
  ['tokens', 'miss tokens'],
  ['publishes', 'message to L1'],
  ['feed', 'change feed, 1 s behind'],
  ['l1KeepsItsOwn', 'L1 keeps its whole TTL'],
] as const satisfies readonly (readonly [keyof Tiers, string])[]

/** How old an answer can be, by the engine's own arithmetic: with every message, and with none. */
export default function StalenessBound(props: StalenessBoundProps) {
  const { caption, title = 'How old can an answer be', budgetSeconds = 30 } = props
  const [budgetS, setBudgetS] = useState(budgetSeconds)
  const [tiers, setTiers] = useState<Tiers>(() => startOf(props))
  const set = (change: Partial<Tiers>) => setTiers(now => ({ ...now, ...change }))
  const { delivered, lost } = spelled(tiers)
  const budgetMs = budgetS * 1000
  return (
    <Figure
      title={title}
      source={
        <>
          the engine’s bound <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: 'multi-tier-stale' })}>open in lab</Link>
        </>
      }
      caption={`${caption} ${sentence(delivered.ms, lost.ms, budgetS)}`}
      numbers={() => ({
        columns: [
          'L2 TTL',
          'every message arrives',
          'every message is lost',
          `lost, against ${sayMs(budgetMs)}`,
        ],
        rows: L2.map(l2S => {
          const each = spelled({ ...tiers, l2S })
          const isKept = each.lost.ms <= budgetMs
          return [
            sayMs(l2S * 1000),
            sayMs(each.delivered.ms),
            sayMs(each.lost.ms),
            isKept ? 'kept' : 'broken',
          ]
        }),
        note: 'one row an L2 TTL, the rest as set',
      })}
    >
      <div className={styles.sliders}>
        <Slider label="L1 TTL" stops={L1} value={tiers.l1S} show={sayTtl} onChange={l1S => set({ l1S })} />
        <Slider label="L2 TTL" stops={L2} value={tiers.l2S} show={sayTtl} onChange={l2S => set({ l2S })} />
        <Slider
          label="CDN TTL"
          stops={CDN}
          value={tiers.cdnS}
          show={sayTtl}
          onChange={cdnS => set({ cdnS })}
        />
        <Slider
          label="Staleness budget, as signed"
          stops={BUDGETS}
          value={budgetS}
          show={sayTtl}
          onChange={setBudgetS}
        />
      </div>
      <fieldset className={styles.switches}>
        <legend className={styles.legend}>What takes old copies away</legend>
        {SWITCHES.map(([name, says]) => (
          <label key={name} className={styles.switch}>
            <input
              type="checkbox"
              checked={tiers[name]}
              disabled={isIdle(name, tiers)}
              onChange={event => set({ [name]: event.currentTarget.checked })}
            />
            {says}
          </label>
        ))}
      </fieldset>
      <div className={styles.sums} aria-live="polite">
        <Sum title="Every message arrives" sum={delivered} budgetMs={budgetMs} />
        <Sum title="Every message is lost" sum={lost} budgetMs={budgetMs} />
      </div>
    </Figure>
  )
}

interface SumProps {
  readonly title: string
  readonly sum: BoundSum
  readonly budgetMs: number
}

/** The parts one under another, and what they add up to. */
function Sum({ title, sum, budgetMs }: SumProps) {
  const id = useId()
  const isKept = sum.ms <= budgetMs
  return (
    <section className={styles.sum} aria-labelledby={id}>
      <p id={id} className={styles.name}>
        {title}
      </p>
      <dl className={styles.parts}>
        {sum.parts.map(({ says, ms }) => (
          <div key={says} className={styles.part}>
            <dt>{says}</dt>
            <dd>{sayMs(ms)}</dd>
          </div>
        ))}
        <div className={styles.total}>
          <dt>oldest answer</dt>
          <dd>{sayMs(sum.ms)}</dd>
        </div>
      </dl>
      <p className={isKept ? styles.kept : styles.broken}>
        <FateMark kind={isKept ? 'hit' : 'failed'} /> {isKept ? 'within' : 'beyond'} the budget of{' '}
        {sayMs(budgetMs)}
      </p>
    </section>
  )
}

function startOf(props: StalenessBoundProps): Tiers {
  return {
    l1S: props.l1Seconds ?? 10,
    l2S: props.l2Seconds ?? 60,
    cdnS: props.cdnSeconds ?? 0,
    l1KeepsItsOwn: props.l1KeepsItsOwn ?? false,
    deletes: props.deletes ?? true,
    everyWriter: props.everyWriter ?? true,
    tokens: props.tokens ?? true,
    publishes: props.publishes ?? false,
    feed: props.feed ?? false,
  }
}

/** A switch that has nothing to act on. */
function isIdle(name: keyof Tiers, { l1S, deletes }: Tiers): boolean {
  if (name === 'publishes' || name === 'l1KeepsItsOwn') return l1S === 0
  return name === 'everyWriter' && !deletes
}

function sentence(deliveredMs: number, lostMs: number, budgetS: number): string {
  const budgetMs = budgetS * 1000
  const ages = `As set: ${sayMs(deliveredMs)} while messages arrive, ${sayMs(lostMs)} when they are lost.`
  if (lostMs <= budgetMs) return `${ages} The budget of ${sayMs(budgetMs)} holds by TTLs alone.`
  if (deliveredMs <= budgetMs) return `${ages} The budget of ${sayMs(budgetMs)} is a promise about messages.`
  return `${ages} The budget of ${sayMs(budgetMs)} cannot be signed.`
}

function sayTtl(seconds: number): string {
  return seconds === 0 ? 'none' : sayMs(seconds * 1000)
}

/** '1 ms', '10 s', '5 min', '5 min 10 s', with spaces at which no line breaks. */
function sayMs(ms: number): string {
  if (ms < 1000) return `${ms}\u00a0ms`
  const seconds = ms / 1000
  if (seconds < 120) return `${Math.round(seconds * 10) / 10}\u00a0s`
  const minutes = Math.floor(seconds / 60)
  const left = Math.round(seconds - minutes * 60)
  return left === 0 ? `${minutes}\u00a0min` : `${minutes}\u00a0min ${left}\u00a0s`
}
