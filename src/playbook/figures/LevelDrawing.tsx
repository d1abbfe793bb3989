import { useId } from 'react'
import { classes } from '#ui/classes.ts'
import styles from './LevelDrawing.module.css'
import type { Contract, Question } from './levelContrast.ts'

interface LevelDrawingProps {
  readonly level: 'L5' | 'L6'
  readonly question: Question
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly lines: readonly string[]
}

const WIDTH = 336
const HEIGHT = 276

/** Where each contract stands; the L5 drawing has a hole there. */
const CONTRACTS: Readonly<Record<Contract, Place>> = {
  budget: { x: 204, y: 48, width: 122, height: 20, lines: ['30 s, signed: Product'] },
  rule: { x: 204, y: 74, width: 122, height: 20, lines: ['down: rule by type'] },
  feed: { x: 196, y: 124, width: 92, height: 20, lines: ['change feed, 1 s'] },
  owner: { x: 196, y: 150, width: 92, height: 20, lines: ['owner: Sellers'] },
  coalescing: { x: 14, y: 130, width: 96, height: 20, lines: ['one load a key'] },
  pager: {
    x: 6,
    y: 206,
    width: 112,
    height: 56,
    lines: ['1 % compared with', 'the database; pages', 'Sellers on call'],
  },
}

/** One design as it would be drawn on the whiteboard: the same boxes at both levels, and what the L6 writes beside them. */
export function LevelDrawing({ level, question }: LevelDrawingProps) {
  const id = useId()
  const isStaff = level === 'L6'
  const asked = (contract: Contract) => question.contracts.includes(contract)
  const wire = (path: Question['path'], d: string) => (
    <path
      className={classes(styles.wire, path === question.path && styles.lit)}
      d={d}
      markerEnd={`url(#${id}-${path === question.path ? 'lit' : 'plain'})`}
    />
  )
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={styles.drawing}
      role="img"
      aria-label={said(level, question)}
    >
      {(['plain', 'lit'] as const).map(kind => (
        <marker
          key={kind}
          id={`${id}-${kind}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className={styles[`head-${kind}`]} d="M0 0.5 8 4 0 7.5Z" />
        </marker>
      ))}
      {wire('read', 'M118 112 194 74')}
      {wire('load', 'M118 128 220 206')}
      {wire('write', 'M118 146 194 226')}
      {wire('write', 'M62 98V24H194')}
      {isStaff && (
        <path
          className={classes(styles.wire, asked('feed') && styles.lit)}
          d="M306 206V104"
          markerEnd={`url(#${id}-${asked('feed') ? 'lit' : 'plain'})`}
        />
      )}
      {isStaff && <path className={classes(styles.wire, styles.thin)} d="M62 206V158" />}
      <Box x={6} y={98} width={112} height={60} name="8 instances" />
      <Box x={196} y={6} width={138} height={96} name="Redis" detail={isStaff ? 'TTL 60 s' : 'TTL 5 min'} />
      <Box x={196} y={208} width={138} height={44} name="PostgreSQL" />
      <Label x={146} y={82}>
        read
      </Label>
      <Label x={182} y={166} end>
        miss
      </Label>
      <Label x={146} y={196} end>
        write
      </Label>
      <Label x={128} y={18}>
        DEL
      </Label>
      {(Object.keys(CONTRACTS) as Contract[]).map(contract =>
        isStaff ? (
          <Tag key={contract} place={CONTRACTS[contract]} look={asked(contract) ? 'asked' : 'held'} />
        ) : (
          contract === question.contracts[0] && (
            <Tag key={contract} place={CONTRACTS[contract]} look="missing" />
          )
        ),
      )}
    </svg>
  )
}

function said(level: string, { contracts }: Question): string {
  const boxes =
    'Instances read from Redis, load misses from PostgreSQL, write to PostgreSQL and delete the key in Redis.'
  if (level === 'L5')
    return `${boxes} Redis has a TTL of 5 minutes. Nothing else is drawn: no answer to this question.`
  const all = Object.values(CONTRACTS).map(place => place.lines.join(' '))
  const now = contracts.map(contract => CONTRACTS[contract].lines.join(' '))
  return `${boxes} Written beside them: ${all.join('; ')}. It answers this question with: ${now.join('; ')}.`
}

interface BoxProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly name: string
  readonly detail?: string
}

function Box({ x, y, width, height, name, detail }: BoxProps) {
  return (
    <>
      <rect className={styles.box} x={x} y={y} width={width} height={height} rx={6} />
      <text className={styles.name} x={x + 10} y={y + 20}>
        {name}
      </text>
      {detail !== undefined && (
        <text className={styles.detail} x={x + 10} y={y + 36}>
          {detail}
        </text>
      )}
    </>
  )
}

function Label(props: {
  readonly x: number
  readonly y: number
  readonly end?: boolean
  readonly children: string
}) {
  return (
    <text className={styles.label} x={props.x} y={props.y} textAnchor={props.end === true ? 'end' : 'start'}>
      {props.children}
    </text>
  )
}

function Tag({ place, look }: { readonly place: Place; readonly look: 'held' | 'asked' | 'missing' }) {
  const { x, y, width, height, lines } = place
  const first = y + height / 2 + 4 - ((lines.length - 1) * 14) / 2
  return (
    <g className={styles[look]}>
      <rect x={x} y={y} width={width} height={height} rx={4} />
      {look === 'missing' ? (
        <text className={styles.missing} x={x + width / 2} y={y + height / 2 + 5} textAnchor="middle">
          ?
        </text>
      ) : (
        lines.map((line, i) => (
          <text key={line} x={x + width / 2} y={first + i * 14} textAnchor="middle">
            {line}
          </text>
        ))
      )}
    </g>
  )
}
