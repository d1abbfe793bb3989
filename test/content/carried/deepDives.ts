import type { Carried } from './carried.ts'

/** The deep dives (source: 8). */
export const deepDives: readonly Carried[] = [
  {
    page: 'deep-dives/black-friday-cache-failure',
    tables: [
      {
        head: 'phase|when|step',
        rows: [
          '0-5 database cpu|pool',
          'triage hot memory|eviction|evictions traffic',
          'immediate|fix|now l1|pre-warm|pre-warming|warm shed',
          'guardrail|guardrails breaker coalescing p0|checkout',
          'post-mortem|afterwards capacity 3x',
        ],
      },
    ],
    facts: [
      '50 % latency',
      '95 % 70 %',
      'cache.hit_rate 5 % 3 min',
      'origin.rps',
      'origin.error_rate',
      'cache.eviction_rate',
      'cache.memory_utilization',
      'recommendations analytics',
      'checkout cart payment',
      'load test|tests|testing',
      '2 weeks',
      'runbook',
    ],
  },
  {
    page: 'deep-dives/stale-payment-data',
    tables: [
      {
        head: 'answer|staff|do|what|action',
        rows: [
          'root cause classified|classification|class|nobody',
          'immediate|now purge|delete|del verify|check|checks',
          'system 60 s',
          'process finance legal',
          'audit pattern|patterns|keys|key',
        ],
      },
    ],
    facts: [
      '3 hours|three hours|three-hour|3 h card|payment',
      'pii preferences',
      'default|reviewed|intentional|chosen',
      'billing auth permissions',
      'approved|approve|signed',
      'cache.staleness_age_by_key_pattern',
      'cache.invalidation_latency',
      'cache.sensitive_data_access_count',
      'pr checklist|review',
      'correctness monitoring|sampling',
    ],
  },
  {
    page: 'deep-dives/cache-warming-gone-wrong',
    tables: [
      {
        head: 'action|what|do|staff|answer',
        rows: [
          'root cause 12x|twelve',
          'system 80 %',
          'process 2x rollback|rolled|roll',
          'capacity 50 % 4|4-week week|weeks|4-week',
        ],
      },
    ],
    facts: [
      '2 hours|two hours|2 h 10 min',
      'gate timer|schedule|time|clock',
      'growth parallel|parallelism query|queries|slower',
      'cache.warming_duration_seconds',
      'cache.warming_progress_pct',
      'cache.hit_rate_during_warmup',
      'origin.load_during_warmup',
      'quarterly|quarter',
      'sla|agreement rollback|trigger|roll',
    ],
  },
  {
    page: 'deep-dives/multi-tier-intermittent-stale',
    tables: [
      {
        head: 'answer|staff|what|do|action',
        rows: [
          'hypothesis|suspect l1 instances|instance',
          'investigation|look|find instances|all|some l2',
          'root cause l1 10 s',
          'decision accept|live pub/sub',
          'arithmetic|math|maths|sum|staleness 10 s product|approved|signed',
        ],
      },
    ],
    facts: [
      'l1 10 s l2 5 min',
      '5 min 10 s',
      'cache.l1_staleness_age',
      'cache.l2_staleness_age',
      'cache.cross_instance_consistency',
      'cache.invalidation_propagation_latency',
      'pub/sub lag|delivery',
      'checklist l1',
    ],
  },
  {
    page: 'deep-dives/cache-cost-tripled',
    tables: [
      {
        head: 'action|what|do|staff|answer',
        rows: [
          'analysis|audit|measure reuse|once|cardinality hit rate',
          'quick|removal|remove|removals hit rate ttl recompute|recomputed|recomputing',
          'architecture|tier|tiers|tiered cold|warm redis',
          'compress|compression 2-5x messagepack 10-40 %',
          'governance review team|per-team',
        ],
      },
    ],
    facts: [
      'tripled|tripling|3x|times 6 months',
      '40 %',
      'growth|organic service eviction|evict|policy',
      'finance target|number|analysis',
      'cache.hit_rate_by_key_pattern',
      'cache.key_reuse_rate',
      'cache.memory_cost_per_hit',
      'cache.new_key_categories_per_week',
      'quarterly|quarter audit',
    ],
  },
]
