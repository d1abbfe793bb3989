import { DIMENSIONS, type Dimension, type Level } from '#rubric/verdict.ts'

export interface RubricRow {
  readonly dimension: Dimension
  readonly title: string
  readonly ask: string
  /** What an answer of each level does. */
  readonly shows: Readonly<Record<Level, string>>
  /** What raises it: a chapter, a lab and a drill. */
  readonly chapter: string
  readonly lab: string
  readonly drill: string
}

const rows: Readonly<Record<Dimension, Omit<RubricRow, 'dimension'>>> = {
  'first-move': {
    title: 'First move',
    ask: 'What did you do before you drew a box?',
    shows: {
      L4: 'I put Redis in front of the database and explained what a hit saves.',
      L5: 'I chose cache-aside from the access pattern and began to draw.',
      L6: 'I asked for the staleness budget, the writers and their owner, and said what I would not cache.',
      L7: 'I started from a classification of data that holds for every team.',
    },
    chapter: 'problem-framing',
    lab: 'when-not-to-cache',
    drill: 'product-catalog',
  },
  invalidation: {
    title: 'Invalidation',
    ask: 'How did a copy learn that its row had changed?',
    shows: {
      L4: 'The entry expires after a sensible TTL.',
      L5: 'The TTL is the mechanism; perhaps the write deletes the key.',
      L6: 'The write deletes, the change feed catches what it missed, and the TTL caps the rest, with its times.',
      L7: 'One platform invalidates from the change log for all teams.',
    },
    chapter: 'invalidation-reference',
    lab: 'new-write-path',
    drill: 'invalidation-strategy',
  },
  consistency: {
    title: 'Consistency',
    ask: 'Who said how old an answer may be?',
    shows: {
      L4: 'I did not mention that a copy can be wrong.',
      L5: 'I took it that a few minutes are fine for everything.',
      L6: 'Each data type had a number, somebody in product had signed it, and a sampler checked it.',
      L7: 'The tiers of consistency were a policy of the organisation, and I placed this data in one.',
    },
    chapter: 'fault-lines',
    lab: 'correctness-incident',
    drill: 'cache-correctness-incident',
  },
  'failure-modes': {
    title: 'Failure modes',
    ask: 'What did you say would break, and by how much?',
    shows: {
      L4: 'The cache is fast; I did not take it away.',
      L5: 'Replicas keep it up.',
      L6: 'Herd, hot key, cold start and silent staleness, each with a number and a remedy that costs something.',
      L7: 'The database’s capacity was planned for the day on which everything misses.',
    },
    chapter: 'failure-modes',
    lab: 'cache-down',
    drill: 'cache-failure',
  },
  'multi-tier': {
    title: 'Multi-tier',
    ask: 'How old is the oldest answer through all your tiers?',
    shows: {
      L4: 'There was one cache.',
      L5: 'There was one shared cache, or two drawn tiers without a sum.',
      L6: 'L1 and L2 each had a purpose, and I added up what their TTLs do to the oldest answer.',
      L7: 'Teams take a standard arrangement of tiers with known ages.',
    },
    chapter: 'fault-lines',
    lab: 'multi-tier-stale',
    drill: 'stale-data-incident',
  },
  ownership: {
    title: 'Ownership',
    ask: 'Whose names did you give?',
    shows: {
      L4: 'None; I built it.',
      L5: 'A team that runs Redis.',
      L6: 'Somebody warms it, somebody watches its correctness, somebody is paged, each by name.',
      L7: 'No team ships a cache without a contract, an owner and a review.',
    },
    chapter: 'controversial-opinions',
    lab: 'ttl-conflict',
    drill: 'ttl-ownership-conflict',
  },
}

/** The dimensions of the rubric (5.1), in order, as a learner can find themselves in them. */
export const RUBRIC: readonly RubricRow[] = DIMENSIONS.map(dimension => ({ dimension, ...rows[dimension] }))
