import type { OnCacheFailure } from '#cache/policy.ts'
import { duration, eachPolicy, type Knob, leading } from './knob.ts'

const FAILURES: readonly {
  readonly value: OnCacheFailure['kind']
  readonly title: string
  readonly effect: string
}[] = [
  {
    value: 'serve-stale',
    title: 'Stale',
    effect: 'An old copy of the instance, if it has one; else the origin',
  },
  {
    value: 'fall-through',
    title: 'Origin',
    effect: 'The origin; behind a cache that answered 90 % that is ten times its load',
  },
  {
    value: 'fall-through-then-error',
    title: 'Origin or error',
    effect: 'The origin, and an error if it fails: never an old copy',
  },
  { value: 'fail-explicit', title: 'Error', effect: 'A clear error at once; never past its end' },
]

/** How old a copy may be that is served because Redis is down, unless the design says. */
const STALE_MS = 300_000

export const onCacheFailure: Knob = {
  id: 'on-cache-failure',
  group: 'Failure',
  title: 'When Redis does not answer',
  kind: 'choice',
  options: FAILURES,
  usual: 'fall-through',
  read: design => leading(design)?.onCacheFailure.kind ?? 'fall-through',
  write: (design, value) =>
    eachPolicy(design, policy => ({
      ...policy,
      onCacheFailure:
        value === policy.onCacheFailure.kind
          ? policy.onCacheFailure
          : value === 'serve-stale'
            ? { kind: value, maxAgeMs: STALE_MS }
            : { kind: value as Exclude<OnCacheFailure['kind'], 'serve-stale'> },
    })),
  effect: design =>
    FAILURES.find(each => each.value === leading(design)?.onCacheFailure.kind)?.effect ??
    'The origin answers',
}

export const staleWhileRevalidate: Knob = duration({
  id: 'stale-while-revalidate',
  group: 'Failure',
  title: 'Serve stale while reloading',
  stops: [0, 1000, 5000, 10_000, 30_000],
  usual: 5000,
  on: 'Who comes just after the end is served the old copy, and nobody waits',
  off: 'Who comes after the end waits for the load',
  read: policy => policy.staleWhileRevalidateMs,
  write: (policy, ms) => ({ ...policy, staleWhileRevalidateMs: ms }),
})

export const staleIfError: Knob = duration({
  id: 'stale-if-error',
  group: 'Failure',
  title: 'Serve stale if the load fails',
  stops: [0, 5000, 30_000, 60_000, 300_000],
  usual: 30_000,
  on: 'An origin that fails is hidden by the old copy for so long',
  off: 'A load that fails is a reader that fails',
  read: policy => policy.staleIfErrorMs,
  write: (policy, ms) => ({ ...policy, staleIfErrorMs: ms }),
})

export const softTimeout: Knob = duration({
  id: 'soft-timeout',
  group: 'Failure',
  title: 'Soft timeout',
  stops: [0, 50, 100, 250, 500, 1000],
  usual: 250,
  on: 'With an old copy that may be served on failure, a reader waits no longer than this',
  off: 'A slow load is waited for to its cap',
  read: policy => policy.softTimeoutMs ?? 0,
  write: (policy, ms) => ({ ...policy, softTimeoutMs: ms === 0 ? null : ms }),
})
