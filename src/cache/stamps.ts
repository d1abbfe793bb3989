/** The parts of a policy that decide whether its copies are stamped with versions. */
interface Stamped<Stamps> {
  readonly pattern: string
  readonly l2: unknown
  readonly invalidation: { readonly versionStamps: Stamps | null }
}

/** A policy's version stamps; none with write-behind: a write that waits in the cache has no version at the origin yet. */
export function stampsOf<Stamps>({ pattern, l2, invalidation }: Stamped<Stamps>): Stamps | null {
  return pattern === 'write-behind' && l2 !== null ? null : invalidation.versionStamps
}
