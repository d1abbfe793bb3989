import type { Design } from '#cache/design.ts'
import { graceMs } from '#cache/grace.ts'
import type { Policy } from '#cache/policy.ts'
import { FATES, type Recording } from '#recording/recording.ts'
import type { Run } from './arbitraries.ts'
import { total } from './build.ts'

/** Ages are differences of times up to some thousand ms. */
const ROUNDING_MS = 1e-6

/** Of an entry in Redis beside its value: name and book-keeping, rounded up. */
const ENTRY_OVERHEAD = 300

/** A sentence that must hold in every run; the check throws, or returns what speaks against it. */
export interface Invariant {
  readonly sentence: string
  /** What was found to be otherwise; null when it holds. */
  readonly broken: (run: Run, recording: Recording) => string | null
}

function unless(holds: boolean, found: () => string): string | null {
  return holds ? null : found()
}

function policiesOf(design: Design): readonly Policy[] {
  return Object.values(design.policies).filter(({ pattern }) => pattern !== 'none')
}

/** The invariants of the engine that a recording can show, whatever goes wrong. */
export const INVARIANTS: readonly Invariant[] = [
  {
    sentence: 'each request that comes in goes out, once, with one outcome',
    broken: (_, { series, summary, traces }) => {
      const { ok, stale, shed, rejected, timeout, error } = summary.outcomes
      const outcomes = ok + stale + shed + rejected + timeout + error
      const fates = total(FATES.map(fate => total(series.fates[fate])))
      const arrivals = total(series.arrivals)
      const isForward = [...traces.endMs].every((endMs, trace) => endMs >= traces.startMs[trace]!)
      return unless(
        outcomes === summary.requests && arrivals === summary.requests && fates === arrivals && isForward,
        () => `${arrivals} arrived, ${summary.requests} counted, ${outcomes} outcomes, ${fates} fates`,
      )
    },
  },
  {
    sentence: 'no reader waits longer than its patience',
    broken: ({ world }, { summary }) =>
      unless(
        summary.latencyMs.max <= world.client.timeoutMs + ROUNDING_MS,
        () => `one waited ${summary.latencyMs.max} ms of ${world.client.timeoutMs}`,
      ),
  },
  {
    sentence: 'running queries stay within the pool, and its line within its limit',
    broken: ({ world }, { series, summary }) => {
      const { connections, lineLimit, connectTimeoutMs } = world.origin
      return unless(
        summary.origin.peakRunning <= connections &&
          summary.origin.peakDemand <= connections + lineLimit &&
          Math.max(...series.originRunning) <= connections &&
          Math.max(...series.originWaiting) <= lineLimit &&
          Math.max(...series.originOldestMs) <= connectTimeoutMs + 0.01,
        () => `${JSON.stringify(summary.origin)} with ${connections} connections and a line of ${lineLimit}`,
      )
    },
  },
  {
    sentence: 'no answer is older than worstBoundMs',
    broken: (_, { summary }) => {
      for (const [type, { staleness }] of Object.entries(summary.byType))
        if (staleness.ageMsMax > staleness.worstBoundMs + ROUNDING_MS)
          return `${type}: ${staleness.ageMsMax} ms, bound ${staleness.worstBoundMs} ms`
      return null
    },
  },
  {
    sentence: 'boundMs is not above worstBoundMs',
    broken: (_, { summary }) =>
      unless(
        Object.values(summary.byType).every(({ staleness }) => staleness.boundMs <= staleness.worstBoundMs),
        () => JSON.stringify(Object.values(summary.byType).map(({ staleness }) => staleness)),
      ),
  },
  {
    sentence:
      'without grace, an edge, copies that outlive their entry and clocks that differ, no entry is served past its end',
    broken: ({ world, design }, { summary }) => {
      const mayBe = policiesOf(design).some(
        policy => graceMs(policy) > 0 || policy.cdn !== null || policy.l1?.outlivesEntry === true,
      )
      return unless(
        mayBe || world.clockSkewMs > 0 || summary.servedExpired === 0,
        () => `${summary.servedExpired} were`,
      )
    },
  },
  {
    sentence: 'a type without a policy, or with the pattern none, touches no tier and is never stale',
    broken: ({ design }, { summary }) => {
      for (const [type, each] of Object.entries(summary.byType)) {
        if (design.policies[type] !== undefined && design.policies[type].pattern !== 'none') continue
        const { l1, l2, cdn, joined } = each.hits
        if (l1 + l2 + cdn + joined + each.outcomes.stale > 0) return `${type}: ${JSON.stringify(each)}`
      }
      return null
    },
  },
  {
    sentence: 'only write-behind loses what it has acknowledged, and no more than that',
    broken: ({ world, design }, { summary }) => {
      const { acknowledged, durable, lost } = summary.writes
      const isBehind = policiesOf(design).some(({ pattern, l2 }) => pattern === 'write-behind' && l2 !== null)
      const isFine = isBehind ? lost <= acknowledged : lost === 0 && acknowledged <= durable
      return unless(isFine, () => `${JSON.stringify(summary.writes)} in ${world.durationMs} ms`)
    },
  },
  {
    // Redis makes room before a command, and then carries it out.
    sentence: 'nodes hold no more than their memory, but for the last entry',
    broken: ({ world, design }, { summary }) => {
      const { memoryBytes } = design.redis
      if (memoryBytes === null || summary.memory.peakBytes === null) return null
      const sites = design.regions.caches === 'global' ? 1 : Math.max(1, world.regions.length)
      // Until it is switched off, a cluster that was replaced holds its memory beside the new one.
      const clusters = sites * (1 + world.faults.filter(({ kind }) => kind === 'cache-replaced').length)
      const largest =
        Math.max(1000, ...Object.values(world.values).map(({ bytes }) => bytes)) + ENTRY_OVERHEAD
      const most = (memoryBytes + largest) * world.redis.nodes * clusters
      return unless(summary.memory.peakBytes <= most, () => `${summary.memory.peakBytes} of ${most} bytes`)
    },
  },
]

/** What holds besides where nothing goes wrong. */
export const QUIET_INVARIANTS: readonly Invariant[] = [
  {
    sentence: 'no answer is older than boundMs',
    broken: (_, { summary }) => {
      for (const [type, { staleness }] of Object.entries(summary.byType))
        if (staleness.ageMsMax > staleness.boundMs + ROUNDING_MS)
          return `${type}: ${staleness.ageMsMax} ms, bound ${staleness.boundMs} ms`
      return null
    },
  },
  {
    sentence: 'no write is lost',
    broken: (_, { summary }) => unless(summary.writes.lost === 0, () => `${summary.writes.lost} were`),
  },
]

/** The first invariant that a run breaks, as a sentence with what was found; null for a good one. */
export function brokenBy(run: Run, recording: Recording, invariants: readonly Invariant[]): string | null {
  for (const { sentence, broken } of invariants) {
    const found = broken(run, recording)
    if (found !== null) return `It is not so that ${sentence}: ${found}`
  }
  return null
}
