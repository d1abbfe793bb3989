/** The question an interviewer asks to test for a signal that has not been shown. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'quantifies-blast-radius':
    'How many queries reach the database in the second after the key expires, and how large is its pool?',
  'early-expiry-or-jitter':
    'Your waiters all wait for one load. Why did they have to meet the expiry at all?',
  'request-coalescing': 'A thousand readers miss the same key at once. How many of them ask the database?',
  'origin-breaker': 'The origin is failing half its queries. What does your cache do with the next miss?',
  'budget-per-data-type':
    'Your TTL lets this page be five minutes old. Which number did you promise, and to whom?',
  'product-signs-off': 'Somebody sees a stale page and complains. Who decided that this was acceptable?',
  'written-staleness-contract':
    'Where is it written down how old this page may be, and whose name is under it?',
  'names-invalidation-owner':
    'Five services write this entity. Who makes sure that each of them deletes the key?',
  'names-pager-owner': 'The hit rate falls to half at three in the morning. Whose phone rings?',
  'del-on-write': 'The data changes at 1:00 and is read at 1:04. What does the reader see?',
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
  'coalescing-across-instances':
    'You have a hundred instances, and each coalesces for itself. One of them takes a lease for all and crashes. How long do the others wait?',
}

/** Throws for a signal without a question: whoever adds a criterion adds its probe. */
export function questionFor(signal: string): string {
  const question = QUESTIONS[signal]
  if (question === undefined) throw new Error(`no question for the signal "${signal}"`)
  return question
}
