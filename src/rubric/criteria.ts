import { count, everyPolicy, type Facts, firstFailureMs, isNamed, peakAtMs, policies, show } from './facts.ts'
import type { Dimension, Evidence, Level } from './verdict.ts'

/** One thing a level asks for, and how to tell whether a run shows it. */
export interface Criterion {
  readonly level: Level
  find(facts: Facts): Evidence
}

/** A decision the design shows, or does not. */
function decision(
  level: Level,
  signal: string,
  holds: (facts: Facts) => boolean,
  yes: (facts: Facts) => string,
  no: (facts: Facts) => string,
): Criterion {
  return {
    level,
    find: facts => {
      const supports = holds(facts)
      return { signal, supports, text: supports ? yes(facts) : no(facts), atMs: null }
    },
  }
}

/** Outcomes come first: whatever protects the origin and its readers counts, by whichever mechanism. */
const failureModes: readonly Criterion[] = [
  {
    level: 'L6',
    find: facts => {
      const { recording } = facts
      const { peakDemand, poolSaturatedMs } = recording.summary.origin
      const { connections } = recording.topology
      const supports = peakDemand <= connections
      const text = supports
        ? `At most ${count(peakDemand)} of ${connections} connections were ever asked for`
        : `${count(peakDemand)} queries asked for ${connections} connections; others waited for ${show(poolSaturatedMs)}`
      return {
        signal: 'quantifies-blast-radius',
        supports,
        text,
        atMs: peakAtMs(facts, recording.series.originDemand),
      }
    },
  },
  {
    level: 'L6',
    find: facts => {
      const missed = facts.objectives.filter(each => !each.met && each.unit !== 'count')
      const worst = missed[0]
      const { worstSecondP99 } = facts.recording.summary.latencyMs
      const text =
        worst === undefined
          ? `Readers did not notice: the worst second's p99 was ${show(worstSecondP99)}`
          : `Readers paid: p99 of the worst second was ${show(worstSecondP99)}, and ${requestsFailed(failures(facts))}`
      const atMs = firstFailureMs(facts) ?? peakAtMs(facts, facts.recording.series.p99)
      return { signal: 'early-expiry-or-jitter', supports: worst === undefined, text, atMs }
    },
  },
  decision(
    'L6',
    'request-coalescing',
    facts =>
      everyPolicy(facts, policy => policy.coalescing !== 'none') || facts.design.origin.missLimit !== null,
    () => 'The number of loads one key can cause is bounded, whatever its traffic',
    () => 'Every reader who misses sends a query of its own; nothing bounds how many',
  ),
  decision(
    'L6',
    'origin-breaker',
    facts => facts.design.origin.breaker !== null || facts.design.origin.missLimit !== null,
    facts =>
      facts.design.origin.breaker === null
        ? `A limit of ${facts.design.origin.missLimit} loads an instance stands before the origin`
        : 'A breaker stops asking an origin that fails',
    () => 'When the origin drowns, nothing stops asking it',
  ),
]

const consistency: readonly Criterion[] = [
  {
    level: 'L5',
    find: facts => {
      const { staleness, byType } = facts.recording.summary
      const over = Object.entries(byType).find(([type, { staleness }]) => {
        const policy = facts.design.policies[type]
        return policy !== undefined && staleness.ageMsMax > policy.stalenessBudgetMs
      })
      const text =
        over === undefined
          ? `Oldest stale answer ${show(staleness.ageMsMax)}, within its budget; if every message is lost it can be ${show(staleness.worstBoundMs)}`
          : `“${over[0]}” was served ${show(over[1].staleness.ageMsMax)} after it was superseded`
      return {
        signal: 'ttl-as-safety-net',
        supports: over === undefined,
        text,
        atMs: staleness.firstStaleAtMs,
      }
    },
  },
  {
    level: 'L6',
    find: facts => {
      const broken = Object.entries(facts.recording.summary.byType).find(([type, summary]) => {
        const policy = facts.design.policies[type]
        return policy !== undefined && summary.staleness.boundMs > policy.stalenessBudgetMs
      })
      const text =
        broken === undefined
          ? 'Every type’s computed bound is within the budget written down for it'
          : `“${broken[0]}” can be ${show(broken[1].staleness.boundMs)} old; its budget is ${show(facts.design.policies[broken[0]]!.stalenessBudgetMs)}`
      return { signal: 'budget-per-data-type', supports: broken === undefined, text, atMs: null }
    },
  },
  decision(
    'L6',
    'product-signs-off',
    facts => everyPolicy(facts, policy => isNamed(policy.signedBy)),
    facts =>
      `The budgets are signed by ${[...new Set(policies(facts).map(([, policy]) => policy.signedBy))].join(' and ')}`,
    () => 'Nobody has signed how old an answer may be',
  ),
]

const invalidation: readonly Criterion[] = [
  decision(
    'L5',
    'ttl-as-safety-net',
    facts => everyPolicy(facts, policy => policy.l2 !== null || policy.l1 !== null),
    () => 'Every copy has an end',
    () => 'A type is not cached at all',
  ),
  decision(
    'L6',
    'del-on-write',
    facts => everyPolicy(facts, policy => policy.invalidation.deleteOnWrite),
    () => 'A write deletes its key',
    () => 'A write leaves the old copy until its TTL ends',
  ),
  decision(
    'L6',
    'cdc-backstop',
    facts => everyPolicy(facts, policy => policy.invalidation.cdcBackstop),
    () => 'The change feed deletes what a writer forgot',
    () => 'A forgotten or lost delete leaves the old value for a whole TTL',
  ),
  decision(
    'L6',
    'version-stamps',
    facts => everyPolicy(facts, policy => policy.invalidation.missTokens),
    () => 'A load that a write overtakes fills nothing',
    () => 'A load that a write overtakes puts the old value back for a whole TTL',
  ),
]

const ownership: readonly Criterion[] = [
  decision(
    'L6',
    'written-staleness-contract',
    facts => everyPolicy(facts, policy => isNamed(policy.signedBy)),
    () => 'The staleness contract has a name under it',
    () => 'No name stands under the staleness contract',
  ),
  decision(
    'L6',
    'names-invalidation-owner',
    facts => isNamed(facts.design.ownership.invalidation),
    facts => `${facts.design.ownership.invalidation} owns invalidation`,
    () => 'Nobody owns invalidation',
  ),
  decision(
    'L6',
    'names-pager-owner',
    facts => isNamed(facts.design.ownership.pager),
    facts => `${facts.design.ownership.pager} is paged`,
    () => 'Nobody is paged when the hit rate falls',
  ),
]

/** First moves are spoken, not run; tiers are judged by the labs about tiers. */
export const CRITERIA: Readonly<Record<Dimension, readonly Criterion[]>> = {
  'first-move': [],
  invalidation,
  consistency,
  'failure-modes': failureModes,
  'multi-tier': [],
  ownership,
}

function failures({ recording }: Facts): number {
  const { shed, rejected, timeout, error } = recording.summary.outcomes
  return shed + rejected + timeout + error
}

function requestsFailed(failed: number): string {
  if (failed === 0) return 'none failed'
  return failed === 1 ? 'one request failed' : `${count(failed)} requests failed`
}
