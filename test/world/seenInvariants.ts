import type { Policy } from '#cache/policy.ts'
import type { Run } from './arbitraries.ts'
import type { Onlooker } from './onlooker.ts'

/** A sentence about what only an onlooker sees; `broken` returns what speaks against it, null when it holds. */
export interface SeenInvariant {
  readonly sentence: string
  readonly broken: (run: Run, seen: Onlooker) => string | null
}

function first<A>(found: readonly A[], say: (each: A) => string): string | null {
  return found[0] === undefined ? null : `${say(found[0])}, one of ${found.length}`
}

/** Of every run, whatever goes wrong. */
export const SEEN: readonly SeenInvariant[] = [
  {
    sentence: 'the breaker lets no more than its probes through while it is half open',
    broken: ({ design }, { recording, asked }) => {
      const { breaker } = design.origin
      if (breaker === null || recording.eventsLeftOut > 0) return null
      const changes = recording.events.filter(({ kind }) => kind === 'breaker' || kind === 'crash')
      for (const [index, { atMs, text }] of changes.entries()) {
        // Of the breakers before Redis, and of the service's, it is not known what they let through.
        const [, number, state] = /[Ii]nstance (\d+) is (.*)/.exec(text) ?? []
        if (state !== 'half open') continue
        // Another state; also an instance that restarts has a new breaker.
        const next = changes.slice(index + 1).find(each => each.text.includes(`nstance ${number} is `))
        const untilMs = next?.atMs ?? Number.POSITIVE_INFINITY
        const probes = (asked.get(Number(number) - 1) ?? []).filter(ms => ms >= atMs && ms < untilMs).length
        if (probes > breaker.probes)
          return `${probes} of ${breaker.probes} at ${atMs} ms in instance ${number}`
      }
      return null
    },
  },
  {
    sentence: 'nothing is stored that nobody has loaded or committed',
    broken: (_, { unheardOf }) => first(unheardOf, ({ key, version }) => `${key.name} version ${version}`),
  },
  {
    sentence: 'what is acknowledged is durable, owed or told as lost',
    broken: (_, { recording, owedWrites }) => {
      const { acknowledged, durable, lost } = recording.summary.writes
      if (acknowledged <= durable + lost + owedWrites) return null
      return `${acknowledged} acknowledged, ${durable} durable, ${lost} lost, ${owedWrites} owed`
    },
  },
]

/** Of quiet runs: with miss tokens, what was deleted does not come back. */
export const SEEN_QUIET: readonly SeenInvariant[] = [
  {
    sentence: 'with miss tokens no node keeps a version older than the commit that led to its delete',
    broken: ({ design }, { revived }) => {
      const isProtected = ({ invalidation, readFrom, pattern }: Policy) =>
        invalidation.missTokens &&
        readFrom === 'primary' &&
        (pattern === 'cache-aside' || pattern === 'read-through')
      const found = revived.filter(({ key }) => {
        const policy = design.policies[key.type]
        return policy !== undefined && isProtected(policy)
      })
      return first(found, ({ key, version, atMs }) => `${key.name} version ${version} at ${atMs} ms`)
    },
  },
]

/** Of runs in which everybody is patient and nothing is invalidated. */
export const SEEN_COALESCED: readonly SeenInvariant[] = [
  {
    sentence: 'an instance that coalesces loads no key twice at once',
    broken: ({ design }, { overlaps }) =>
      first(
        overlaps.filter(({ key }) => typeOf(key, design.policies) !== undefined),
        ({ key, who, atMs }) => `${key} in ${who} at ${atMs} ms`,
      ),
  },
  {
    sentence: 'a fleet that coalesces loads no key twice at once',
    broken: ({ design, world }, { fleetOverlaps }) => {
      const found = fleetOverlaps.filter(({ key }) => {
        const policy = typeOf(key, design.policies)
        return policy !== undefined && policy.coalescing === 'fleet' && policy.l2 !== null
      })
      return first(
        found,
        ({ key, who, atMs }) => `${key} in ${who} at ${atMs} ms, ${world.instances} instances`,
      )
    },
  },
]

/** Types of random worlds begin the names of their keys. */
function typeOf(key: string, policies: Run['design']['policies']): Policy | undefined {
  const policy = policies[key.startsWith('alpha') ? 'alpha' : 'beta']
  return policy?.pattern === 'none' ? undefined : policy
}

/** The first of these that a run breaks, as a sentence with what was found; null for a good one. */
export function brokenAsSeen(run: Run, seen: Onlooker, invariants: readonly SeenInvariant[]): string | null {
  for (const { sentence, broken } of invariants) {
    const found = broken(run, seen)
    if (found !== null) return `It is not so that ${sentence}: ${found}`
  }
  return null
}
