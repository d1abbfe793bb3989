import type { Value } from '#cache/entry.ts'

/** What a write made by mistake writes: it says what it should have been. */
export function mistaken(intended: number): Value {
  return { value: -intended - 1, intended }
}

/** Whether a value is not what its writer intended. */
export function isUnintended(value: Value): boolean {
  if (typeof value !== 'object' || value === null || !('intended' in value) || !('value' in value))
    return false
  return value.value !== value.intended
}
