import type { OfferedFault } from './scenario.ts'

const seconds = (ms: number) => `${ms / 1000} s`

export function slowOrigin(factor: number, also = ''): OfferedFault {
  return {
    id: 'slow-origin',
    title: `Slow origin ×${factor} for 10 s`,
    effect: `Queries begun meanwhile take ${factor} times as long${also}.`,
    at: atMs => ({ kind: 'origin-slow', atMs, forMs: 10_000, factor }),
  }
}

/** `what`: the item, as readers call it. */
export function expiry(key: string, what: string): OfferedFault {
  return {
    id: 'expire',
    title: `Expire the ${what}`,
    effect: 'The copy in force was written so that its TTL ends here. Early expiry can act before.',
    at: atMs => ({ kind: 'expire-key', atMs, key }),
  }
}

export function deletion(key: string, title: string, effect: string): OfferedFault {
  return { id: 'delete', title, effect, at: atMs => ({ kind: 'delete-key', atMs, key }) }
}

export function lostDeletes(forMs: number): OfferedFault {
  return {
    id: 'lost-deletes',
    title: `Lose every DEL for ${seconds(forMs)}`,
    effect: 'Writers commit, their deletes and eviction messages vanish, and nothing reports an error.',
    at: atMs => ({ kind: 'invalidations-lost', atMs, forMs, probability: 1 }),
  }
}

export function pausedFeed(forMs: number): OfferedFault {
  return {
    id: 'feed-paused',
    title: `The change feed stands still for ${seconds(forMs)}`,
    effect: 'What it would have deleted is deleted late; it forgets nothing.',
    at: atMs => ({ kind: 'feed-paused', atMs, forMs }),
  }
}

/** One node refuses every command, and comes back with its last snapshot, or empty. */
export function nodeDown(
  node: number,
  forMs: number,
  effect: string,
  title = `Redis node down for ${seconds(forMs)}`,
): OfferedFault {
  return {
    id: 'node-down',
    title,
    effect,
    at: atMs => ({ kind: 'node-down', atMs, forMs, node, loses: true, hangs: false }),
  }
}

/** All of Redis is away. */
export function cacheGone(
  id: string,
  title: string,
  effect: string,
  { forMs, loses = false, hangs = false }: { forMs: number; loses?: boolean; hangs?: boolean },
): OfferedFault {
  return { id, title, effect, at: atMs => ({ kind: 'cache-down', atMs, forMs, loses, hangs }) }
}
