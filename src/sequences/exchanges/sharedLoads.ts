import type { Exchange, Lane } from '../exchange.ts'
import { LANES, Stage } from '../stage.ts'

const { instance, redis, database } = LANES

function readerLane(id: string): Lane {
  return { id, title: id }
}

const A = readerLane('reader A')
const B = readerLane('reader B')
const C = readerLane('reader C')
const ONE: Lane = { id: 'instance 1', title: 'instance 1' }
const TWO: Lane = { id: 'instance 2', title: 'instance 2' }

/** One leads, two wait for its answer. */
export function coalescing(): Exchange {
  const stage = new Stage({ policy: { l2: { ttlMs: 60_000 }, coalescing: 'instance' }, loadMs: 200 })
  stage.read(0, A.id)
  stage.read(60, B.id)
  stage.read(120, C.id)
  return stage.until(205, {
    name: 'coalescing',
    title: 'Coalescing in one instance',
    lab: { scenario: 'thundering-herd', designId: 'coalescing' },
    lanes: [A, B, C, instance, redis, database],
  })
}

const lease = {
  l2: { ttlMs: 60_000 },
  coalescing: 'fleet',
  lease: { leaseMs: 3000, pollMs: 600, waitMs: 5000 },
} as const

/** Two instances miss; one has the lease, the other finds what it has filled. */
export function fleetLease(): Exchange {
  const stage = new Stage({ policy: lease, instances: [ONE.id, TWO.id], loadMs: 600 })
  stage.read(0, A.id, ONE.id)
  stage.read(100, B.id, TWO.id)
  return stage.until(750, {
    name: 'fleet-lease',
    title: 'A lease across two instances',
    lab: { scenario: 'fleet-herd', designId: 'l6' },
    lanes: [A, B, ONE, TWO, redis, database],
  })
}

/** The holder dies with its load; the lease ends by itself, and the other instance takes over. */
export function leaseHolderCrash(): Exchange {
  const stage = new Stage({
    policy: { ...lease, lease: { ...lease.lease, pollMs: 1500 } },
    instances: [ONE.id, TWO.id],
    loadMs: 600,
  })
  stage.read(0, A.id, ONE.id)
  stage.read(100, B.id, TWO.id)
  stage.crash(300, ONE.id)
  return stage.until(3740, {
    name: 'lease-holder-crash',
    title: 'The holder of the lease crashes',
    lab: { scenario: 'fleet-herd', designId: 'lease-only' },
    lanes: [A, B, ONE, TWO, redis, database],
  })
}
