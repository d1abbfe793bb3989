import { formatMoment } from '#charts/figures.ts'
import type { Cut } from '#charts/topology/paintBetween.ts'
import type { Part } from '#charts/topology/paintEvents.ts'
import type { Outage } from '#charts/topology/paintParts.ts'
import { NO_NODE, type NotableEvent, type Recording } from '#recording/recording.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import type { Fault } from '#world/fault.ts'
import { sameJson } from './edits.ts'

/** What a fault is called: by the scenario that offers it, else by what it does. */
export function faultTitle(fault: Fault, scenario: Scenario): string {
  const offered = scenario.faults.find(candidate => sameJson(candidate.at(fault.atMs), fault))
  if (offered !== undefined) return offered.title
  switch (fault.kind) {
    case 'expire-key':
      return `Expire ${fault.key}`
    case 'delete-key':
      return `Delete ${fault.key}`
    case 'node-down':
      return `Redis ${fault.node + 1} ${downFor(fault)}`
    case 'cache-down':
      return `All of Redis ${downFor(fault)}`
    case 'node-slow':
      return `Redis ${fault.node + 1} ${fault.factor} times as slow for ${formatMoment(fault.forMs)}`
    case 'cache-replaced':
      return 'An empty Redis takes over'
    case 'origin-slow':
      return `Origin ${fault.factor} times as slow for ${formatMoment(fault.forMs)}`
    case 'origin-down':
      return `Origin down for ${formatMoment(fault.forMs)}`
    case 'invalidations-lost':
      return `${Math.round(fault.probability * 100)} % of invalidations lost for ${formatMoment(fault.forMs)}`
    case 'bus-faulty':
      return `Bus unreliable for ${formatMoment(fault.forMs)}`
    case 'feed-paused':
      return `Change feed stands still for ${formatMoment(fault.forMs)}`
    case 'feed-slow':
      return `Change feed ${formatMoment(fault.lagMs)} late for ${formatMoment(fault.forMs)}`
    case 'instances-restart':
      return fault.count === 1 ? `Instance ${fault.first + 1} restarts` : `${fault.count} instances restart`
    case 'lease-holder-crash':
      return `Whoever loads ${fault.key} crashes`
    case 'region-cut':
      return `Region ${fault.region} cut off for ${formatMoment(fault.forMs)}`
  }
}

function downFor({ hangs, forMs }: { readonly hangs: boolean; readonly forMs: number }): string {
  return `${hangs ? 'hangs' : 'down'} for ${formatMoment(forMs)}`
}

/** When which Redis nodes did not answer. */
export function outagesOf(faults: readonly Fault[], nodes: number): Outage[] {
  return faults.flatMap(fault => {
    if (fault.kind !== 'node-down' && fault.kind !== 'cache-down') return []
    const { atMs, forMs } = fault
    const down = fault.kind === 'node-down' ? [fault.node] : Array.from({ length: nodes }, (_, node) => node)
    return down.map(node => ({ node, fromMs: atMs, toMs: atMs + forMs }))
  })
}

/** When which regions were cut off. */
export function cutsOf(faults: readonly Fault[], { regions }: Recording['topology']): Cut[] {
  return faults.flatMap(fault => {
    if (fault.kind !== 'region-cut') return []
    const region = regions.findIndex(({ name }) => name === fault.region)
    return region < 0 ? [] : [{ region, fromMs: fault.atMs, toMs: fault.atMs + fault.forMs }]
  })
}

/** Which part of the system an event is about. */
export function partOf(event: NotableEvent, faults: readonly Fault[], recording: Recording): Part {
  switch (event.kind) {
    case 'fault':
    case 'fault-ends': {
      const fault = faults.find(candidate => {
        const endMs = candidate.atMs + ('forMs' in candidate ? candidate.forMs : 0)
        return Math.abs((event.kind === 'fault' ? candidate.atMs : endMs) - event.atMs) < 1
      })
      return fault === undefined ? { kind: 'redis' } : partOfFault(fault, recording)
    }
    case 'expiry':
    case 'refresh': {
      const key = recording.traces.keyNames.find(name => event.text.startsWith(`${name} `))
      return key === undefined ? { kind: 'redis' } : nodeOf(key, recording)
    }
    case 'pool-exhausted':
    case 'pool-recovered':
      return { kind: 'origin' }
    case 'failover': {
      const node = Number(event.text.match(/Redis node (\d+)/)?.[1])
      return Number.isNaN(node) ? { kind: 'redis' } : { kind: 'node', node: node - 1 }
    }
    case 'writes-lost':
    case 'warming':
    case 'hot-key':
      return { kind: 'redis' }
    case 'breaker':
    case 'crash':
    case 'shedding':
      return { kind: 'instances' }
    case 'first-failure':
    case 'first-stale':
    case 'first-wrong':
    case 'own-write':
    case 'divergence':
    case 'alert':
      return { kind: 'readers' }
  }
}

function partOfFault(fault: Fault, recording: Recording): Part {
  switch (fault.kind) {
    case 'node-down':
    case 'node-slow':
      return { kind: 'node', node: fault.node }
    case 'expire-key':
    case 'delete-key':
      return nodeOf(fault.key, recording)
    case 'origin-slow':
    case 'origin-down':
      return { kind: 'origin' }
    case 'feed-paused':
    case 'feed-slow':
      return { kind: 'feed' }
    case 'region-cut': {
      const region = recording.topology.regions.findIndex(({ name }) => name === fault.region)
      return region < 0 ? { kind: 'instances' } : { kind: 'region', region }
    }
    case 'instances-restart':
    case 'lease-holder-crash':
    case 'bus-faulty':
      return { kind: 'instances' }
    case 'cache-down':
    case 'cache-replaced':
    case 'invalidations-lost':
      return { kind: 'redis' }
  }
}

/** The node that holds a key: the one a request for it asked. */
function nodeOf(key: string, { traces }: Recording): Part {
  const name = traces.keyNames.indexOf(key)
  for (let i = 0; i < traces.count; i++) {
    if (traces.key[i] === name && traces.node[i] !== NO_NODE)
      return { kind: 'node', node: traces.node[i] as number }
  }
  return { kind: 'redis' }
}
