import type { Carried } from './carried.ts'

/** How to use it, the summary, the walkthrough, the lens and the framing (source: front matter, 1 and 2). */
export const front: readonly Carried[] = [
  {
    page: 'playbook/how-to-use',
    tables: [
      {
        head: 'mode time',
        rows: [
          'quick 15 min|quarter executive summary|executive walkthrough fault lines drills',
          'targeted 1-2 h|hour executive walkthrough fault lines deep dives',
          'deep 3+|3 h|three everything|all|every',
        ],
      },
    ],
  },
  {
    page: 'playbook/executive-summary',
    tables: [
      {
        head: 'l5 l6',
        rows: [
          'first move redis staleness owns|own',
          'invalidation 5 min safety net',
          'failure replicas herd shed',
          'consistency write-heavy|writes hit rate',
          'ownership warm|warming pager|paged|page sign|signed|signs',
        ],
      },
      {
        head: 'position why|because|rationale|reason',
        rows: [
          'cache-aside write-through write',
          'ttl safety net missed|miss|lost',
          'invalidation eviction lru lfu',
          'product sign|signs|signed|owns staleness',
          'financial|money auth|authentication|permissions bypass|bypasses|past|around|skip',
          'own|owned|owner invalidation',
        ],
      },
      {
        head: 'intent constraint|protects staleness|stale',
        rows: [
          'origin protection coalescing breaker product',
          'latency sub-millisecond|millisecond l1 l2 cdn seconds minutes',
          'cost expensive|computation|compute precompute|precomputed|ahead minutes hours',
        ],
      },
      {
        head: 'say|hear|answer ask',
        anywhere: true,
        rows: [
          'cache-aside write forget|forgets|forgot',
          '5 min 1:00 1:04',
          'race|reader fill|fills|refill|repopulate|puts|filled write',
          'replicas cold warm|warming',
          '100 instances 99 wait|waiting',
        ],
      },
      {
        head: 'l5 l6',
        rows: [
          'invalidation 5-minute|5 min safety net',
          'pattern cache-aside write',
          'herd coalescing|coalesce|singleflight early',
          'cache failure|fails|down breaker prefer|preferences stale explicit',
          'hot key l1 shard',
          'ownership|owner product engineering pager|page|paged',
        ],
      },
    ],
    facts: [
      'two sources of truth|second source of truth disagree',
      'consistency problem performance optimisation|optimization',
      '1,000 writes|write min|minute 5 min|five',
      '2x staleness|window|budget',
      'write-heavy|writes',
      'auth|permissions',
      '3x origin|load',
      'three hours|3 h|hours',
    ],
  },
  {
    page: 'playbook/interview-walkthrough',
    facts: [
      '2 min frame|framing|problem',
      '30 s entities|entity',
      '3 min architecture|layers|paths',
      '15 s',
      '5-15 min',
      '95 % read|reads',
      'read write ratio|per staleness own|owns',
      'cacheentry key value ttl version|etag',
      'invalidationevent key_pattern source timestamp propagation_status',
      'cachepolicy data_type staleness_budget eviction_strategy origin_fallback',
      'l1 10 s',
      'l2|redis 5 min',
      '100 one|1 same|coalescing|coalesced',
      'del delete update',
      'pub/sub l1',
      'cdc|change 1 s',
      'cdn 60 s',
      'l1 l2 ttl product|signed|sum|longer|larger',
      'financial explicit',
      'preferences stale l1',
      'buffer pool',
      'five teams|services|writers',
      '1,000 database|query|queries miss|misses',
      '90 % 10x',
      '100x shard',
      '{key}:shard',
      'replication lag|replica',
      'per-key qps|per key|rate',
      'sample|sampling hit rate',
      '30 s signed|sign|signs three hours|3 h',
    ],
  },
  {
    page: 'playbook/staff-lens',
    facts: [
      'six hours|6 h wrong|stale',
      'contract ttl',
      'redis debug|debugged|operate|operated|everyone|everybody',
    ],
  },
  {
    page: 'playbook/problem-framing',
    tables: [
      {
        head: 'why|cost|hurts|happens|because',
        rows: [
          'write-heavy invalidation|invalidations',
          'low-reuse|reuse once|twice',
          'consistency|critical auth|permissions',
          'hot buffer|database hop',
          'own|owned|owner invalidation|invalidate',
        ],
      },
      {
        head: 'pattern write read own|owns|owner|invalidation',
        rows: [
          'cache-aside del application|teams|team',
          'read-through miss|misses service|cache',
          'write-through cache',
          'write-behind async|later|afterwards|queue',
        ],
      },
    ],
    facts: [
      'origin rps hit rate hot',
      'breaker coalescing',
      'sub-millisecond|millisecond',
      'l1 hottest|hot l2 warm|rest|others|wider',
      'inference|ml|model join|joins',
      'model update|new|changes|version ttl',
      'read write ratio',
      'staleness|stale type',
      'consistency availability',
      'services|writers write|writing|writes',
      'budget|memory memory',
    ],
  },
]
