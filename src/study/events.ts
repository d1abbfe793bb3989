/**
 * The learner's record is a list of these, oldest first. Everything else (the current answer, progress, reviews) is
 * derived from it. An event says what happened; a later event never makes an earlier one untrue.
 */
export type StudyEvent =
  | EventOf<'answer-typed', AnswerTyped>
  /** The learner looked at the staff answer of a drill. */
  | EventOf<'answer-revealed', { readonly drill: string }>

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

/** What the caller says; the record adds id and time. */
export type NewEvent = StudyEvent extends infer Each
  ? Each extends StudyEvent
    ? Pick<Each, 'kind' | 'payload'>
    : never
  : never

/** An answer is prose; more than this is a mistake or an attack, in storage or in an import. */
export const LONGEST_ANSWER = 200_000
const LONGEST_NAME = 200

/** The event a stored row holds, or undefined when it holds none that we know: a broken row, or one of a later version. */
export function parseEvent(row: unknown): StudyEvent | undefined {
  if (!isObject(row) || !isObject(row.payload)) return undefined
  const { id, at, kind, payload } = row
  if (!isName(id) || typeof at !== 'number' || !Number.isFinite(at) || !isName(payload.drill))
    return undefined
  switch (kind) {
    case 'answer-typed': {
      const { drill, text, sitting } = payload
      if (typeof text !== 'string' || text.length > LONGEST_ANSWER || !isName(sitting)) return undefined
      return { id, at, kind, payload: { drill, text, sitting } }
    }
    case 'answer-revealed':
      return { id, at, kind, payload: { drill: payload.drill } }
    default:
      return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME
}
