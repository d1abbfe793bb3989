import type { Carried } from './carried.ts'

/** Fault lines, failure modes, rubric, flow, levels and opinions (source: 3 to 6, 9 and 10). */
export const body: readonly Carried[] = [
  {
    page: 'playbook/fault-lines',
    tables: [
      {
        head: 'pays fresh|freshness',
        rows: [
          'short < 30 s|30 s infra|infrastructure|capacity',
          'long > 5 min|5 min product support',
          'per type|per-type|type engineering classif|classification|classifying|classify',
          'explicit|del ttl engineering write',
        ],
      },
      {
        head: 'pays write',
        rows: [
          'cache-aside independent|survive|survives|unaffected application|teams',
          'write-through coupled|fail|fails users|services',
          'write-behind lost|loss|lose',
        ],
      },
      {
        head: 'type fail|fails|failure|down|gone',
        rows: [
          'preferences feed stale',
          'catalogue|catalog pricing|price|prices fall|falls|origin breaker',
          'financial auth permissions explicit',
          'inventory|stock error|fail|fails oversell|overselling|oversold|twice',
        ],
      },
      {
        head: 'pays latency memory',
        rows: [
          'l1 microseconds instance users',
          'l2|redis 1-3 ms infra|infrastructure|platform',
          'both|multi-tier|tiers engineering',
        ],
      },
      {
        head: 'pays fail|fails|failure|wrong',
        rows: [
          'reactive|ttl product',
          'proactive|del engineering write',
          'hybrid|del ttl missed|lost',
          'cdc 1 s infra|infrastructure|pipeline|platform',
        ],
      },
      {
        head: 'data|type|class',
        rows: [
          'real-time 10 s inventory pricing|price|prices',
          'near-real-time 30 s 5 min profiles|profile descriptions|description',
          'batch 5 min aggregations|aggregates feeds',
        ],
      },
    ],
    facts: [
      '5-10 s l1',
      'pub/sub|eviction l1 10 s',
      '2x ttl|budget',
      'runbook',
      'writing|written product|confirm|confirms|confirmed',
      'write path|endpoint|endpoints|writer cdc 1 s',
    ],
  },
  {
    page: 'playbook/failure-modes',
    tables: [
      {
        head: 'how price|trade|cost',
        rows: [
          'coalescing|singleflight wait|waiters',
          'early expiry',
          'background refresh',
          'limiter|breaker fail|refused',
        ],
      },
      {
        head: 'how price|trade|cost|pays',
        rows: [
          'l1|in-process|process instance',
          'replication|copies|copy del|delete|deletes|invalidation',
          'read replicas|replicas lag',
        ],
      },
      {
        head: 'how price|trade|cost|pays',
        rows: [
          'warm|warming traffic|shift|deploy',
          'gradual|slowly|step|steps|shift',
          'headroom|capacity',
          'persist|persistence|persistent|rdb|aof restart|restarts|memory|old',
        ],
      },
      {
        head: 'silent|loud pays',
        rows: [
          'cluster|cache down|gone|lost seconds',
          'herd loud seconds origin|database users',
          'hot key minutes|min',
          'cold start loud seconds',
          'staleness silent hours never trust',
          'bug|wrong silent hours never trust',
        ],
      },
    ],
    facts: [
      '1,000 10 s',
      '100x shard|node',
      '10,000 s|second',
      'per-key qps|rate|share shard|%',
      'black friday|scheduled l1',
      '80 % hit rate',
      '50 % baseline|warming|trend|longer',
      'email|address old|stale',
      '5 min ttl',
      'cdc 1 s',
      '0.1 %',
      'version stamp|stamps|stamped',
      '99 % 1 %',
    ],
  },
  {
    page: 'playbook/evaluation-rubric',
    tables: [
      {
        head: 'l5 l6 l7',
        rows: [
          'first move cache-aside budget classification|classes',
          'invalidation ttl del cdc platform',
          'consistency assumed|assumes|unasked|unspoken budget|type polic|policy',
          'failure replicas herd hot cold silent capacity',
          'multi-tier|tiers|tier l1 l2 arithmetic|maths|math|sum|aggregate|worst standard|standardised|standardized',
          'ownership implementation|mechanism|builds warming paged|pager|page|paging platform|governance',
        ],
      },
      {
        head: 'signal sound|sounds|hear|says|like',
        rows: [
          'product 30 s',
          'contract|invalidation del ttl cdc',
          'type|failure|failures financial explicit stale origin',
          'not to cache|not cache|push|pushes back write read',
          'correctness hit rate',
        ],
      },
      {
        head: 'signal miss|misses|bar|why|short|lacks|missing',
        rows: [
          'redis 5-minute|5 min|five staleness',
          'ttl write',
          'herd coalescing',
          'always|helpful|helps cache|caching push|pushes|whether|question|questions|back',
          'own|owner|ownership|owns warm|warms|warming page|paged|pager|monitor|monitors|monitoring',
        ],
      },
    ],
    facts: ['sorted sets hyperloglog', 'l1 l2 cdn pub/sub decoration|drawing|diagram|picture', 'cdc lag'],
  },
  {
    page: 'playbook/interview-flow',
    tables: [
      {
        head: 'min|time|phase goal|purpose|what',
        rows: [
          '0-5 staleness|budget read ratio|reads',
          '5-12 cache-aside',
          '12-25 invalidation cdc race|races',
          '25-35 herd hot key cold silent',
          '35-45 warming monitor|monitoring|correctness own|ownership|owner|owns',
        ],
      },
      {
        head: 'say|said|after ask|probe|probes evaluat|evaluating|evaluate|evaluates|test|tests|hear|listen|listening|learn',
        anywhere: true,
        rows: [
          'cache-aside write ttl|explicit',
          'del five services|teams|writers cdc|backstop',
          '5 min 4 min|t+4 who approved|signed|agreed|decided|contract|product',
          'coalescing|coalesce 100 99 crash|crashes|dies',
          'stale price|prices pays|paid|charged|amount|wrong',
        ],
      },
    ],
    facts: [
      '45 min|minutes|minute',
      'cold completely|entirely|empty',
      'herd popular|expires|key',
      'invalidation fails|fail|lost|failed',
      'detect|know|notice stale',
      'not cache',
      'tripled|triple|times',
    ],
  },
  {
    page: 'playbook/level-expectations',
    facts: [
      'budget signed|sign|signs before|first|boxes',
      'del ttl cdc',
      'herd coalescing early',
      'serve stale|stale fall|falls explicit',
      'worst aggregate|sum|arithmetic|bound|tiers|multi-tier',
      'push|against|refuse|not cache',
      'l4|mid-level cache-aside lru',
      'l5|senior 5 min 10x',
      'l6|staff 5 min 25',
      'hot key',
      'correctness hit rate',
    ],
  },
  {
    page: 'playbook/controversial-opinions',
    facts: [
      'stale undetected|detected|detect|noticed|notices|unnoticed|signal',
      'hit rate correctness',
      '99 % price|wrong|row',
      '5 min ttl|cached',
      '50 % hit rate',
      'write rate|writes read',
      'remove|removing|delete|deleting cache',
      'explain contract|staleness',
      'own|owner|owns|ownership invalidation',
      'cdc bypass|bypasses|around|past|new',
      'ttl symptom|root cause|cause',
      'shorter load|origin',
    ],
  },
]
