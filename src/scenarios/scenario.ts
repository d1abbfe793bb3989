import type { Design, DesignInput } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import type { TrackId } from '#recording/tracks.ts'
import type { Fault } from '#world/fault.ts'
import type { World, WorldInput } from '#world/world.ts'
import type { Card } from './cards.ts'
import type { Constant } from './constants.ts'
import type { Shake } from './variant.ts'

/** What a lab is about, but for the world and the designs: enough to judge a run of it. */
export interface Lesson extends Card {
  /** What the reader has to know of the company and the day, in two or three sentences. */
  readonly context: string
  /** As an interviewer would say it. */
  readonly prompt: string
  /** What a candidate should ask before designing, with what the interviewer would answer. */
  readonly questions: readonly { readonly ask: string; readonly answer: string }[]
  readonly prediction: Prediction
  /** Who answers for it: asked beside the fields of a design that name them. */
  readonly ownership: { readonly signs: string; readonly invalidates: string; readonly paged: string }
  /** What an interviewer asks after what the design did; the first that apply are shown. */
  readonly pivots: readonly Pivot[]
  /** Data types that must not be served from the past; none where left out. */
  readonly critical?: readonly string[]
  /** Decisions of a design that this lab can show something about: signals of the rubric with a criterion. */
  readonly signals: readonly string[]
  /** Rubric dimensions that decide the level: it is the lowest of them. */
  readonly core: readonly string[]
  /** The signal an interviewer would probe next when a run shows all it can. */
  readonly beyond: string
  /** Knobs shown up front, at most six, in order. */
  readonly knobs: readonly string[]
  /** Tracks shown at first, in order. */
  readonly tracks: readonly TrackId[]
  /** What the learner may inject at the playhead, in the order of the number keys. */
  readonly faults: readonly OfferedFault[]
  readonly objectives: readonly Objective[]
  readonly chapters: readonly string[]
  readonly drills: readonly string[]
  readonly deepDives: readonly string[]
}

interface Parts {
  /** Where the constants of the world come from, by their place in it; see `constantsOf`. */
  readonly constants: Readonly<Record<string, Constant>>
  /** What a variant changes, and how far. */
  readonly shaken: readonly Shake[]
}

/** One lab: a world that makes one lesson unavoidable, and what the learner may do about it. */
export interface Scenario extends Lesson, Parts {
  readonly world: World
  /** The first two are `l5`, the trap, and `l6`, the staff answer. */
  readonly designs: readonly Design[]
}

/** A lab as it is written down: what its world and designs leave out has its default. */
export interface ScenarioInput extends Lesson, Parts {
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

export type Unit = 'ms' | 'share' | 'count' | 'price' | 'bytes'

/** A number to commit to before the run that answers it. */
export interface Prediction {
  readonly ask: string
  /** The design whose run answers: not the one the lab opens on. */
  readonly of: string
  readonly unit: Unit
  measure(recording: Recording): number
  /** What somebody believes who guesses far too low, and far too high. */
  readonly tooLow: string
  readonly tooHigh: string
}

export interface Pivot {
  /** What the design did that this question follows from. */
  after(design: Design): boolean
  readonly ask: string
  /** What a good answer contains. */
  readonly listenFor: string
}

/** An outcome a design should reach; never a mechanism. Met when the measured value is at most `target`. */
export interface Objective {
  readonly id: string
  readonly title: string
  readonly metric: string
  readonly unit: Unit
  readonly target: number
  /** The one the trap misses at every seed. */
  readonly primary: boolean
  /** Why this target: source, measurement, or choice. */
  readonly because: string
  /** The signal of the rubric that reaching it is evidence of. */
  readonly shows: string
  measure(recording: Recording): number
  /** Where in the recording to look, ms; null where no moment stands for it. */
  at(recording: Recording): number | null
}

export interface ObjectiveResult {
  readonly id: string
  readonly title: string
  readonly metric: string
  readonly unit: Unit
  readonly target: number
  readonly actual: number
  readonly met: boolean
  readonly primary: boolean
}
