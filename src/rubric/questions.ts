/** The question an interviewer asks to test for a signal that has not been shown. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'quantifies-blast-radius':
    'How many queries reach the database in the second after it begins, and how large is its pool?',
  'early-expiry-or-jitter':
    'Your waiters all wait for one load. Why did they have to meet the expiry at all?',
  'request-coalescing': 'A thousand readers miss the same key at once. How many of them ask the database?',
  'origin-breaker': 'The origin is failing half its queries. What does your cache do with the next miss?',
  'budget-per-data-type':
    'Your TTL lets this be older than anybody agreed to. Which number did you promise, and to whom?',
  'product-signs-off': 'Somebody sees a stale page and complains. Who decided that this was acceptable?',
  'written-staleness-contract':
    'Where is it written down how old this page may be, and whose name is under it?',
  'names-invalidation-owner':
    'Five services write this entity. Who makes sure that each of them deletes the key?',
  'names-pager-owner': 'The hit rate falls to half at three in the morning. Whose phone rings?',
  'del-on-write': 'The data changes at 1:00 and is read at 1:04. What does the reader see?',
  'delete-not-update':
    'Two writers commit one after the other, and their updates of the cache arrive the other way round. What does it hold?',
  'cdc-backstop':
    'A new service writes this table and its authors never heard of your cache. How long is the cache wrong?',
  'version-stamps':
    'A reader loads the old row, the writer commits and deletes, then the reader fills. Now what?',
  'ttl-as-safety-net': 'Every delete is lost for an hour. What is the oldest answer you can give?',
  'sheds-by-priority':
    'The database can serve a third of what is asked. Which third, who chose it, and when was that written down?',
  'warming-gate':
    'The new cache is filling. At which number do you send it the traffic, and what if it never gets there?',
  'hot-key-detection':
    'This key was a surprise. Which number told you, in which second, and who acts on it at night?',
  'survives-lock-holder-crash':
    'The holder of the lock is not dead but slow: its lease ends, another loads, and then the first one fills. Which value stays?',
  'asks-staleness-tolerance': 'You have drawn a cache. How old may this answer be, and whom did you ask?',
  'asks-read-write-ratio':
    'How often is this read for each time it is written, and what would change your mind?',
  'pushes-back-on-caching':
    'What would it cost to ask the database for this each time, and what does the cache give for its own cost?',
  'commits-to-intent':
    'Is this cache for the origin, for latency or for cost? What would you give up for it?',
  'retries-invalidation': 'The delete timed out. Does anybody try again, how often, and who hears of it?',
  'covers-unknown-writers':
    'Five services write this entity, and a sixth begins next month. What protects the cache from the sixth?',
  'cdc-lag-and-cost': 'How far behind is the change feed at its worst, and who runs it at night?',
  'critical-data-bypasses':
    'Which of these may never be served from the past, and what does its reader get instead?',
  'read-your-writes': 'I press Save, reload, and see the old value. How do you explain that to me?',
  'correctness-sampling': 'When did you last compare a cached value with the database?',
  'correctness-over-hit-rate': 'Your hit rate is 99 %. How many of those answers were right?',
  'background-refresh': 'Why does any reader have to wait for a popular entry to be renewed?',
  'failure-by-data-type':
    'The cache does not answer, or the database drowns. What does a reader of each of these types get?',
  'writes-survive-cache':
    'The cache crashes while people are saving. Which of their writes are refused, and which are gone?',
  'origin-health-first': 'The hit rate has fallen by 25 points. Which graph do you open first?',
  'hot-key-local-copy':
    'One key is read a hundred times as often as a minute ago. Where is it answered from?',
  'hot-key-replication': 'You keep six copies of a key. Who deletes the sixth when the price changes?',
  'capacity-for-all-misses': 'How long could the database carry all reads, and when did you last try?',
  'layers-with-purpose': 'What does each of these tiers do that the one behind it cannot?',
  'aggregate-staleness-math':
    'Add up your tiers: how old can an answer be at worst, and does somebody know that?',
  'l1-eviction-channel': 'A write deletes the shared copy. How do fifty processes hear of it?',
  'diagnoses-which-tier': 'Some readers see the old value, some the new one. What do you look at first?',
  'regional-async-invalidation': 'A price changes in Virginia. When does a reader in Dublin see it, and how?',
  'global-bypass': 'Two regions sell the last item at once. Which copy of the stock count did each look at?',
  'governance-for-new-caches': 'Another team adds a cache next week. Who looks at it before it ships?',
  'usage-audit-first': 'What share of these keys is ever read a second time?',
  'per-team-attribution': 'Whose keys are these, and who gets the bill?',
  'systemic-over-local-fix': 'You have fixed this key. Which others are configured like it?',
  'consistency-tiers-as-policy': 'Who decides, for a type that does not exist yet, how it may be cached?',
  'invalidation-platform': 'How many teams have to get invalidation right before a new one is safe?',
  'org-wide-classification': 'Where does a new team look up how old its data may be?',
  'coalescing-across-instances':
    'You have a hundred instances, and each coalesces for itself. One of them takes a lease for all and crashes. How long do the others wait?',
}

/** Throws for a signal without a question: whoever adds a criterion adds its probe. */
export function questionFor(signal: string): string {
  const question = QUESTIONS[signal]
  if (question === undefined) throw new Error(`no question for the signal "${signal}"`)
  return question
}
