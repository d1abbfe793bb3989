import { describe, expect, it } from 'vitest'
import { Design } from '#cache/design.ts'
import { Policy } from '#cache/policy.ts'

/** A good design, as it comes out of a file. */
function good() {
  return {
    version: 1,
    id: 'tiered',
    title: 'Two tiers',
    policies: {
      product: {
        stalenessBudgetMs: 60_000,
        signedBy: 'Head of Product',
        l1: { ttlMs: 2000, maxEntries: 1000 },
        l2: { ttlMs: 120_000, jitter: 0.1 },
        invalidation: { deleteOnWrite: true, publishToL1: true, cdcBackstop: false, missTokens: true },
        coalescing: 'instance',
        earlyExpiry: { kind: 'xfetch', beta: 1 },
        loadCapMs: 3000,
      },
    },
    origin: {
      breaker: { failureShare: 0.5, minimumLoads: 20, windowMs: 10_000, openMs: 5000, probes: 3 },
      missLimit: 50,
    },
    ownership: { invalidation: 'Catalogue team', warming: null, pager: 'On call' },
  }
}

/** A copy with one field replaced; `undefined` takes it away. */
function changed(path: string, value: unknown): unknown {
  const names = path.split('.')
  const copy: Record<string, unknown> = good()
  let at = copy
  for (const name of names.slice(0, -1)) at = at[name] as Record<string, unknown>
  const last = names.at(-1)!
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

const product = 'policies.product'
const bad: readonly (readonly [path: string, value: unknown])[] = [
  ['version', 2],
  ['version', '1'],
  ['version', undefined],
  ['id', ''],
  ['id', 'x'.repeat(41)],
  ['title', ''],
  ['title', 7],
  ['policies', []],
  [product, null],
  [`${product}.stalenessBudgetMs`, -1],
  [`${product}.stalenessBudgetMs`, Number.NaN],
  [`${product}.stalenessBudgetMs`, undefined],
  [`${product}.signedBy`, ''],
  [`${product}.l1.ttlMs`, 0],
  [`${product}.l1.ttlMs`, -5],
  [`${product}.l1.ttlMs`, '2000'],
  [`${product}.l1.maxEntries`, 0],
  [`${product}.l1.maxEntries`, 1.5],
  [`${product}.l2.ttlMs`, Number.POSITIVE_INFINITY],
  [`${product}.l2.ttlMs`, 86_400_001],
  [`${product}.l2.jitter`, -0.1],
  [`${product}.l2.jitter`, 1],
  [`${product}.invalidation.deleteOnWrite`, 'yes'],
  [`${product}.invalidation.publishToL1`, 1],
  [`${product}.invalidation.cdcBackstop`, null],
  [`${product}.coalescing`, 'all'],
  [`${product}.earlyExpiry.kind`, 'sometimes'],
  [`${product}.earlyExpiry.beta`, 0],
  [`${product}.earlyExpiry.beta`, undefined],
  [`${product}.loadCapMs`, 0],
  ['origin.breaker.failureShare', 0],
  ['origin.breaker.failureShare', 1.1],
  ['origin.breaker.minimumLoads', 0],
  ['origin.breaker.windowMs', 0],
  ['origin.breaker.openMs', -1],
  ['origin.breaker.probes', 0],
  ['origin.breaker.probes', 2.5],
  ['origin.missLimit', 0],
  ['ownership.invalidation', 5],
]

const unknown: readonly (readonly [path: string, name: string])[] = [
  ['', 'colour'],
  [product, 'ttl'],
  [`${product}.l1`, 'ttl'],
  [`${product}.l2`, 'ttl'],
  [`${product}.invalidation`, 'del'],
  [`${product}.earlyExpiry`, 'windowMs'],
  ['origin', 'limit'],
  ['origin.breaker', 'share'],
  ['ownership', 'owner'],
]

describe('the schema of a design', () => {
  it('knows no version stamps where a write waits in the cache without a version', () => {
    const invalidation = { versionStamps: { lookup: 'primary' } } as const
    const policy = (pattern: 'write-behind' | 'write-through') =>
      Policy.parse({ stalenessBudgetMs: 1000, pattern, invalidation }).invalidation.versionStamps
    expect(policy('write-behind')).toBeNull()
    expect(policy('write-through')).toEqual({ lookup: 'primary' })
  })

  it('accepts a good one as it is, and fills in what it leaves out', () => {
    const design = Design.parse(good())
    expect(design).toMatchObject(good())
    expect(Design.parse(design)).toEqual(design)
  })

  it('accepts a design that leaves out everything that may be left out', () => {
    const bare = Design.parse({ version: 1, policies: { product: { stalenessBudgetMs: 60_000 } } })
    expect(Design.parse(bare)).toEqual(bare)
    const { pattern, l1, l2, invalidation, coalescing, signedBy, loadCapMs } = bare.policies.product!
    expect({ pattern, l1, coalescing, signedBy, loadCapMs }).toEqual({
      pattern: 'cache-aside',
      l1: null,
      coalescing: 'none',
      signedBy: null,
      loadCapMs: 10_000,
    })
    expect(l2).toEqual({ ttlMs: 120_000, jitter: 0, replicaReads: 'none' })
    expect(invalidation).toMatchObject({ deleteOnWrite: true, publishToL1: false, missTokens: false })
    expect(bare.origin).toEqual({ breaker: null, missLimit: null, shedding: null })
    expect(bare.ownership).toEqual({ invalidation: null, warming: null, pager: null })
    expect(Design.parse({ version: 1 }).policies).toEqual({})
  })

  it.each(bad)('refuses a bad %s (%s) and names the field', (path, value) => {
    const result = Design.safeParse(changed(path, value))
    const paths = result.error?.issues.map(issue => issue.path.join('.'))
    expect(paths).toEqual([path])
  })

  it.each(unknown)('refuses what it does not know in "%s" and names it: %s', (path, name) => {
    const result = Design.safeParse(changed(path === '' ? name : `${path}.${name}`, 1))
    expect(result.success).toBe(false)
    const [issue] = result.error!.issues
    expect(issue!.path.join('.')).toBe(path)
    expect(issue!.message).toContain(name)
  })

  it.each([null, undefined, 7, 'design', []])('refuses what is no design at all: %s', value => {
    expect(Design.safeParse(value).success).toBe(false)
  })
})
