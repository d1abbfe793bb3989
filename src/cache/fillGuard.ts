import type { Policy } from './policy.ts'

/**
 * Whether a loaded value is only kept if nothing has overtaken it: with miss tokens, and always where a write waits in
 * the cache to be committed, which a row read from the origin must not push out.
 */
export function guardsFills({ invalidation, pattern }: Policy): boolean {
  return invalidation.missTokens || pattern === 'write-behind'
}
