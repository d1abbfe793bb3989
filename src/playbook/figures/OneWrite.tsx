import { scaleLinear } from 'd3-scale'
import { useId } from 'react'
import { Link } from 'react-router'
import { formatMoment } from '#charts/figures.ts'
import { Mark } from '#charts/Mark.tsx'
import { labLink } from '#recording/labLink.ts'
import { useWidth } from '#ui/useWidth.ts'
import { Figure } from '../Figure.tsx'
import styles from './OneWrite.module.css'
import kept from './runs/oneWrite.json'

const LANE = 26
const BAR = 16
const TOP = 22
const FOOT = 22
const HEIGHT = TOP + LANE * kept.instances.length + FOOT

const WRITE_MS = kept.writesMs[0]!
const oldUntilMs = kept.instances.map(({ held }) => held.find(({ state }) => state === 'stale')?.toMs ?? null)
const longestMs = Math.max(...oldUntilMs.map(ms => (ms === null ? 0 : ms - WRITE_MS)))

/** One write and the copies that do not hear of it: a lane for each instance, with what its readers got. */
export default function OneWrite() {
  const { ref, width } = useWidth<HTMLDivElement>()
  const hatch = useId()
  const left = width < 480 ? 20 : 82
  const x = scaleLinear([kept.fromMs, kept.toMs], [left, Math.max(left + 1, width - 4)])
  const { scenario, design: designId, seed } = kept
  return (
    <Figure
      title={`One write, ${kept.instances.length} instances, no eviction message`}
      source={
        <>
          recorded run <span aria-hidden="true">·</span> seed {seed} <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario, designId, seed, atMs: WRITE_MS })}>open in lab</Link>
        </>
      }
      caption={`The write at ${formatMoment(WRITE_MS)} reaches Redis at once. Each instance keeps its copy until its own ten seconds end, the last one ${formatMoment(longestMs)} later. Until then two readers of ${kept.key} a moment apart may see different prices.`}
      numbers={() => ({
        columns: ['instance', 'old copy until', 'reads drawn', 'of those stale'],
        rows: kept.instances.map(({ reads }, i) => {
          const until = oldUntilMs[i] ?? null
          return [
            String(i + 1),
            until === null ? 'held none' : formatMoment(until),
            String(reads.length),
            String(reads.filter(({ fate }) => fate === 'stale').length),
          ]
        }),
        note: `${kept.key}, ${formatMoment(kept.fromMs)} to ${formatMoment(kept.toMs)}`,
      })}
    >
      <div ref={ref} className={styles.plot} style={{ '--height': `${HEIGHT}px` }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label="What each instance holds, by time">
            <pattern
              id={hatch}
              width={6}
              height={6}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(-45)"
            >
              <rect className={styles.ground} width={6} height={6} />
              <line className={styles.hatch} y1={1.5} y2={1.5} x2={6} />
            </pattern>
            {kept.instances.map(({ held, reads }, i) => {
              const y = TOP + LANE * i
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: an instance is its number
                <g key={i}>
                  <text className={styles.name} x={0} y={y + BAR / 2 + 4}>
                    {width < 480 ? i + 1 : `instance ${i + 1}`}
                  </text>
                  {held.map(({ state, fromMs, toMs }) => (
                    <rect
                      key={`${state} ${fromMs}`}
                      className={state === 'stale' ? styles.stale : styles.fresh}
                      {...(state === 'stale' ? { fill: `url(#${hatch})` } : {})}
                      x={x(fromMs)}
                      y={y}
                      width={Math.max(1, x(toMs) - x(fromMs))}
                      height={BAR}
                      rx={1.5}
                    />
                  ))}
                  {reads.map(({ atMs, fate }) => (
                    <circle
                      key={`${atMs} ${fate}`}
                      className={fate === 'stale' ? styles.staleRead : styles.read}
                      cx={x(atMs)}
                      cy={y + BAR / 2}
                      r={3}
                    />
                  ))}
                </g>
              )
            })}
            {kept.writesMs.map(ms => (
              <g key={ms}>
                <line className={styles.write} x1={x(ms)} x2={x(ms)} y1={14} y2={HEIGHT - FOOT} />
                <text className={styles.event} x={x(ms)} y={10}>
                  write
                </text>
              </g>
            ))}
            {x.ticks(width < 480 ? 4 : 5).map((ms, i, { length }) => (
              <text
                key={ms}
                className={styles.tick}
                x={x(ms)}
                y={HEIGHT - 4}
                textAnchor={i === 0 ? 'start' : i === length - 1 ? 'end' : 'middle'}
              >
                {ms / 1000} s
              </text>
            ))}
          </svg>
        )}
        <p className={styles.legend}>
          <span>
            <Mark of="hit" /> a read of the new price, or before the write
          </span>
          <span>
            <Mark of="stale" /> of the old one
          </span>
        </p>
      </div>
    </Figure>
  )
}
