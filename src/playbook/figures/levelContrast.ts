import type { LabId } from '#scenarios/cards.ts'

/** What a drawing may hold beside its boxes. */
export type Contract = 'budget' | 'feed' | 'owner' | 'coalescing' | 'rule' | 'pager'

export interface Question {
  readonly ask: string
  /** What the L6 drawing answers it with, the first being what it is about. */
  readonly contracts: readonly Contract[]
  /** Which of the wires it is about. */
  readonly path: 'read' | 'write' | 'load'
  /** What the L5 has to make up on the spot, and what the L6 reads off the drawing. */
  readonly l5: string
  readonly l6: string
  readonly run: Run
}

/** The same question put to a lab, at DEFAULT_SEED: two designs and what came of them. */
interface Run {
  readonly lab: LabId
  readonly designs: readonly [l5: string, l6: string]
  /** What the two are called here. */
  readonly names: readonly [l5: string, l6: string]
  readonly measures: readonly (keyof typeof MEASURES)[]
  readonly values: readonly [l5: Measured, l6: Measured]
}

/** By measure; ages and delays in seconds, null for never. */
export type Measured = Readonly<Partial<Record<keyof typeof MEASURES, number | null>>>

export const MEASURES = {
  stale: 'stale answers',
  oldestS: 'the oldest',
  peakDemand: 'queries at once',
  failed: 'failed or refused',
  pagedAfterS: 'somebody is paged',
} as const

export const QUESTIONS: readonly Question[] = [
  {
    ask: 'How old may an answer be, and who said so?',
    contracts: ['budget'],
    path: 'read',
    l5: '“Five minutes, I suppose.” The TTL was a default. It is the only promise there is, and nobody made it.',
    l6: '“30 seconds, signed by Product.” The TTL follows from that number, and so does everything else in the drawing.',
    run: {
      lab: 'silent-staleness',
      designs: ['ttl-only', 'l6'],
      names: ['TTL alone', 'L6 answer'],
      measures: ['stale', 'oldestS'],
      values: [
        { stale: 4859, oldestS: 276 },
        { stale: 6, oldestS: 0.7 },
      ],
    },
  },
  {
    ask: 'The write commits, the DEL is lost. What do readers see?',
    contracts: ['feed'],
    path: 'write',
    l5: '“That rarely happens.” The old value, for what is left of the TTL, and no metric moves.',
    l6: '“The old value for about a second. The change feed deletes from the database’s log; it needs no DEL to arrive.”',
    run: {
      lab: 'silent-staleness',
      designs: ['l5', 'l6'],
      names: ['L5 trap', 'L6 answer'],
      measures: ['stale', 'oldestS'],
      values: [
        { stale: 1453, oldestS: 271 },
        { stale: 6, oldestS: 0.7 },
      ],
    },
  },
  {
    ask: 'A team you have never met begins to write this table.',
    contracts: ['owner', 'feed'],
    path: 'write',
    l5: '“They have to send a DEL as well.” They would, if they knew that there is a cache.',
    l6: '“Invalidation has one owner and hangs on the commit, not on the writer. A ninth endpoint is covered before we hear of it.”',
    run: {
      lab: 'new-write-path',
      designs: ['l5', 'l6'],
      names: ['L5 trap', 'L6 answer'],
      measures: ['stale', 'oldestS'],
      values: [
        { stale: 2190, oldestS: 259 },
        { stale: 20, oldestS: 1 },
      ],
    },
  },
  {
    ask: 'The hottest key expires under 1,000 reads a second.',
    contracts: ['coalescing'],
    path: 'load',
    l5: '“The database takes it for a moment.” The pool has 50 connections and the query takes a second.',
    l6: '“One load per instance, the rest wait for it, and a limit keeps us below the pool if I am wrong.”',
    run: {
      lab: 'thundering-herd',
      designs: ['l5', 'l6'],
      names: ['L5 trap', 'L6 answer'],
      measures: ['peakDemand', 'failed'],
      values: [
        { peakDemand: 995, failed: 740 },
        { peakDemand: 4, failed: 0 },
      ],
    },
  },
  {
    ask: 'Redis is gone. What happens to each kind of data?',
    contracts: ['rule'],
    path: 'load',
    l5: '“We fall back to the database.” All of it at once, at ten times the usual load.',
    l6: '“That is written down by type: some wait for the database, some are shed, permissions fail with an error rather than be old.”',
    run: {
      lab: 'cache-down',
      designs: ['l5', 'l6'],
      names: ['L5 trap', 'L6 answer'],
      measures: ['peakDemand', 'failed', 'stale'],
      values: [
        { peakDemand: 1061, failed: 382, stale: 30 },
        { peakDemand: 10, failed: 464, stale: 0 },
      ],
    },
  },
  {
    ask: 'It is 3:00 and answers are wrong. Who is paged?',
    contracts: ['pager'],
    path: 'read',
    l5: '“Whoever watches the hit rate.” It stands at 99.4 %, and stays there.',
    l6: '“We compare one answer in a hundred with the database. Sellers on call are paged for the difference.”',
    run: {
      lab: 'silent-staleness',
      designs: ['l5', 'more-samples'],
      names: ['L5 trap', '1 % sampling'],
      measures: ['pagedAfterS', 'stale'],
      values: [
        { pagedAfterS: null, stale: 1453 },
        { pagedAfterS: 80, stale: 1453 },
      ],
    },
  },
]
