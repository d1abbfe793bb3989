import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { type Curve, CurvePlot, type PlotMark } from '#charts/CurvePlot.tsx'
import { formatBytes, formatCount, formatShare } from '#charts/figures.ts'
import { labLink } from '#recording/labLink.ts'
import { Button } from '#ui/Button.tsx'
import { Slider } from '#ui/Slider.tsx'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import { bestHitRate, lruHitRate, popularity } from './lruHitRate.ts'
import { memoryNeeded } from './memoryNeeded.ts'
import runs from './runs/sizingRuns.json'
import styles from './SizingCalculator.module.css'

const KEYS = [6000, 10_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 100_000_000]
const VALUE_BYTES = [100, 250, 500, 1000, 2000, 5000, 10_000, 50_000]
const OVERHEADS = [1.5, 1.75, 2]
const HEADROOMS = [1, 1.2, 1.5, 2]
const SKEWS = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2]
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
const RATES = [100, 300, 1000, 3000, 10_000, 30_000, 100_000]

/** The playbook's typical curve: a rule of thumb that belongs to no skew. */
const RULE_OF_THUMB = [
  [0.1, 0.7],
  [0.2, 0.85],
  [0.5, 0.95],
  [1, 0.99],
] as const

interface Inputs {
  readonly keys: number
  readonly valueBytes: number
  readonly overhead: number
  readonly headroom: number
  readonly skew: number
  readonly share: number
  readonly readsPerSecond: number
}

const EXAMPLE: Inputs = {
  keys: 1_000_000,
  valueBytes: 2000,
  overhead: 1.5,
  headroom: 1.2,
  skew: 0.9,
  share: 0.2,
  readsPerSecond: 10_000,
}
const AS_IN_THE_LAB: Inputs = { ...EXAMPLE, keys: 6000, readsPerSecond: 300 }

/** How much memory everything needs, and what a part of it buys, for the reader's own keys and skew. */
export default function SizingCalculator() {
  const [inputs, setInputs] = useState(EXAMPLE)
  const { keys, valueBytes, overhead, headroom, skew, share, readsPerSecond } = inputs
  const set = (change: Partial<Inputs>) => setInputs({ ...inputs, ...change })
  const { lru, best, lruCurve, bestCurve } = useMemo(() => hitRates(keys, skew), [keys, skew])
  const needed = memoryNeeded({ keys, valueBytes, overhead, headroom })
  const rate = lru(share)
  const doubled = lru(Math.min(1, share * 2))
  const isLab = keys === AS_IN_THE_LAB.keys && skew === AS_IN_THE_LAB.skew
  return (
    <Figure
      title="How much of it do you have to hold?"
      source={
        <>
          computed (Che’s approximation of LRU) <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: 'sizing', designId: nearestRun(share).design })}>open in lab</Link>
        </>
      }
      caption={captionOf(inputs, rate, doubled)}
      numbers={() => ({
        columns: ['held', 'memory', 'hit rate, LRU', 'best possible', 'misses a second'],
        rows: SHARES.map(each => [
          formatShare(each),
          formatBytes(needed.ordered * each),
          formatShare(lru(each)),
          formatShare(best(each)),
          formatCount(readsPerSecond * (1 - lru(each))),
        ]),
        note: `${formatCount(keys)} keys, skew ${skew}`,
      })}
    >
      <div className={styles.controls}>
        <Slider
          label="Keys"
          stops={KEYS}
          value={keys}
          show={formatCount}
          onChange={value => set({ keys: value })}
        />
        <Slider
          label="Skew of the reads (Zipf exponent)"
          stops={SKEWS}
          value={skew}
          show={value => (value === 0 ? '0, all alike' : String(value))}
          onChange={value => set({ skew: value })}
          effect={`The most popular fifth gets ${formatShare(best(0.2))} of the reads.`}
        />
        <Slider
          label="Mean size of a value"
          stops={VALUE_BYTES}
          value={valueBytes}
          show={formatBytes}
          onChange={value => set({ valueBytes: value })}
        />
        <Slider
          label="Reads a second"
          stops={RATES}
          value={readsPerSecond}
          show={formatCount}
          onChange={value => set({ readsPerSecond: value })}
        />
        <Slider
          label="Overhead of Redis"
          stops={OVERHEADS}
          value={overhead}
          show={value => `× ${value}`}
          onChange={value => set({ overhead: value })}
        />
        <Slider
          label="Headroom"
          stops={HEADROOMS}
          value={headroom}
          show={value => `× ${value}`}
          onChange={value => set({ headroom: value })}
        />
      </div>
      <p className={styles.sum}>
        {formatCount(keys)} × {formatBytes(valueBytes)} = <strong>{formatBytes(needed.workingSet)}</strong> of
        values; × {overhead} = <strong>{formatBytes(needed.memory)}</strong> in Redis; × {headroom} ={' '}
        <strong>{formatBytes(needed.ordered)}</strong> to order for all of it.
      </p>
      <Slider
        className={styles.share}
        label="Share of it that you hold"
        stops={SHARES}
        value={share}
        show={percent}
        onChange={value => set({ share: value })}
      />
      <dl className={styles.results}>
        <Result name="Memory" value={formatBytes(needed.ordered * share)} />
        <Result name="Hit rate, LRU" value={formatShare(rate)} />
        <Result name="Misses a second" value={formatCount(readsPerSecond * (1 - rate))} />
        <Result name="Twice the memory adds" value={`${((doubled - rate) * 100).toFixed(1)} points`} />
      </dl>
      <HitRatePlot curve={lruCurve} best={bestCurve} share={share} rate={rate} isLab={isLab} />
      <p className={styles.presets}>
        <Button size="small" onClick={() => setInputs(EXAMPLE)}>
          A million profiles
        </Button>
        <Button size="small" onClick={() => setInputs({ ...AS_IN_THE_LAB, share })}>
          As in the lab, with its runs
        </Button>
      </p>
    </Figure>
  )
}

function Result({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles.result}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

type Points = Curve['points']

interface HitRatePlotProps {
  readonly curve: Points
  readonly best: Points
  readonly share: number
  readonly rate: number
  /** Whether the runs of the lab are about these keys. */
  readonly isLab: boolean
}

function HitRatePlot({ curve, best, share, rate, isLab }: HitRatePlotProps) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const thumb = RULE_OF_THUMB.map(
    ([x, y]): PlotMark => ({
      x,
      y,
      shape: 'ring',
      name: `Rule of thumb: ${formatShare(x)} held, ${formatShare(y)} hits`,
    }),
  )
  const measured = runs.map(
    ({ design, share: x, hitRate: y }): PlotMark => ({
      x,
      y,
      shape: 'dot',
      name: `Run of the lab, design ${design}: ${formatShare(x)} held, ${formatShare(y)} hits`,
    }),
  )
  return (
    <div ref={ref} className={styles.plot}>
      {width > 0 && (
        <CurvePlot
          label={`Hit rate over the share that is held: ${formatShare(rate)} at ${formatShare(share)}`}
          width={width}
          height={280}
          x={{
            title: 'share of the working set held',
            from: 0,
            to: 1,
            ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
            format: percent,
          }}
          y={{ title: 'hit rate', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: percent }}
          curves={[
            { name: 'the best any policy can do', look: 'dotted', points: best },
            { name: 'LRU', look: 'strong', points: curve },
          ]}
          marks={[
            ...(isLab ? measured : thumb),
            { x: share, y: rate, shape: 'diamond', name: 'You are here' },
          ]}
        />
      )}
      <p className={styles.legend}>
        <span>thick line: LRU</span>
        <span>dotted: no policy can do better</span>
        <span>{isLab ? '● runs of the lab, seed 7' : '○ the rule of thumb'}</span>
        <span>◆ what you hold</span>
      </p>
    </div>
  )
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Hit rates over the share that is held, and their curves. */
function hitRates(keys: number, skew: number) {
  const groups = popularity(keys, skew)
  const lru = (share: number) => lruHitRate(groups, share * keys)
  const best = (share: number) => bestHitRate(groups, share * keys)
  const shares = Array.from({ length: 51 }, (_, i) => (i / 50) ** 1.6)
  const over = (rate: (share: number) => number): Points => shares.map(share => [share, rate(share)])
  return { lru, best, lruCurve: over(lru), bestCurve: over(best) }
}

function nearestRun(share: number) {
  const [first, ...others] = runs as [(typeof runs)[number], ...(typeof runs)[number][]]
  return others.reduce((a, b) => (Math.abs(b.share - share) < Math.abs(a.share - share) ? b : a), first)
}

function captionOf({ share, skew }: Inputs, rate: number, doubled: number): string {
  const gain = ((doubled - rate) * 100).toFixed(0)
  const held = `At a skew of ${skew}, holding ${percent(share)} answers ${formatShare(rate)} of the reads`
  if (share >= 1) return `${held}: what is left is the first read of each key, and what a write deletes.`
  if (share > 0.5) return `${held}. The rest is bought a point at a time.`
  return `${held}. Twice the memory is worth ${gain} points more, not twice the hit rate.`
}
