import { type Criterion, decision } from '../criterion.ts'
import { cachedPolicies, everyPolicy, isNamed, somePolicy, typeBeyondBudget } from '../facts.ts'

export const multiTier: Readonly<Record<string, Criterion>> = {
  'layers-with-purpose': decision(
    facts => {
      const { l1, l2 } = facts.recording.summary.hits
      return (
        (l1 > 0 || !somePolicy(facts, policy => policy.l1 !== null)) &&
        (l2 > 0 || !somePolicy(facts, policy => policy.l2 !== null))
      )
    },
    'Every tier that is there answers reads',
    'A tier is there that answers nothing',
  ),
  'aggregate-staleness-math': decision(
    facts => typeBeyondBudget(facts) === undefined,
    'The tiers’ times added up stay within what was signed',
    'The tiers’ times add up to more than was signed',
  ),
  // Deep dive 4 decides either way: a channel, or a name under what goes without one.
  'l1-eviction-channel': decision(
    facts =>
      cachedPolicies(facts).every(
        ({ l1, invalidation, signedBy, stalenessBudgetMs }) =>
          l1 === null || invalidation.publishToL1 || (isNamed(signedBy) && l1.ttlMs <= stalenessBudgetMs),
      ),
    'Copies inside instances hear of a write, or somebody has signed for how long they need not',
    'Copies inside instances hear of nothing until their TTL ends, and nobody has signed that',
  ),
  'regional-async-invalidation': decision(
    facts =>
      facts.design.regions.caches === 'per-region' &&
      facts.design.regions.invalidation === 'bus' &&
      everyPolicy(facts, policy => policy.invalidation.cdcBackstop),
    'Each region has its cache and hears of the others’ writes over a bus',
    'Regions share one cache, or do not hear of each other’s writes',
  ),
  'global-bypass': decision(
    facts => (facts.lesson.critical ?? []).every(type => facts.design.policies[type]?.pattern === 'none'),
    facts => `Every region reads ${(facts.lesson.critical ?? []).join(' and ')} where it is written`,
    facts => `A region’s copy of ${(facts.lesson.critical ?? []).join(' and ')} can disagree with the others`,
  ),
}
