import type { Policy } from './policy.ts'

/** How long past its end an entry can still be of use, ms: 0 for a type that fails explicitly. */
export function graceMs(policy: Policy): number {
  const { onCacheFailure: failure } = policy
  if (failure.kind === 'fail-explicit') return 0
  const failureMs = failure.kind === 'serve-stale' ? failure.maxAgeMs : 0
  const errorMs = failure.kind === 'fall-through-then-error' ? 0 : policy.staleIfErrorMs
  return Math.max(failureMs, errorMs, policy.staleWhileRevalidateMs)
}
