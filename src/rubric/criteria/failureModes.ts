import { type Criterion, decision } from '../criterion.ts'
import { everyPolicy, policies, somePolicy } from '../facts.ts'

export const failureModes: Readonly<Record<string, Criterion>> = {
  'request-coalescing': decision(
    facts =>
      everyPolicy(facts, policy => policy.coalescing !== 'none') || facts.design.origin.missLimit !== null,
    'The number of loads one key can cause is bounded, whatever its traffic',
    'Every reader who misses sends a query of its own; nothing bounds how many',
  ),
  'coalescing-across-instances': decision(
    facts => somePolicy(facts, policy => policy.coalescing === 'fleet'),
    'One lease decides who of the whole fleet loads a key',
    'Each instance loads for itself: as many queries as there are instances',
  ),
  'early-expiry-or-jitter': decision(
    facts =>
      everyPolicy(
        facts,
        policy =>
          policy.earlyExpiry.kind !== 'none' ||
          (policy.l2?.jitter ?? 0) > 0 ||
          policy.staleWhileRevalidateMs > 0 ||
          policy.backgroundRefresh !== null,
      ),
    'Entries do not all end at one moment, or end unseen',
    'Entries end in front of their readers, and those written together all at once',
  ),
  'background-refresh': decision(
    facts =>
      somePolicy(facts, policy => policy.backgroundRefresh !== null || policy.staleWhileRevalidateMs > 0),
    'Popular entries are renewed behind the readers’ backs',
    'Nobody renews an entry before a reader needs it',
  ),
  'origin-breaker': decision(
    facts => facts.design.origin.breaker !== null || facts.design.origin.missLimit !== null,
    facts =>
      facts.design.origin.breaker === null
        ? `A limit of ${facts.design.origin.missLimit} loads an instance stands before the origin`
        : 'A breaker stops asking an origin that fails',
    'When the origin drowns, nothing stops asking it',
  ),
  'sheds-by-priority': decision(
    facts => {
      const priorities = new Set(Object.keys(facts.recording.summary.byPriority))
      return facts.design.origin.shedding !== null && priorities.size > 1
    },
    'Under load the least important reads are refused first',
    'Under load checkout and recommendations are refused alike',
  ),
  'failure-by-data-type': decision(
    facts =>
      new Set(policies(facts).map(([, policy]) => `${policy.pattern} ${policy.onCacheFailure.kind}`)).size >
      1,
    'What a reader gets when the cache fails depends on what the data is',
    'Every type does the same when the cache fails',
  ),
  'writes-survive-cache': decision(
    facts => everyPolicy(facts, ({ pattern }) => pattern !== 'write-through' && pattern !== 'write-behind'),
    'Writes go to the origin: without the cache they still do',
    'Writes go through the cache: without it there are none',
  ),
  'warming-gate': decision(
    facts => (facts.design.warming?.hitRateGate ?? null) !== null,
    facts =>
      `Readers go to a new cache once ${Math.round(100 * (facts.design.warming?.hitRateGate ?? 0))} % of their keys are in it`,
    'Nothing asks whether a new cache is full before readers are sent to it',
  ),
  'hot-key-local-copy': decision(
    facts =>
      somePolicy(
        facts,
        policy =>
          policy.l1 !== null || policy.hotKeys?.localCopyMs != null || (policy.hotKeys?.copies ?? 1) > 1,
      ),
    'A hot key is answered from more than one place',
    'All reads of a hot key go to one shard',
  ),
  'hot-key-detection': decision(
    facts => somePolicy(facts, policy => policy.hotKeys !== null),
    'Reads are counted by key, so that a surprise is noticed',
    'Nobody counts reads by key; a surprise is noticed by its victims',
  ),
}
