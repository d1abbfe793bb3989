import type { Dimension, Level } from '#rubric/verdict.ts'

/**
 * The learner's record is a list of these, oldest first. Everything else (the current answer, progress, reviews) is
 * derived from it. An event says what happened; a later event never makes an earlier one untrue.
 */
export type StudyEvent =
  | EventOf<'answer-typed', AnswerTyped>
  /** The learner looked at the staff answer of a drill. */
  | EventOf<'answer-revealed', { readonly drill: string }>
  /** The level that the learner's last answer showed, as they see it themselves. */
  | EventOf<'self-assessed', { readonly dimension: Dimension; readonly level: Level }>
  /** The learner set their own mark on an item of the list of what they should be able to do, or took it away. */
  | EventOf<'ability-marked', { readonly ability: string; readonly able: boolean }>
  | EventOf<'place-left', PlaceLeft>
  /** A section of a chapter was on screen for as long as reading it takes. */
  | EventOf<'section-read', { readonly chapter: string; readonly section: string }>

interface EventOf<Kind extends string, Payload> {
  readonly id: string
  readonly kind: Kind
  /** Milliseconds since 1970, by the clock of the machine it happened on. */
  readonly at: number
  readonly payload: Payload
}

/** The whole text of an answer as it stood at that moment. */
interface AnswerTyped {
  readonly drill: string
  readonly text: string
  /** One answer box, in one tab, from its opening to its closing. */
  readonly sitting: string
}

/** How far somebody had come in a chapter when they last moved. */
interface PlaceLeft {
  readonly chapter: string
  /** The id of the heading that the paragraph stands under, or what stands for it before the first. */
  readonly section: string
  /** Which paragraph, table or figure under that heading, from 0 for the heading itself. */
  readonly block: number
  /** One chapter, in one tab, from its opening to its closing. */
  readonly sitting: string
}

/** What the caller says; the record adds id and time. */
export type NewEvent = StudyEvent extends infer Each
  ? Each extends StudyEvent
    ? Pick<Each, 'kind' | 'payload'>
    : never
  : never

/** An answer is prose; more than this is a mistake or an attack, in storage or in an import. */
export const LONGEST_ANSWER = 200_000
const LONGEST_NAME = 200
/** No section has as many paragraphs. */
const MOST_BLOCKS = 10_000

/** The rubric's words, which this folder may not load: the compiler sees to it that none is missing or new. */
const dimensions: Readonly<Record<Dimension, true>> = {
  'first-move': true,
  invalidation: true,
  consistency: true,
  'failure-modes': true,
  'multi-tier': true,
  ownership: true,
}
const levels: Readonly<Record<Level, true>> = { L4: true, L5: true, L6: true, L7: true }

/** The event a stored row holds, or undefined when it holds none that we know: a broken row, or one of a later version. */
export function parseEvent(row: unknown): StudyEvent | undefined {
  if (!isObject(row) || !isObject(row.payload)) return undefined
  const { id, at, kind, payload } = row
  if (!isName(id) || typeof at !== 'number' || !Number.isFinite(at)) return undefined
  switch (kind) {
    case 'answer-typed': {
      const { drill, text, sitting } = payload
      if (!isName(drill) || typeof text !== 'string' || text.length > LONGEST_ANSWER || !isName(sitting))
        return undefined
      return { id, at, kind, payload: { drill, text, sitting } }
    }
    case 'answer-revealed':
      if (!isName(payload.drill)) return undefined
      return { id, at, kind, payload: { drill: payload.drill } }
    case 'self-assessed': {
      const { dimension, level } = payload
      if (!isKeyOf(dimensions, dimension) || !isKeyOf(levels, level)) return undefined
      return { id, at, kind, payload: { dimension, level } }
    }
    case 'ability-marked': {
      const { ability, able } = payload
      if (!isName(ability) || typeof able !== 'boolean') return undefined
      return { id, at, kind, payload: { ability, able } }
    }
    case 'place-left': {
      const { chapter, section, block, sitting } = payload
      if (!isName(chapter) || !isName(section) || !isBlock(block) || !isName(sitting)) return undefined
      return { id, at, kind, payload: { chapter, section, block, sitting } }
    }
    case 'section-read': {
      const { chapter, section } = payload
      if (!isName(chapter) || !isName(section)) return undefined
      return { id, at, kind, payload: { chapter, section } }
    }
    default:
      return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isKeyOf<Key extends string>(words: Readonly<Record<Key, true>>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(words, value)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME
}

function isBlock(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_BLOCKS
}
