import type { Problem } from './problem.ts'
import { type Profile, Reader, type Writer } from './traffic.ts'
import type { World } from './world.ts'

/** What a reader has that says no rate. */
const UNSAID_RATE = Reader.shape.ratePerSecond.parse(undefined)

/** The first thing in readers and writers that means nothing in their world. */
export function trafficProblem(world: World): Problem | undefined {
  for (const [index, reader] of world.readers.entries()) {
    const field = `world.readers.${index}`
    const problem = sourceProblem(reader, field, world) ?? loopProblem(reader, field)
    if (problem !== undefined) return problem
  }
  for (const [index, writer] of world.writers.entries()) {
    const field = `world.writers.${index}`
    const problem =
      sourceProblem(writer, field, world) ?? groupProblem(writer, field) ?? wrongProblem(writer, field)
    if (problem !== undefined) return problem
  }
  return undefined
}

function sourceProblem(
  { region, profile }: Reader | Writer,
  field: string,
  { regions }: World,
): Problem | undefined {
  if (region !== null && !regions.some(({ name }) => name === region)) {
    const allowed =
      regions.length === 0
        ? 'null: the world has no regions'
        : `null, or one of ${regions.map(({ name }) => name).join(', ')}`
    return { field: `${field}.region`, value: region, allowed }
  }
  return profileProblem(profile, `${field}.profile`)
}

/** Users of a closed loop come when they have thought: at no rate, in no profile and in no sessions. */
function loopProblem(
  { closedLoop, sessions, ratePerSecond, profile }: Reader,
  field: string,
): Problem | undefined {
  if (closedLoop === null) return undefined
  if (sessions !== null)
    return { field: `${field}.sessions`, value: sessions, allowed: 'null beside a closed loop' }
  if (ratePerSecond !== UNSAID_RATE) {
    const allowed = 'left out beside a closed loop: its users and their thinking make the rate'
    return { field: `${field}.ratePerSecond`, value: ratePerSecond, allowed }
  }
  if (profile.kind === 'steady') return undefined
  return { field: `${field}.profile.kind`, value: profile.kind, allowed: 'steady beside a closed loop' }
}

function groupProblem({ wholeGroups, keys }: Writer, field: string): Problem | undefined {
  if (!wholeGroups || (keys.kind === 'zipf' && keys.groups > 0)) return undefined
  return { field: `${field}.wholeGroups`, value: true, allowed: 'false, because its keys are in no groups' }
}

function wrongProblem({ wrong }: Writer, field: string): Problem | undefined {
  const index = wrong.findIndex(({ fromMs, toMs }) => toMs <= fromMs)
  if (index < 0) return undefined
  const { fromMs, toMs } = wrong[index]!
  return { field: `${field}.wrong.${index}.toMs`, value: toMs, allowed: `above fromMs, ${fromMs}` }
}

/** What a profile says of one moment comes after what it says of the moment before. */
function profileProblem(profile: Profile, field: string): Problem | undefined {
  switch (profile.kind) {
    case 'steady':
      return undefined
    case 'steps':
      return disorder(profile.steps, `${field}.steps`)
    case 'ramps':
      return disorder(profile.points, `${field}.points`)
    case 'spikes':
      return disorder(profile.spikes, `${field}.spikes`)
  }
}

function disorder(
  moments: readonly { readonly atMs: number; readonly forMs?: number }[],
  field: string,
): Problem | undefined {
  let reachedMs = 0
  for (const [index, { atMs, forMs = 0 }] of moments.entries()) {
    if (atMs < reachedMs)
      return {
        field: `${field}.${index}.atMs`,
        value: atMs,
        allowed: `at least ${reachedMs}: they come in order${forMs > 0 ? ' and do not overlap' : ''}`,
      }
    reachedMs = atMs + forMs
  }
  return undefined
}
