import { Fragment, useEffect, useId, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Numbers } from '#charts/NumbersTable.tsx'
import { titleOf } from '#prose/titles.ts'
import { labLink } from '#recording/labLink.ts'
import { Button } from '#ui/Button.tsx'
import { classes } from '#ui/classes.ts'
import { Segmented } from '#ui/Segmented.tsx'
import { useMedia } from '#ui/useMedia.ts'
import { useOnScreen } from '#ui/useOnScreen.ts'
import { Figure } from '../Figure.tsx'
import styles from './Architecture.module.css'
import { type ArchitectureLayout, along, type Box, NARROW, WIDE } from './architectureLayout.ts'
import {
  answeredAfterMs,
  PATHS,
  type Part,
  type Path,
  type PathId,
  shown,
  timeOf,
} from './architecturePaths.ts'

/** How long a step stands while the path plays, ms. */
const STEP_MS = 2200

const [FIRST] = PATHS as readonly [Path, ...Path[]]

/** The system of the walkthrough, one path through it at a time, hop by hop. */
export default function Architecture() {
  const figure = useRef<HTMLElement>(null)
  const narrow = useMedia('(max-width: 640px)')
  const onScreen = useOnScreen(figure)
  const [pathId, setPathId] = useState<PathId>(FIRST.id)
  const [step, setStep] = useState(0)
  const path = PATHS.find(each => each.id === pathId) ?? FIRST
  const { playing, play, pause } = usePlaying(step, path.hops.length, setStep, onScreen)
  const go = (to: number) => {
    pause()
    setStep(to)
  }
  return (
    <Figure
      ref={figure}
      title="One path at a time"
      source={
        <>
          times: the lab’s world <span aria-hidden="true">·</span>{' '}
          <Link to={labLink({ scenario: path.lab })}>open {titleOf(`/lab/${path.lab}`)}</Link>
        </>
      }
      caption={path.conclusion}
      numbers={numbers}
    >
      <Segmented
        label="Path"
        value={pathId}
        options={PATHS.map(({ id, title }) => ({ value: id, title }))}
        onChange={id => {
          pause()
          setPathId(id)
          setStep(0)
        }}
      />
      <Picture path={path} step={step} layout={narrow ? NARROW : WIDE} />
      <div className={styles.steps}>
        {PATHS.map(each => (
          <Steps key={each.id} path={each} shown={each === path} step={step} onStep={go} />
        ))}
      </div>
      <div className={styles.controls}>
        <Button size="small" disabled={step === 0} onClick={() => go(step - 1)}>
          Back
        </Button>
        <Button size="small" disabled={step === path.hops.length - 1} onClick={() => go(step + 1)}>
          Next hop
        </Button>
        <Button size="small" look="quiet" onClick={playing ? pause : play}>
          {playing ? 'Pause' : 'Play'}
        </Button>
        <span className={styles.place}>
          {step + 1} of {path.hops.length}
        </span>
      </div>
    </Figure>
  )
}

function Steps(props: {
  readonly path: Path
  readonly shown: boolean
  readonly step: number
  readonly onStep: (step: number) => void
}) {
  const { path, shown: isShown, step, onStep } = props
  return (
    <div className={classes(styles.list, !isShown && styles.hidden)} inert={!isShown}>
      <p className={styles.listTitle}>{path.title}</p>
      <ol aria-label={`The hops of the path: ${path.title}`}>
        {path.hops.map((hop, i) => {
          const afterMs = answeredAfterMs(path, i)
          return (
            <li key={hop.name}>
              <button
                type="button"
                className={classes(styles.step, isShown && i === step && styles.current)}
                aria-current={isShown && i === step ? 'step' : undefined}
                onClick={() => onStep(i)}
              >
                <span className={styles.number}>{i + 1}</span>
                <span className={styles.words}>
                  <strong>{hop.name}.</strong> {hop.caption}
                </span>
                <span className={styles.time}>
                  {timeOf(hop)}
                  {afterMs !== null && (
                    <span className={styles.after}>found: {shown(afterMs)} ms in all</span>
                  )}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function Picture({
  path,
  step,
  layout,
}: {
  readonly path: Path
  readonly step: number
  readonly layout: ArchitectureLayout
}) {
  const arrow = useId()
  const { width, height, parts, wires, fleet, thirdInstance, toThird, feedLabel } = layout
  const hop = path.hops[step] ?? path.hops[0]
  const onPath = new Set(path.hops.flatMap(each => each.wires.map(({ wire }) => wire)))
  const touched = new Set<Part>(path.hops.map(each => each.part))
  const look = (part: Part) =>
    hop?.part === part ? styles.lit : touched.has(part) ? styles.touched : styles.dim
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${path.title}, hop ${step + 1} of ${path.hops.length}: ${hop?.name}. ${hop?.caption}`}
    >
      <defs>
        <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="4" markerHeight="4" orient="auto">
          <path d="M0 0.5 8 4 0 7.5Z" className={styles.arrow} />
        </marker>
      </defs>
      <Frame box={fleet} className={styles.fleet} />
      {layout === WIDE && (
        <text x={fleet.x + 10} y={fleet.y + 17} className={styles.small}>
          {path.instances} instances
        </text>
      )}
      {Object.entries(wires).map(([name, points]) => (
        <path
          key={name}
          d={along(points)}
          className={classes(styles.wire, onPath.has(name as keyof typeof wires) && styles.used)}
        />
      ))}
      <path
        d={along(toThird)}
        className={classes(
          styles.wire,
          onPath.has('channel-neighbours') && styles.used,
          hop?.part === 'neighbours' && styles.now,
        )}
        markerEnd={hop?.part === 'neighbours' ? `url(#${arrow})` : undefined}
      />
      {hop?.wires.map(({ wire, back }, i) => (
        <path
          key={`${path.id} ${step} ${wire}`}
          d={along(wires[wire], back)}
          className={styles.now}
          pathLength={1}
          style={{ animationDelay: `${i * 250}ms` }}
          markerEnd={i === hop.wires.length - 1 ? `url(#${arrow})` : undefined}
        />
      ))}
      <Named box={parts.readers} name="Clients" look={look('readers')} />
      <Named box={parts.cdn} name="CDN edge" note="60 s" look={look('cdn')} />
      <Named box={parts.neighbours} name="Instance" note="L1 · 10 s" look={look('neighbours')} />
      <Named box={parts.instance} name="Instance" note="L1 · 10 s" look={look('instance')} />
      <Named box={thirdInstance} name="Instance" note="L1 · 10 s" look={look('neighbours')} />
      <Named
        box={parts.channel}
        name="pub/sub"
        look={hop?.part === 'neighbours' ? styles.lit : look('channel')}
      />
      <Named box={parts.redis} name="Redis (L2)" note="5 min" look={look('redis')} top>
        <Shards box={parts.redis} down={path.id === 'failure'} />
      </Named>
      <Named
        box={parts.origin}
        name="PostgreSQL"
        note={`pool of ${path.connections}`}
        look={look('origin')}
        top
      >
        <Pool box={parts.origin} connections={path.connections} busy={hop?.part === 'origin'} />
      </Named>
      <text x={feedLabel.at[0]} y={feedLabel.at[1]} textAnchor={feedLabel.anchor} className={styles.small}>
        {layout === WIDE ? (
          <>
            <tspan>CDC</tspan>
            <tspan x={feedLabel.at[0]} dy={14}>
              ~1 s
            </tspan>
          </>
        ) : (
          'CDC, ~1 s behind'
        )}
      </text>
    </svg>
  )
}

function Frame({ box, className }: { readonly box: Box; readonly className: string | undefined }) {
  return <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={6} className={className} />
}

function Named(props: {
  readonly box: Box
  readonly name: string
  readonly note?: string
  readonly look: string | undefined
  /** The name stands at the top, with room for something below. */
  readonly top?: boolean
  readonly children?: React.ReactNode
}) {
  const { box, name, note, look, top = false, children } = props
  const middle = box.x + box.width / 2
  const y = top ? box.y + 20 : box.y + box.height / 2 + (note === undefined ? 4 : -4)
  return (
    <g className={classes(styles.part, look)}>
      <Frame box={box} className={styles.box} />
      <text x={middle} y={y} textAnchor="middle" className={styles.name}>
        {name}
      </text>
      {note !== undefined && (
        <text x={middle} y={y + 16} textAnchor="middle" className={styles.small}>
          {note}
        </text>
      )}
      {children}
    </g>
  )
}

/** Twelve shards; the one that holds the key is filled, and all are crossed out while Redis is gone. */
function Shards({ box, down }: { readonly box: Box; readonly down: boolean }) {
  const size = 14
  const left = box.x + (box.width - 6 * size - 5 * 4) / 2
  const top = box.y + 58
  return Array.from({ length: 12 }, (_, i) => {
    const x = left + (i % 6) * (size + 4)
    const y = top + Math.floor(i / 6) * (size + 6)
    return (
      <Fragment key={`${x} ${y}`}>
        <rect
          x={x}
          y={y}
          width={size}
          height={size}
          rx={2}
          className={classes(styles.shard, i === 4 && !down && styles.holder)}
        />
        {down && <path d={`M${x + 3} ${y + 3}l8 8m0-8l-8 8`} className={styles.cross} />}
      </Fragment>
    )
  })
}

/** The pool as a bar of connections, one of them busy at most: that is what coalescing buys. */
function Pool(props: { readonly box: Box; readonly connections: number; readonly busy: boolean }) {
  const { box, connections, busy } = props
  const left = box.x + (box.width - 10 * 10) / 2
  return Array.from({ length: connections }, (_, i) => {
    const x = left + (i % 10) * 10
    const y = box.y + 60 + Math.floor(i / 10) * 18
    return (
      <rect
        key={`${x} ${y}`}
        x={x + 1}
        y={y}
        width={7}
        height={14}
        rx={1}
        className={classes(styles.shard, busy && i === 0 && styles.query)}
      />
    )
  })
}

/** Steps on by itself while asked to, on the screen, and until the last step. */
function usePlaying(step: number, steps: number, onStep: (step: number) => void, onScreen: boolean) {
  const [playing, setPlaying] = useState(false)
  const last = step >= steps - 1
  useEffect(() => {
    if (!playing || !onScreen) return
    if (last) return setPlaying(false)
    const timer = setTimeout(() => onStep(step + 1), STEP_MS)
    return () => clearTimeout(timer)
  }, [playing, onScreen, last, step, onStep])
  return {
    playing: playing && !last,
    play: () => {
      if (last) onStep(0)
      setPlaying(true)
    },
    pause: () => setPlaying(false),
  }
}

function numbers(): Numbers {
  return {
    columns: ['Path', 'Hop', 'Time', 'Found here, in all', 'What happens'],
    rows: PATHS.flatMap(path =>
      path.hops.map((hop, i) => {
        const afterMs = answeredAfterMs(path, i)
        return [
          path.title,
          `${i + 1}. ${hop.name}`,
          timeOf(hop),
          afterMs === null ? '' : `${shown(afterMs)} ms`,
          hop.caption,
        ]
      }),
    ),
    note: 'one row a hop; the way back to the client, 0.5 ms, is in “in all”',
  }
}
