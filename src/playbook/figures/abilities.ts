import type { Dimension, Level } from '#rubric/verdict.ts'
import { answerOf } from '#study/answers.ts'
import type { StudyEvent } from '#study/events.ts'
import { readingOf } from '#study/reading.ts'
import { assessmentsOf } from '#study/selfAssessment.ts'

/** One of the things that the playbook wants a reader to be able to do (9), and where the record may show it. */
export interface Ability {
  readonly id: string
  readonly title: string
  readonly drills: readonly string[]
  readonly chapters: readonly string[]
  readonly dimension: Dimension
}

export const ABILITIES: readonly Ability[] = [
  {
    id: 'ask-for-the-budget',
    title: 'Ask for the staleness budget, and who signed it, before the first box',
    drills: ['product-catalog', 'ttl-ownership-conflict'],
    chapters: ['problem-framing'],
    dimension: 'first-move',
  },
  {
    id: 'three-layers',
    title: 'Design a delete on every write path, a TTL behind it and a change feed besides',
    drills: ['invalidation-strategy'],
    chapters: ['invalidation-reference'],
    dimension: 'invalidation',
  },
  {
    id: 'herd',
    title: 'Explain the herd, and coalesce loads with early expiry on top',
    drills: ['thundering-herd'],
    chapters: ['failure-modes', 'thundering-herd-reference'],
    dimension: 'failure-modes',
  },
  {
    id: 'behaviour-by-type',
    title: 'Sort data types by what they do without a cache: serve stale, fall through, fail explicit',
    drills: ['cache-failure'],
    chapters: ['fault-lines'],
    dimension: 'consistency',
  },
  {
    id: 'oldest-answer',
    title: 'Work out the oldest answer that several tiers can give together',
    drills: ['stale-data-incident'],
    chapters: ['fault-lines'],
    dimension: 'multi-tier',
  },
  {
    id: 'push-back',
    title: 'Say when a cache should not be added at all',
    drills: ['cache-cost-optimization', 'product-catalog'],
    chapters: ['problem-framing', 'controversial-opinions'],
    dimension: 'first-move',
  },
]

/** The level from which on a judgement of oneself speaks for an ability. */
const ENOUGH: ReadonlySet<Level> = new Set(['L6', 'L7'])

/** A chapter counts as read from this share of its sections on. */
const READ_SHARE = 0.5

export interface Evidence {
  readonly kind: 'drill' | 'chapter' | 'judgement'
  /** What it is about: the id of a drill or chapter, or a dimension. */
  readonly of: string
  readonly amount: 'enough' | 'some' | 'none'
  /** What the record says, in a few words. */
  readonly says: string
}

export interface Readiness {
  readonly ability: Ability
  /** shown: one of its drills was answered in writing and compared; begun: there is something; none: nothing yet. */
  readonly state: 'shown' | 'begun' | 'none'
  readonly evidence: readonly Evidence[]
  /** The learner's own tick. */
  readonly marked: boolean
  /** The first evidence that is missing; null when nothing is. */
  readonly next: Evidence | null
}

/** How far the record speaks for each ability. `sectionsOf`: the ids of the sections that a chapter has. */
export function readinessOf(
  events: readonly StudyEvent[],
  sectionsOf: (chapter: string) => readonly string[],
): readonly Readiness[] {
  const reading = readingOf(events)
  const judged = assessmentsOf(events)
  const marks = marksOf(events)
  return ABILITIES.map(ability => {
    const drills = ability.drills.map(drill => ofDrill(events, drill))
    const chapters = ability.chapters.map(chapter =>
      ofChapter(chapter, reading.get(chapter)?.read, sectionsOf(chapter)),
    )
    const evidence = [
      ...drills,
      ...chapters,
      ofJudgement(ability.dimension, judged.get(ability.dimension)?.level),
    ]
    const state = drills.some(({ amount }) => amount === 'enough')
      ? 'shown'
      : evidence.some(({ amount }) => amount !== 'none')
        ? 'begun'
        : 'none'
    return {
      ability,
      state,
      evidence,
      marked: marks.has(ability.id),
      // One drill is enough; another is not asked for before the rest.
      next:
        (state === 'shown' ? [...chapters, ...evidence.slice(-1)] : evidence).find(
          ({ amount }) => amount !== 'enough',
        ) ?? null,
    }
  })
}

function ofDrill(events: readonly StudyEvent[], drill: string): Evidence {
  const { text, revealedAt } = answerOf(events, drill)
  const typed = text.trim() !== ''
  const says = typed
    ? revealedAt === null
      ? 'answered, not compared yet'
      : 'answered and compared'
    : revealedAt === null
      ? 'not answered yet'
      : 'staff answer seen, none of your own'
  const amount = typed && revealedAt !== null ? 'enough' : typed || revealedAt !== null ? 'some' : 'none'
  return { kind: 'drill', of: drill, amount, says }
}

function ofChapter(
  chapter: string,
  everRead: ReadonlySet<string> | undefined,
  sections: readonly string[],
): Evidence {
  // What was read under a name that the chapter has no more is not counted.
  const read = sections.filter(section => everRead?.has(section)).length
  const amount = read === 0 ? 'none' : read >= sections.length * READ_SHARE ? 'enough' : 'some'
  return { kind: 'chapter', of: chapter, amount, says: `${read} of ${sections.length} sections read` }
}

function ofJudgement(dimension: Dimension, level: Level | undefined): Evidence {
  if (level === undefined) return { kind: 'judgement', of: dimension, amount: 'none', says: 'not judged yet' }
  const enough = ENOUGH.has(level)
  return {
    kind: 'judgement',
    of: dimension,
    amount: enough ? 'enough' : 'some',
    says: `you judged it ${level}${enough ? '' : '; L6 counts'}`,
  }
}

/** The abilities that learners have ticked themselves and not unticked since. */
function marksOf(events: readonly StudyEvent[]): ReadonlySet<string> {
  const marks = new Set<string>()
  for (const event of events) {
    if (event.kind !== 'ability-marked') continue
    if (event.payload.able) marks.add(event.payload.ability)
    else marks.delete(event.payload.ability)
  }
  return marks
}
