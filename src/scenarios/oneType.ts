import type { DesignInput } from '#cache/design.ts'
import type { PolicyInput } from '#cache/policy.ts'

type Build = (id: string, title: string, policy: PolicyInput, more?: Partial<DesignInput>) => DesignInput

/** Builds the designs of a lab with one type of data that somebody answers for: same owners, same `shared` parts. */
export function oneType(
  type: string,
  ownership: NonNullable<DesignInput['ownership']>,
  shared: Partial<DesignInput> = {},
): Build {
  return (id, title, policy, more = {}) => ({
    version: 1,
    id,
    title,
    policies: { [type]: policy },
    ownership,
    ...shared,
    ...more,
  })
}
