import type { Design } from '#cache/design.ts'
import type { Policy } from '#cache/policy.ts'
import { eachPolicy, type Knob, leading } from './knob.ts'

const KINDS = [
  { value: 'all', title: 'All' },
  { value: 'half', title: 'The half worth it' },
] as const

/** A design names its types in the order of what it is worth to cache them; of the later half nothing is cached, or all. */
export const cachedKinds: Knob = {
  id: 'cached-kinds',
  group: 'Tiers',
  title: 'Kinds of data cached',
  kind: 'choice',
  options: KINDS,
  usual: 'all',
  read: design => (isHalf(design) ? 'half' : 'all'),
  write: (design, value) => {
    if (value === (isHalf(design) ? 'half' : 'all')) return design
    const later = new Set(laterHalf(design))
    const policies = Object.entries(design.policies).map(([type, policy]) => [
      type,
      later.has(type) ? { ...policy, pattern: value === 'half' ? 'none' : 'cache-aside' } : policy,
    ])
    return { ...design, policies: Object.fromEntries(policies) }
  },
  effect: design =>
    isHalf(design)
      ? `Not cached: ${laterHalf(design).join(', ')}`
      : 'Whatever is read is kept, also what nobody reads a second time',
}

function isHalf(design: Design): boolean {
  const later = laterHalf(design)
  return later.length > 0 && later.every(type => design.policies[type]!.pattern === 'none')
}

function laterHalf({ policies }: Design): readonly string[] {
  const types = Object.keys(policies)
  return types.slice(Math.ceil(types.length / 2))
}

const ENCODINGS: readonly {
  readonly value: Policy['encoding']['compression']
  readonly title: string
  readonly effect: string
}[] = [
  { value: 'none', title: 'None', effect: 'Values are stored as they are' },
  { value: 'fast', title: 'Fast', effect: 'Values take less than half; names and bookkeeping stay as large' },
  { value: 'strong', title: 'Strong', effect: 'Values take a third; names and bookkeeping stay as large' },
]

export const compression: Knob = {
  id: 'compression',
  group: 'Tiers',
  title: 'Compression',
  kind: 'choice',
  options: ENCODINGS,
  usual: 'none',
  read: design => leading(design)?.encoding.compression ?? 'none',
  write: (design, value) =>
    eachPolicy(design, policy => ({
      ...policy,
      encoding: { ...policy.encoding, compression: value as Policy['encoding']['compression'] },
    })),
  effect: design =>
    ENCODINGS.find(each => each.value === leading(design)?.encoding.compression)?.effect ??
    'Nothing is stored',
}

export const redisMemory: Knob = {
  id: 'redis-memory',
  group: 'Redis',
  title: 'Memory of each node',
  kind: 'slider',
  stops: [0, 250_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000],
  usual: 1_000_000,
  read: design => design.redis.memoryBytes ?? 0,
  write: (design, bytes) => ({
    ...design,
    redis: { ...design.redis, memoryBytes: bytes === 0 ? null : bytes },
  }),
  show: bytes => (bytes === 0 ? 'as it needs' : `${bytes / 1e6} MB`),
  effect: ({ redis: { memoryBytes, eviction } }) =>
    memoryBytes === null
      ? 'Grows with what is put into it, and so does the bill'
      : eviction === 'noeviction'
        ? 'Full, it refuses writes'
        : 'Full, it evicts what was not read lately, which need not be what is worthless',
}
