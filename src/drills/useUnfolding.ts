import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import type { Drawing, PhaseName } from '#exercises/drawing.ts'
import { type ExerciseKind, PARTS, type PartName } from '#prose/parts.ts'
import { hashTarget } from '#ui/hashTarget.ts'

/** What is unfolded with one press: a part, or a phase of the approach. */
export interface Step {
  readonly part: PartName
  /** The heading that takes the focus, and its address. */
  readonly anchor: string
  readonly title: string
  /** The first phase, which comes with the heading over all of them. */
  readonly firstPhase?: string | undefined
}

interface Unfolding {
  readonly steps: readonly Step[]
  /** How many of them are unfolded. */
  readonly count: number
  readonly unfold: () => void
  /** How the parts before the learner's answer are drawn, and those after it. */
  readonly before: Drawing
  readonly after: Drawing
}

/**
 * Which parts a page has, how many of them are unfolded, and the focus on the one unfolded last. An address that names a part
 * (`#probes`) or a phase unfolds everything as far as that.
 */
export function useUnfolding(kind: ExerciseKind): Unfolding {
  const [present, setPresent] = useState<ReadonlyMap<PartName, readonly PhaseName[]>>(new Map())
  const [count, setCount] = useState(0)
  const found = useCallback(
    (part: PartName, phases: readonly PhaseName[]) =>
      setPresent(known => (sameAnchors(known.get(part), phases) ? known : new Map(known).set(part, phases))),
    [],
  )
  const steps = useMemo(() => stepsOf(kind, present), [kind, present])
  const { hash } = useLocation()
  const arrival = useRef('')
  arrival.current = hashTarget(hash)
  const target = hashTarget(hash)
  const named = steps.findIndex(({ anchor, firstPhase }) => anchor === target || firstPhase === target) + 1
  useEffect(() => {
    setCount(so => Math.max(so, named))
  }, [named])
  const { anchor: newest, firstPhase } = steps[count - 1] ?? {}
  useLayoutEffect(() => {
    if (newest === undefined) return
    // Who pressed the button reads on from where they are; who followed an address wants to be there.
    const isNamed = [newest, firstPhase].includes(arrival.current)
    const heading = document.getElementById(isNamed ? arrival.current : newest)
    if (isNamed) heading?.scrollIntoView()
    heading?.focus({ preventScroll: isNamed })
  }, [newest, firstPhase])
  const drawings = useMemo(() => drawingsOf(kind, steps.slice(0, count), found), [kind, steps, count, found])
  return { steps, count, unfold: () => setCount(so => so + 1), ...drawings }
}

function sameAnchors(known: readonly PhaseName[] | undefined, phases: readonly PhaseName[]): boolean {
  return (
    known !== undefined && known.map(each => each.anchor).join() === phases.map(each => each.anchor).join()
  )
}

function stepsOf(kind: ExerciseKind, present: ReadonlyMap<PartName, readonly PhaseName[]>): readonly Step[] {
  return PARTS[kind]
    .filter(part => !part.opens && present.has(part.name))
    .flatMap(({ name, anchor, title }) => {
      const [first, ...later] = present.get(name) ?? []
      return [
        { part: name, anchor, title, firstPhase: first?.anchor },
        ...later.map(phase => ({ part: name, ...phase })),
      ]
    })
}

function drawingsOf(kind: ExerciseKind, unfolded: readonly Step[], found: Drawing['found']) {
  const opening = new Set(PARTS[kind].filter(part => part.opens).map(part => part.name))
  const shown = new Set(unfolded.map(step => step.part))
  const drawing = { kind, headed: true, found }
  return {
    before: { ...drawing, phases: 0, draws: (part: PartName) => opening.has(part) },
    after: {
      ...drawing,
      phases: unfolded.filter(step => step.part === 'Approach').length,
      draws: (part: PartName) => shown.has(part),
    },
  }
}
