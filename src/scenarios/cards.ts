/** What the wall of incidents shows of a lab: known without loading it. */
export interface Card {
  readonly id: string
  /** What the trouble is called. */
  readonly title: string
  /** The incident as a headline. */
  readonly incident: string
  /** One line for lists. */
  readonly tagline: string
  /** What gives way, in a few words. */
  readonly breaks: string
  /** The rubric dimension it is most about. */
  readonly dimension:
    | 'failure-modes'
    | 'consistency'
    | 'invalidation'
    | 'multi-tier'
    | 'ownership'
    | 'first-move'
  readonly minutes: number
  /** The series of its runs that shows the trap and the answer apart. */
  readonly picture: Picture
}

/** A series of a recording, for a small picture. */
export type Picture = 'origin' | 'failed' | 'stale' | 'p50' | 'p99' | 'misses' | 'memory' | 'shard' | 'loads'

const cards = {
  'thundering-herd': {
    title: 'Thundering herd',
    incident: 'The home page expired at 12:00:20 and took the shop with it',
    tagline: 'One popular key expires, and a thousand readers ask the database for it at once.',
    breaks: 'A pool of 50 connections',
    dimension: 'failure-modes',
    minutes: 6,
    picture: 'origin',
  },
  'fleet-herd': {
    title: 'Fleet herd',
    incident: 'A hundred instances, one lock, and its holder died',
    tagline: 'A hundred instances each send one query for the same key, and the one with the lock crashes.',
    breaks: 'Coalescing that stops at the process',
    dimension: 'failure-modes',
    minutes: 7,
    picture: 'origin',
  },
  'mass-expiry': {
    title: 'Mass expiry',
    incident: 'Five minutes after a perfect deploy, everything expired',
    tagline: 'A deploy warmed the whole catalogue in one go, so the whole catalogue ends in one go.',
    breaks: 'A cliff of equal TTLs',
    dimension: 'failure-modes',
    minutes: 6,
    picture: 'origin',
  },
  'hot-key': {
    title: 'Hot key',
    incident: 'A product was on television, and one shard of twelve melted',
    tagline: 'One product goes viral: one shard of twelve melts, and takes innocent keys with it.',
    breaks: 'One shard, and every key on it',
    dimension: 'failure-modes',
    minutes: 7,
    picture: 'p99',
  },
  'cold-start': {
    title: 'Cold start',
    incident: 'Redis was back in a second; the shop was not',
    tagline: 'Redis restarts empty, and every read is a miss.',
    breaks: 'An origin sized for hits',
    dimension: 'failure-modes',
    minutes: 7,
    picture: 'origin',
  },
  'silent-staleness': {
    title: 'Silent staleness',
    incident: 'For five minutes she saw her old address, and every dashboard was green',
    tagline: 'Deletes get lost on the way, readers see old data, and nothing alerts.',
    breaks: 'Nothing that anybody measures',
    dimension: 'invalidation',
    minutes: 7,
    picture: 'stale',
  },
  'new-write-path': {
    title: 'New write path',
    incident: 'Three months ago a team began to write this table',
    tagline: 'Seven endpoints delete the key. The eighth, of a new service, does not know that there is one.',
    breaks: 'A rule that only its authors knew',
    dimension: 'invalidation',
    minutes: 7,
    picture: 'stale',
  },
  'write-race': {
    title: 'Write race',
    incident: 'The delete worked, and the old price came back',
    tagline: 'A reader fills the cache with what it read before the write.',
    breaks: 'The order of read, write and fill',
    dimension: 'invalidation',
    minutes: 7,
    picture: 'stale',
  },
  'cache-down': {
    title: 'Cache down',
    incident: 'Redis is gone, and four kinds of data need four answers',
    tagline: 'Redis carries nine reads of ten, and does not answer any more.',
    breaks: 'An origin at ten times its load',
    dimension: 'failure-modes',
    minutes: 8,
    picture: 'failed',
  },
  'product-catalog': {
    title: 'Product catalogue',
    incident: 'The sale began at noon; some saw it at five past',
    tagline: 'Description, price and stock share one entry and one TTL when a flash sale begins.',
    breaks: 'One TTL for three kinds of data',
    dimension: 'consistency',
    minutes: 8,
    picture: 'stale',
  },
  'stale-profile': {
    title: 'Stale profile',
    incident: 'He changed his name, saved, and still saw the old one. Sometimes',
    tagline: 'Users look at what they have just saved, and now and then see what was there before.',
    breaks: 'The trust of whoever pressed Save',
    dimension: 'consistency',
    minutes: 7,
    picture: 'stale',
  },
  'multi-region': {
    title: 'Two regions',
    incident: 'We opened in Europe, and every cached read crosses the ocean',
    tagline: 'One cache for the world, one for each region, or one each with a bus between them.',
    breaks: 'Latency, or the stock count',
    dimension: 'multi-tier',
    minutes: 8,
    picture: 'p50',
  },
  'ttl-conflict': {
    title: 'TTL conflict',
    incident: 'Product says an hour, Infra says five minutes, somebody said fifteen',
    tagline: 'Two teams argue about one number for three kinds of data.',
    breaks: 'A contract that nobody wrote',
    dimension: 'ownership',
    minutes: 7,
    picture: 'stale',
  },
  'correctness-incident': {
    title: 'Correctness incident',
    incident: 'A wrong price in the database, and a hit rate of 99 %',
    tagline: 'A bug writes wrong prices. The cache first hides it, then keeps it alive after the repair.',
    breaks: 'The belief that a hit is right',
    dimension: 'consistency',
    minutes: 8,
    picture: 'stale',
  },
  'cost-tripled': {
    title: 'Cost tripled',
    incident: 'Finance wants 40 % of the Redis bill back',
    tagline: 'Keys that are read once, a category that hardly hits, and values that nobody compresses.',
    breaks: 'The budget',
    dimension: 'ownership',
    minutes: 8,
    picture: 'loads',
  },
  'black-friday': {
    title: 'Black Friday',
    incident: 'Hit rate 95 to 70, and the phone rings',
    tagline: 'At the peak of the year the cache slows down and misses. The patient is the database.',
    breaks: 'An origin at six times its load',
    dimension: 'failure-modes',
    minutes: 9,
    picture: 'origin',
  },
  'stale-payment': {
    title: 'Stale payment method',
    incident: 'For three hours the old card was charged',
    tagline:
      'A payment method is cached for three hours, because that was the default. So is everything else.',
    breaks: 'Money, without an error',
    dimension: 'consistency',
    minutes: 7,
    picture: 'stale',
  },
  'warming-gone-wrong': {
    title: 'Warming gone wrong',
    incident: 'The old cache was switched off on schedule. Nobody had asked the new one',
    tagline: 'A warming job takes twelve times as long as planned, and the timer does not ask.',
    breaks: 'A deploy that trusts a clock',
    dimension: 'failure-modes',
    minutes: 8,
    picture: 'origin',
  },
  'multi-tier-stale': {
    title: 'Stale in some places',
    incident: 'Reload, and it is new. Reload, and it is old again',
    tagline: 'The shared cache hears of every write. The copies inside the instances do not.',
    breaks: 'Instances that disagree',
    dimension: 'multi-tier',
    minutes: 7,
    picture: 'stale',
  },
  'write-strategies': {
    title: 'Write strategies',
    incident: 'Four ways to write through a crash, and what each one costs',
    tagline: 'Aside, read-through, write-through and write-behind meet the same failing cache.',
    breaks: 'Writes: refused, slow, or lost',
    dimension: 'failure-modes',
    minutes: 9,
    picture: 'failed',
  },
  'when-not-to-cache': {
    title: 'When not to cache',
    incident: 'They cached everything. The one thing that needed it got slower',
    tagline:
      'Written more than read, hardly read twice, already hot in the database, never to be old: all cached.',
    breaks: 'The reflex',
    dimension: 'first-move',
    minutes: 7,
    picture: 'stale',
  },
  sizing: {
    title: 'Sizing',
    incident: 'Sized for a hit rate of 85 %, and every third read missed',
    tagline: 'How much memory buys how many hits, for the skew of your own readers.',
    breaks: 'A rule of thumb',
    dimension: 'first-move',
    minutes: 7,
    picture: 'misses',
  },
  metastable: {
    title: 'Metastable failure',
    incident: 'The trigger was over after ten seconds. The outage was not',
    tagline: 'The cache empties, retries keep it empty, and nothing gets better by itself.',
    breaks: 'The way back',
    dimension: 'failure-modes',
    minutes: 8,
    picture: 'failed',
  },
} satisfies Record<string, Omit<Card, 'id'>>

export type LabId = keyof typeof cards

export function isLabId(id: string): id is LabId {
  return Object.hasOwn(cards, id)
}

export function card(id: LabId): Card {
  return { id, ...cards[id] }
}

/** Every lab there is, in the order of the wall. */
export const CARDS: readonly Card[] = (Object.keys(cards) as LabId[]).map(card)
