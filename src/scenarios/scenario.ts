import type { Design, DesignInput } from '#cache/design.ts'
import type { Summary } from '#recording/recording.ts'
import type { Fault } from '#world/fault.ts'
import type { World, WorldInput } from '#world/world.ts'

/** What a lab is about, but for the world and the designs: enough to judge a run of it. */
export interface Lesson {
  readonly id: string
  readonly title: string
  /** One line for lists. */
  readonly tagline: string
  /** As an interviewer would say it. */
  readonly prompt: string
  /** What a candidate should ask before designing, with what the interviewer would answer. */
  readonly questions: readonly { readonly ask: string; readonly answer: string }[]
  readonly minutes: number
  /** Rubric dimensions this lab can show something about. */
  readonly dimensions: readonly string[]
  /** Those that decide the level: it is the lowest of them. */
  readonly core: readonly string[]
  /** The signal an interviewer would probe next when a run shows all it can. */
  readonly beyond: string
  /** Knobs shown up front, at most six, in order. */
  readonly knobs: readonly string[]
  /** What the learner may inject at the playhead, in the order of the number keys. */
  readonly faults: readonly OfferedFault[]
  readonly objectives: readonly Objective[]
  readonly chapter: string
  readonly drill: string
}

/** One lab: a world that makes one lesson unavoidable, and what the learner may do about it. */
export interface Scenario extends Lesson {
  readonly world: World
  /** The first two are `l5`, the trap, and `l6`, the staff answer. */
  readonly designs: readonly Design[]
}

/** A lab as it is written down: what its world and designs leave out has its default. */
export interface ScenarioInput extends Lesson {
  readonly world: WorldInput
  readonly designs: readonly DesignInput[]
}

export interface OfferedFault {
  readonly id: string
  readonly title: string
  /** What it does, for the learner. */
  readonly effect: string
  at(atMs: number): Fault
}

/** An outcome a design should reach; never a mechanism. Met when the measured value is at most `target`. */
export interface Objective {
  readonly id: string
  readonly title: string
  readonly metric: string
  readonly unit: 'ms' | 'share' | 'count'
  readonly target: number
  /** The one the trap misses at every seed. */
  readonly primary: boolean
  /** Why this target: source, measurement, or choice. */
  readonly because: string
  measure(summary: Summary): number
}

export interface ObjectiveResult {
  readonly id: string
  readonly title: string
  readonly metric: string
  readonly unit: Objective['unit']
  readonly target: number
  readonly actual: number
  readonly met: boolean
  readonly primary: boolean
}
