import { formatMoment } from '#charts/figures.ts'
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
      return `Redis ${fault.node + 1} down for ${formatMoment(fault.forMs)}`
    case 'origin-slow':
      return `Origin ${fault.factor} times as slow for ${formatMoment(fault.forMs)}`
    case 'invalidations-lost':
      return `${Math.round(fault.probability * 100)} % of invalidations lost for ${formatMoment(fault.forMs)}`
  }
}

export function outagesOf(faults: readonly Fault[]): Outage[] {
  return faults.flatMap(fault =>
    fault.kind === 'node-down'
      ? [{ node: fault.node, fromMs: fault.atMs, toMs: fault.atMs + fault.forMs }]
      : [],
  )
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
    case 'breaker':
      return { kind: 'instances' }
    case 'first-failure':
    case 'first-stale':
    case 'alert':
      return { kind: 'readers' }
  }
}

function partOfFault(fault: Fault, recording: Recording): Part {
  if (fault.kind === 'node-down') return { kind: 'node', node: fault.node }
  if (fault.kind === 'expire-key' || fault.kind === 'delete-key') return nodeOf(fault.key, recording)
  return { kind: fault.kind === 'origin-slow' ? 'origin' : 'redis' }
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
