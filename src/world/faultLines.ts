import type { Fault } from './fault.ts'

/** One line of the event log for a fault. */
export function lineFor(fault: Fault): string {
  switch (fault.kind) {
    case 'expire-key':
      return `Injected: ${fault.key} reaches the end of its TTL`
    case 'delete-key':
      return `Injected: somebody deletes ${fault.key}`
    case 'node-down':
      return `Injected: Redis node ${fault.node + 1} ${downFor(fault)}`
    case 'cache-down':
      return `Injected: all of Redis ${downFor(fault)}`
    case 'node-slow':
      return `Injected: Redis node ${fault.node + 1} takes ${fault.factor} times as long for ${seconds(fault)}`
    case 'cache-replaced':
      return `Injected: a new, empty Redis takes the place of the old one${
        fault.oldOffAfterMs === null ? '' : `, which is switched off after ${fault.oldOffAfterMs / 1000} s`
      }`
    case 'origin-slow':
      return `Injected: queries take ${fault.factor} times as long for ${seconds(fault)}`
    case 'origin-down':
      return `Injected: the database refuses everything for ${seconds(fault)}`
    case 'invalidations-lost':
      return `Injected: ${percent(fault.probability)} of invalidations are lost for ${seconds(fault)}`
    case 'bus-faulty':
      return `Injected: the bus ${busDoes(fault)}, for ${seconds(fault)}`
    case 'feed-paused':
      return `Injected: the change feed stands still for ${seconds(fault)}`
    case 'feed-slow':
      return `Injected: the change feed lags ${fault.lagMs / 1000} s more for ${seconds(fault)}`
    case 'instances-restart':
      return fault.count === 1
        ? `Injected: instance ${fault.first + 1} restarts`
        : `Injected: instances ${fault.first + 1} to ${fault.first + fault.count} restart, one every ${fault.everyMs / 1000} s`
    case 'lease-holder-crash':
      return `Injected: whoever holds the lease of ${fault.key} crashes`
    case 'region-cut':
      return `Injected: region ${fault.region} is cut off for ${seconds(fault)}`
  }
}

function downFor(fault: {
  readonly forMs: number
  readonly loses: boolean
  readonly hangs: boolean
}): string {
  const how = fault.hangs ? 'does not answer' : 'is down'
  return `${how} for ${seconds(fault)}${fault.loses ? ' and comes back empty' : ''}`
}

function seconds({ forMs }: { readonly forMs: number }): string {
  return `${forMs / 1000} s`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** What a faulty bus does with messages; what it does not is left out. */
function busDoes({ drops, repeats, holdsBackMs }: Extract<Fault, { kind: 'bus-faulty' }>): string {
  const does = [
    drops > 0 && `drops ${percent(drops)} of its messages`,
    repeats > 0 && `repeats ${percent(repeats)}`,
    holdsBackMs > 0 && `holds some back by up to ${holdsBackMs} ms`,
  ].filter(each => each !== false)
  return does.length === 0 ? 'does nothing amiss' : does.join(', ')
}
