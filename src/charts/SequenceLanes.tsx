import { useId } from 'react'
import type { Exchange } from '#sequences/exchange.ts'
import { Mark } from './Mark.tsx'
import styles from './SequenceLanes.module.css'
import {
  GLYPH,
  LETTER,
  layOut,
  type PlacedBar,
  type PlacedLine,
  type PlacedNote,
  type PlacedWords,
  type SequenceLayout,
} from './sequenceLayout.ts'
import { LegendEntry } from './Track.tsx'

interface SequenceLanesProps {
  readonly exchange: Exchange
  /** px. */
  readonly width: number
  /** What the picture shows, for who does not see it. */
  readonly label: string
}

/** Who said what to whom: lanes side by side, time downwards, what each tier held as a bar on its lane. */
export function SequenceLanes({ exchange, width, label }: SequenceLanesProps) {
  const hatch = useId()
  const layout = layOut(exchange, width)
  const { lanes, lines, bars, notes, times, pauses, height, top, gutter, isNarrow } = layout
  return (
    <div>
      <svg
        className={isNarrow ? styles.narrowLanes : styles.lanes}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
      >
        <title>{label}</title>
        <defs>
          <pattern
            id={hatch}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="4" className={styles.hatch} />
          </pattern>
        </defs>
        {lanes.map(({ id, title, x }) => (
          <g key={id}>
            <line className={styles.lifeline} x1={x} y1={top} x2={x} y2={height} />
            <LaneTitle title={title} x={x} bottom={top - 8} />
          </g>
        ))}
        {times.map(({ y, text }) => (
          <text key={text} className={styles.time} x={gutter - 7} y={y + 4}>
            {text}
          </text>
        ))}
        {bars.map(bar => (
          <Bar key={bar.key} bar={bar} hatch={hatch} />
        ))}
        {pauses.map(({ y, text }) => (
          <g key={y}>
            <line className={styles.pause} x1={gutter} y1={y} x2={width} y2={y} />
            <text className={styles.later} x={gutter + (width - gutter) / 2} y={y + 4}>
              {text}
            </text>
          </g>
        ))}
        {lines.map(line => (
          <Line key={line.key} line={line} />
        ))}
        {lines.map(line => (
          <g key={line.key}>
            {line.words.map((words, i) => (
              <Words key={words.text} words={words} isQuiet={i > 0} />
            ))}
          </g>
        ))}
        {notes.map(note => (
          <NoteAt key={note.key} note={note} />
        ))}
      </svg>
      <Legend bars={bars} lines={lines} />
    </div>
  )
}

function LaneTitle({
  title,
  x,
  bottom,
}: {
  readonly title: readonly string[]
  readonly x: number
  readonly bottom: number
}) {
  return (
    <text className={styles.title} x={x} y={bottom - (title.length - 1) * 13}>
      {title.map((line, i) => (
        <tspan key={line} x={x} dy={i === 0 ? 0 : 13}>
          {line}
        </tspan>
      ))}
    </text>
  )
}

function Line({ line }: { readonly line: PlacedLine }) {
  const { x1, y1, x2, y2, kind, isLost } = line
  return (
    <g>
      <line className={kind === 'back' ? styles.answer : styles.message} x1={x1} y1={y1} x2={x2} y2={y2} />
      {isLost ? (
        <Glyph of="failed" x={x2} y={y2} />
      ) : (
        <Head x={x2} y={y2} fromX={x1} fromY={y1} isOpen={kind === 'back'} />
      )}
      {kind === 'both' && <Head x={x1} y={y1} fromX={x2} fromY={y2} isOpen />}
    </g>
  )
}

/** An arrow's head: full for what asks, open for what answers. */
function Head(props: { x: number; y: number; fromX: number; fromY: number; isOpen: boolean }) {
  const { x, y, fromX, fromY, isOpen } = props
  const degrees = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI
  return (
    <path
      className={isOpen ? styles.openHead : styles.head}
      d={isOpen ? 'M-6-3.5 0 0-6 3.5' : 'M0 0-7-3.5-7 3.5Z'}
      transform={`translate(${x} ${y}) rotate(${degrees})`}
    />
  )
}

interface WordsProps {
  readonly words: PlacedWords
  /** An answer beside its question, which nothing judges. */
  readonly isQuiet?: boolean
}

function Words({ words: { text, mark, x, y }, isQuiet = false }: WordsProps) {
  const judged = mark === null || mark === 'waiting' ? isQuiet && styles.quiet : styles[mark]
  return (
    <g>
      <text
        className={judged ? `${styles.label} ${judged}` : styles.label}
        x={x + (mark === null ? 0 : GLYPH)}
        y={y}
        textLength={text.length * LETTER}
      >
        {text}
      </text>
      {mark !== null && <Glyph of={mark} x={x + 5} y={y - 4} />}
    </g>
  )
}

function NoteAt({ note }: { readonly note: PlacedNote }) {
  const { x, y, mark, words } = note
  return (
    <g>
      {mark === null ? (
        <circle className={styles.point} cx={x} cy={y} r="3" />
      ) : (
        <Glyph of={mark} x={x} y={y} />
      )}
      <Words words={words} />
    </g>
  )
}

const GLYPH_SIZE = 12

function Glyph({
  of,
  x,
  y,
}: {
  readonly of: NonNullable<PlacedNote['mark']>
  readonly x: number
  readonly y: number
}) {
  return (
    <svg
      x={x - GLYPH_SIZE / 2}
      y={y - GLYPH_SIZE / 2}
      width={GLYPH_SIZE}
      height={GLYPH_SIZE}
      className={styles.glyph}
      aria-hidden="true"
    >
      <Mark of={of === 'waiting' ? 'joined' : of} />
    </svg>
  )
}

function Bar({ bar, hatch }: { readonly bar: PlacedBar; readonly hatch: string }) {
  const { x, y1, y2, kind, staleFromY, says } = bar
  if (kind === 'wait') return <line className={styles.wait} x1={x} y1={y1} x2={x} y2={y2} />
  const height = Math.max(0, y2 - y1)
  if (kind !== 'value') return <rect className={styles[kind]} x={x - 3} y={y1} width={6} height={height} />
  const staleHeight = Math.max(0, y2 - staleFromY)
  return (
    <g>
      <rect className={styles.value} x={x - 3} y={y1} width={6} height={height - staleHeight} />
      {staleHeight > 0 && (
        <g>
          <rect className={styles.ground} x={x - 3} y={staleFromY} width={6} height={staleHeight} />
          <rect
            className={styles.superseded}
            x={x - 3}
            y={staleFromY}
            width={6}
            height={staleHeight}
            fill={`url(#${hatch})`}
          />
        </g>
      )}
      {height > 16 && (
        <text className={styles.held} x={x + 6} y={y1 + 11}>
          {says}
        </text>
      )}
    </g>
  )
}

/** What the bars mean, of those that are there. */
function Legend({ bars, lines }: Pick<SequenceLayout, 'bars' | 'lines'>) {
  const has = (kind: PlacedBar['kind']) => bars.some(bar => bar.kind === kind && bar.y2 > bar.y1)
  const isStale = bars.some(({ kind, staleFromY, y2 }) => kind === 'value' && staleFromY < y2)
  const isCurrent = bars.some(({ kind, staleFromY, y1 }) => kind === 'value' && staleFromY > y1)
  return (
    <div className={styles.legend}>
      {isCurrent && <LegendEntry mark={<Swatch kind="value" />} name="held, current" />}
      {isStale && <LegendEntry mark={<Swatch kind="superseded" />} name="held, superseded" />}
      {has('token') && <LegendEntry mark={<Swatch kind="token" />} name="miss token" />}
      {has('lease') && <LegendEntry mark={<Swatch kind="lease" />} name="lease" />}
      {has('work') && <LegendEntry mark={<Swatch kind="work" />} name="database works" />}
      {has('wait') && <LegendEntry mark={<Swatch kind="wait" />} name="waits for another’s load" />}
      {lines.some(({ kind }) => kind === 'both') && (
        <LegendEntry mark={<Swatch kind="both" />} name="question and answer" />
      )}
    </div>
  )
}

function Swatch({ kind }: { readonly kind: PlacedBar['kind'] | 'superseded' | 'both' }) {
  const hatch = useId()
  if (kind === 'both')
    return (
      <svg className={styles.wideSwatch} viewBox="0 0 28 12" aria-hidden="true">
        <line className={styles.message} x1="2" y1="6" x2="26" y2="6" />
        <Head x={26} y={6} fromX={2} fromY={6} isOpen={false} />
        <Head x={2} y={6} fromX={26} fromY={6} isOpen />
      </svg>
    )
  return (
    <svg className={styles.swatch} viewBox="0 0 10 14" aria-hidden="true">
      {kind === 'superseded' && (
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="4" className={styles.hatch} />
        </pattern>
      )}
      {kind === 'wait' ? (
        <line className={styles.wait} x1="5" y1="0" x2="5" y2="14" />
      ) : (
        <rect
          className={styles[kind]}
          x="2"
          y="1"
          width="6"
          height="12"
          fill={kind === 'superseded' ? `url(#${hatch})` : undefined}
        />
      )}
    </svg>
  )
}
