import { z } from 'zod'
import { SIGNALS } from '#rubric/signals.ts'
import { DIMENSIONS } from '#rubric/verdict.ts'
import { WEAK_SIGNALS } from '#rubric/weakSignals.ts'
import { CARDS, type LabId } from '#scenarios/cards.ts'

/** The ids that one kind of file may name another by. */
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'has to be words in small letters, joined by -')
const lab = z.enum(CARDS.map(card => card.id) as [LabId, ...LabId[]])
const signal = z.enum(SIGNALS.map(each => each.id) as [string, ...string[]])
const weakSignal = z.enum(WEAK_SIGNALS)
const dimension = z.enum(DIMENSIONS)
const minutes = z.number().int().min(1).max(90)
const text = z.string().min(1)

/** Ways through the playbook, from the shortest. */
const MODES = ['quick', 'targeted', 'deep'] as const
export type Mode = (typeof MODES)[number]

const chapterSchema = z.strictObject({
  id,
  title: text,
  /** In reading order, from 1. */
  order: z.number().int().positive(),
  /** An appendix is looked things up in; the others are read. */
  appendix: z.boolean().default(false),
  /** Reading time by mode. A mode that leaves the chapter out has none; the deep one reads everything. */
  minutes: z.strictObject({ quick: minutes.optional(), targeted: minutes.optional(), deep: minutes }),
  /** One or two sentences under the title. */
  summary: text,
  dimensions: z.array(dimension).min(1),
  /** Signals of the rubric that reading it teaches. */
  signals: z.array(z.union([signal, weakSignal])).min(1),
  labs: z.array(lab),
  drills: z.array(id),
  deepDives: z.array(id).default([]),
  /** The sections of the original playbook that it carries. */
  source: text,
})

const signals = z.strictObject({
  /** Those that an L6 answer shows. */
  core: z.array(signal).min(1),
  /** Those that would lift it to L7. */
  l7: z.array(signal).default([]),
  /** Those that hold it at L5. */
  weak: z.array(weakSignal).default([]),
})

const drillSchema = z.strictObject({
  id,
  title: text,
  order: z.number().int().positive(),
  /** full: a prompt with everything around it; pivot: an interviewer's next question; follow-up: one that is always asked. */
  kind: z.enum(['full', 'pivot', 'follow-up']),
  /** The time box. */
  minutes,
  /** One line for lists. It does not give the answer away. */
  summary: text,
  lab: lab.nullable().default(null),
  chapter: id.nullable().default(null),
  signals,
  dimensions: z.array(dimension).min(1),
  source: text,
})

const deepDiveSchema = z.strictObject({
  id,
  title: text,
  order: z.number().int().positive(),
  minutes,
  summary: text,
  lab,
  chapter: id.nullable().default(null),
  drills: z.array(id),
  signals,
  dimensions: z.array(dimension).min(1),
  source: text,
})

/** What is there to be checked when a page is compiled; the app shows none of it, so that every page of the playbook loads less. */
const CHECKED_ONLY = ['dimensions', 'signals', 'source'] as const

export type ChapterFacts = Omit<z.infer<typeof chapterSchema>, (typeof CHECKED_ONLY)[number]>
export type DrillFacts = z.infer<typeof drillSchema>
export type DeepDiveFacts = z.infer<typeof deepDiveSchema>

/** The folders of content/ that hold MDX, each with what its files say about themselves. */
export const SHELVES = {
  playbook: chapterSchema,
  drills: drillSchema,
  'deep-dives': deepDiveSchema,
} as const
export type ShelfName = keyof typeof SHELVES

export const SHELF_NAMES = Object.keys(SHELVES) as readonly ShelfName[]

/** The ids of the pages that there are. */
export type Ids = Readonly<Record<ShelfName, readonly string[]>>

/** Fields that name other pages, and the shelf on which those stand. */
const REFERENCES = { chapter: 'playbook', drills: 'drills', deepDives: 'deep-dives' } as const

/** What a right head tells the app, its defaults written out. */
export function factsOf(shelf: ShelfName, head: unknown): object {
  const facts = SHELVES[shelf].parse(head)
  if (shelf !== 'playbook') return facts
  return Object.fromEntries(
    Object.entries(facts).filter(([field]) => !CHECKED_ONLY.some(each => each === field)),
  )
}

/** What is wrong with the head of a file, one line a mistake: the field, what is allowed, the value. Empty for none. */
export function mistakesIn(shelf: ShelfName, fileName: string, head: unknown, ids: Ids): readonly string[] {
  const { success, error } = SHELVES[shelf].safeParse(head)
  const mistakes = success
    ? referenceMistakes(head as object, ids)
    : error.issues.map(
        issue => `${issue.path.join('.') || 'frontmatter'}: ${issue.message}${valueAt(head, issue.path)}`,
      )
  const named = (head as { id?: unknown } | null)?.id
  return named === fileName
    ? mistakes
    : [
        ...mistakes,
        `id: has to be the name of the file, ${fileName}, got ${JSON.stringify(named) ?? 'nothing'}`,
      ]
}

function referenceMistakes(head: object, ids: Ids): readonly string[] {
  return Object.entries(REFERENCES).flatMap(([field, shelf]) => {
    const named: unknown = head[field as keyof typeof head]
    const places = Array.isArray(named) ? named.map((id, i) => [`${field}.${i}`, id]) : [[field, named]]
    return places
      .filter(([, id]) => typeof id === 'string' && !ids[shelf].includes(id))
      .map(([place, id]) => `${place}: has to be one of ${ids[shelf].join(', ')}, got ${JSON.stringify(id)}`)
  })
}

function valueAt(head: unknown, path: readonly PropertyKey[]): string {
  let value = head
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step]
  return `, got ${JSON.stringify(value) ?? 'nothing'}`
}
