import { type Criterion, decision } from '../criterion.ts'
import { everyPolicy, isNamed, policies } from '../facts.ts'

/** Asked of every lab: outcomes without an owner are luck. */
export const ownership: Readonly<Record<string, Criterion>> = {
  'written-staleness-contract': decision(
    facts => everyPolicy(facts, policy => isNamed(policy.signedBy)),
    'The staleness contract has a name under it',
    'No name stands under the staleness contract',
  ),
  'names-invalidation-owner': decision(
    facts => isNamed(facts.design.ownership.invalidation),
    facts => `${facts.design.ownership.invalidation} owns invalidation`,
    'Nobody owns invalidation',
  ),
  'names-pager-owner': decision(
    facts => isNamed(facts.design.ownership.pager),
    facts => `${facts.design.ownership.pager} is paged`,
    'Nobody is paged when the hit rate falls',
  ),
}

/** Of designs that may leave a type uncached. */
export const restraint: Readonly<Record<string, Criterion>> = {
  'pushes-back-on-caching': decision(
    facts => policies(facts).some(([, policy]) => policy.pattern === 'none'),
    'What does not repay a cache is read without one',
    'Everything is cached, whether it repays it or not',
  ),
  'usage-audit-first': decision(
    facts => {
      const wasted = facts.recording.summary.patterns.filter(({ reusedShare }) => (reusedShare ?? 1) < 0.1)
      return wasted.length === 0
    },
    'What the cache holds is read again',
    facts => {
      const wasted = facts.recording.summary.patterns.filter(({ reusedShare }) => (reusedShare ?? 1) < 0.1)
      return `Hardly anything of ${wasted.map(({ pattern }) => `“${pattern}”`).join(', ')} is read a second time`
    },
  ),
}
