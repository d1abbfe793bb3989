import { type Criterion, decision } from '../criterion.ts'
import { everyPolicy, type Policy } from '../facts.ts'

export const invalidation: Readonly<Record<string, Criterion>> = {
  'ttl-as-safety-net': decision(
    facts => everyPolicy(facts, policy => policy.l2 !== null || policy.l1 !== null),
    'Every copy has an end',
    'Nobody has decided how a type is cached',
    'L5',
  ),
  'del-on-write': decision(
    facts => everyPolicy(facts, policy => policy.invalidation.deleteOnWrite),
    'A write deletes its key',
    'A write leaves the old copy for something else to end',
  ),
  'delete-not-update': decision(
    facts => everyPolicy(facts, deletesOnWrite),
    'A write takes the entry away; what a reader brings back is the row as it was committed',
    'A write puts its own value into the cache, or leaves the old one there',
  ),
  'retries-invalidation': decision(
    facts => everyPolicy(facts, policy => policy.invalidation.retries !== null),
    'A delete that failed is tried again',
    'A delete that failed is forgotten',
  ),
  'cdc-backstop': decision(
    facts => everyPolicy(facts, policy => policy.invalidation.cdcBackstop),
    'The change feed deletes what a writer forgot',
    'No change feed deletes what a writer forgot, or what was lost on the way',
  ),
  'covers-unknown-writers': decision(
    facts =>
      everyPolicy(
        facts,
        ({ invalidation }) => invalidation.cdcBackstop || invalidation.versionStamps !== null,
      ),
    'A writer who never heard of the cache is covered too',
    'Only writers who know of the cache invalidate it',
  ),
  'version-stamps': decision(
    facts =>
      everyPolicy(
        facts,
        ({ invalidation }) => invalidation.missTokens || invalidation.versionStamps !== null,
      ),
    'A load that a write overtakes fills nothing that is read',
    'A load that a write overtakes puts the old value back for a whole TTL',
  ),
}

function deletesOnWrite({ pattern, invalidation }: Policy): boolean {
  return (pattern === 'cache-aside' || pattern === 'read-through') && invalidation.deleteOnWrite
}
