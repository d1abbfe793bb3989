import type { Carried } from './carried.ts'

/** The appendices (source: A to F). */
export const appendices: readonly Carried[] = [
  {
    page: 'playbook/patterns',
    facts: [
      'cache-aside|application del',
      'default',
      'every write path|writers|writer|path race|invalidation',
      'write-through doubled|double|twice|longer|sum latency|write|writes',
      'write-through fail|fails|failure cache',
      'read-through managed|service',
      'read-through fail|fails|failure read|reads',
      'write-behind lost|loss|lose',
      'write-behind counters analytics',
      'write-behind burst|bursts',
      'authoritative',
    ],
  },
  {
    page: 'playbook/thundering-herd-reference',
    facts: [
      'set nx ex',
      'singleflight go',
      'in-process|process worker|map',
      'ttl random',
      'xfetch beta|β',
      'jitter spread|spreads',
      'average|mean age',
    ],
  },
  {
    page: 'playbook/sizing',
    tables: [
      {
        head: 'working|cache|share|size|memory hit',
        rows: ['10 % 70 %', '20 % 85 %', '50 % 95 %', '100 % 99 %'],
      },
    ],
    facts: [
      'memory_needed working_set_size overhead_factor',
      'num_keys avg_value_size',
      '1.5-2x redis fragmentation',
      '1,000,000|million 2 kb 2 gb',
      '2 gb 1.5 3 gb',
      '3 gb 1.2 3.6 gb',
      '20 % 80 % keys|requests|reads',
      'uniform',
      'working set hot|all|everything',
      '80 % 95 % 99 % hit rate',
      'miss cost|costs latency|capacity',
      '$/gb|gb price|cost|costs|$',
      '12 months|growth',
    ],
  },
  {
    page: 'playbook/invalidation-reference',
    facts: [
      'del write every|each path|paths',
      '1 ms race|window',
      '2x ttl|budget|window',
      'new write path|paths|endpoint|endpoints',
      'network|timeout|lost del',
      'debezium wal',
      'maxwell binlog',
      '100 ms 1 s',
      'kafka consumer group',
      'user:{id}:v{version}',
      'cardinality|keys old|versions memory',
      'unreachable|never asked|reads version|stamp',
    ],
  },
  {
    page: 'playbook/observability',
    tables: [
      {
        head: 'metric alert|threshold|page|pages|when',
        rows: [
          'cache.hit_rate 80 % 5 min p2',
          'origin.rps 150 % baseline p2',
          'cache.eviction_rate 1,000 p2',
          'cache.latency_p99_ms 50 ms p2',
          'cache.invalidation_lag_seconds 30 s p1 financial',
          'cache.correctness_divergence_rate 0.1 % p1',
        ],
      },
    ],
    facts: [
      '99 % wrong',
      'origin load|rps|queries hot',
      'invalidation lag write|commit',
      '0.1 % read|reads source|origin|database',
      'panel|panels tier family|pattern|families|patterns',
      'eviction memory',
    ],
  },
  {
    page: 'playbook/multi-region',
    tables: [
      {
        head: 'strategy|strategies consistency latency',
        rows: [
          'per-region|region no|none|without|nothing',
          'per-region|region async|asynchronous|invalidation medium',
          'global single|one strong|not high',
          'global replicated|replicas high',
        ],
      },
    ],
    facts: [
      '100-500 ms',
      'cdc bus del|delete|deletes',
      'profiles|profile catalogue|catalog session|sessions',
      'inventory|stock oversell|overselling|oversold|sold',
      'rate limiting|limits|limit abuse',
      'financial compliance',
      'bypass|bypasses|past authoritative',
    ],
  },
]
