import { createContext } from 'react'
import type { ExerciseKind, PartName } from '#prose/parts.ts'

/** A phase of a deep dive's approach: its heading and the address of that. */
export interface PhaseName {
  readonly anchor: string
  readonly title: string
}

/** How the parts of a page are drawn: which of them, and as what. */
export interface Drawing {
  readonly kind: ExerciseKind
  readonly draws: (part: PartName) => boolean
  /** Of the approach, the first so many phases; its table follows the last. */
  readonly phases: number
  /** Under its title, with its address; else what it holds alone. */
  readonly headed: boolean
  /** A part says that the page has it, drawn or not. */
  readonly found: (part: PartName, phases: readonly PhaseName[]) => void
}

export const DrawingContext = createContext<Drawing | null>(null)

/** One part, bare: what a page of another screen shows of it. */
export function onlyPart(kind: ExerciseKind, name: PartName): Drawing {
  return {
    kind,
    draws: part => part === name,
    phases: Number.POSITIVE_INFINITY,
    headed: false,
    found: () => {},
  }
}
