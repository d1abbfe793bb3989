import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Design } from '#cache/design.ts'
import {
  asMine,
  decodeConfig,
  defaultConfig,
  encodeConfig,
  HIGHEST_SEED,
  type LabConfig,
} from '#lab/config.ts'
import { DEFAULT_SEED, labLink, packCode } from '#recording/labLink.ts'
import { scenarios } from '#scenarios/catalogue.ts'
import { KNOBS } from '#scenarios/knobs/knobs.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { HIGHEST_VARIANT } from '#scenarios/variant.ts'
import { Fault } from '#world/fault.ts'

const lab = scenarios[0] as Scenario
const l5 = lab.designs[0] as Design
const codeOf = (address: string) => new URL(address, 'https://example.org').searchParams.get('c')
const decodeRaw = (code: unknown) => decodeConfig(packCode(code as never), lab)

const presets = fc.constantFrom(...lab.designs)
/** A preset after a few turns of the lab's own knobs. */
const designs = fc
  .tuple(
    presets,
    fc.array(fc.tuple(fc.nat(KNOBS.length - 1), fc.nat(20)), { maxLength: 6 }),
    fc.string({ maxLength: 80 }).filter(owner => /\S/.test(owner)),
  )
  .map(([preset, turns, owner]) => {
    let design: Design = { ...preset, ownership: { ...preset.ownership, pager: owner } }
    for (const [which, position] of turns) {
      const knob = KNOBS[which]
      if (knob?.kind === 'slider')
        design = knob.write(design, knob.stops[position % knob.stops.length] as number)
      else if (knob?.kind === 'choice') {
        design = knob.write(design, (knob.options[position % knob.options.length] as { value: string }).value)
      }
    }
    return { preset: preset.id, design: asMine(design, preset) }
  })
const moment = fc.double({ min: 0, max: lab.world.durationMs, noNaN: true }).filter(ms => !Object.is(ms, -0))
const faults = fc.oneof(
  fc.record({
    kind: fc.constant('expire-key' as const),
    atMs: moment,
    key: fc.string({ minLength: 1, maxLength: 60 }),
  }),
  fc.record({
    kind: fc.constant('node-down' as const),
    atMs: moment,
    forMs: fc.integer({ min: 1, max: 60_000 }),
    node: fc.nat(lab.world.redis.nodes - 1),
    loses: fc.boolean(),
    hangs: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('origin-slow' as const),
    atMs: moment,
    forMs: fc.integer({ min: 1, max: 60_000 }),
    factor: fc.double({ min: 1, max: 100, noNaN: true }),
  }),
)
const configs: fc.Arbitrary<LabConfig> = fc
  .record({
    designed: designs,
    faults: fc.array(faults, { maxLength: 20 }),
    variant: fc.integer({ min: 0, max: HIGHEST_VARIANT }),
    seed: fc.integer({ min: 0, max: HIGHEST_SEED }),
    atMs: fc.option(moment, { nil: null }),
  })
  .map(({ designed, ...rest }) => ({ ...designed, ...rest }))

describe('the address of a lab', () => {
  it('gives back exactly the configuration it was made from', () => {
    fc.assert(
      fc.property(configs, config => {
        const { config: decoded, corrections } = decodeConfig(encodeConfig(config, lab), lab)
        expect(corrections).toEqual([])
        expect(decoded).toEqual(config)
      }),
    )
  })

  it('holds only characters that need no escaping, and stays short for a preset', () => {
    const code = encodeConfig(defaultConfig(lab), lab)
    expect(code).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(code.length).toBeLessThan(60)
  })

  it('agrees with the links of other screens', () => {
    const address = labLink({ scenario: lab.id, designId: 'l6', seed: 12, atMs: 24_100 })
    const { config, corrections } = decodeConfig(codeOf(address), lab)
    expect(corrections).toEqual([])
    expect(config).toMatchObject({ preset: 'l6', seed: 12, atMs: 24_100, faults: [] })
    expect(config.design).toBe(lab.designs[1])
    expect(labLink({ scenario: lab.id })).toBe(`/lab/${lab.id}`)
  })

  it('opens the first design at the usual seed without a code', () => {
    for (const code of [null, '']) {
      const { config, corrections } = decodeConfig(code, lab)
      const own = { preset: 'l5', design: l5, faults: [], variant: 0, seed: DEFAULT_SEED, atMs: null }
      expect(config).toEqual(own)
      expect(corrections).toEqual([])
    }
  })
})

describe('a broken or hostile address', () => {
  const isValid = ({ design, faults, variant, seed, atMs, preset }: LabConfig) => {
    expect(variant).toBe(Math.min(HIGHEST_VARIANT, Math.max(0, Math.round(variant))))
    expect(Design.safeParse(design).success).toBe(true)
    for (const fault of faults) expect(Fault.safeParse(fault).success).toBe(true)
    expect(seed).toBeGreaterThanOrEqual(0)
    expect(seed).toBeLessThanOrEqual(HIGHEST_SEED)
    expect(Number.isInteger(seed)).toBe(true)
    if (atMs !== null) expect(atMs).toBeLessThanOrEqual(lab.world.durationMs + lab.world.drainMs)
    expect(lab.designs.map(candidate => candidate.id)).toContain(preset)
  }

  it('opens a valid run, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), code =>
        isValid(decodeConfig(code, lab).config),
      ),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        isValid(decodeConfig(Buffer.from(bytes).toString('base64url'), lab).config)
      }),
    )
  })

  it('opens a valid run, whatever JSON it holds', () => {
    const anything = fc.jsonValue({ maxDepth: 4 })
    const parts = fc.record(
      { v: fc.constant(1), d: anything, x: anything, f: anything, n: anything, s: anything, t: anything },
      { requiredKeys: ['v'] },
    )
    fc.assert(fc.property(fc.oneof(parts, anything), code => isValid(decodeRaw(code).config)))
  })

  it('opens a valid run, whatever edits of the design it holds', () => {
    const path = fc.array(
      fc.constantFrom(
        'policies',
        'page',
        'product',
        'l1',
        'l2',
        'ttlMs',
        'origin',
        'breaker',
        '__proto__',
        'constructor',
        'id',
      ),
      { minLength: 1, maxLength: 5 },
    )
    const edit = fc.tuple(path, fc.jsonValue({ maxDepth: 2 })).map(([steps, value]) => [...steps, value])
    fc.assert(fc.property(fc.array(edit, { maxLength: 8 }), x => isValid(decodeRaw({ v: 1, x }).config)))
  })

  it('says what it changed: field, value and what is allowed', () => {
    const { config, corrections } = decodeRaw({
      v: 1,
      d: 'l9',
      s: 2 ** 32,
      n: 10_000,
      t: -1,
      x: [
        ['policies', 'page', 'coalescing', 'wild'],
        ['policies', 'page', 'l2', 'ttlMs', 60_000],
      ],
      f: [{ kind: 'meteor' }, { kind: 'node-down', atMs: 1, forMs: 1, node: 99, loses: true }],
    })
    expect(corrections.map(({ field, value }) => [field, value])).toEqual([
      ['design', 'l9'],
      ['policies.page.coalescing', 'wild'],
      ['faults.1.kind', '{"kind":"meteor"}'],
      ['faults.2.node', '99'],
      ['variant', '10000'],
      ['seed', '4294967296'],
      ['playhead', '-1'],
    ])
    expect(corrections.every(({ allowed }) => allowed.length > 0)).toBe(true)
    expect(config).toMatchObject({ preset: 'l5', variant: 0, seed: DEFAULT_SEED, atMs: null, faults: [] })
    expect(config.design.policies.page?.l2?.ttlMs).toBe(60_000)
  })

  it('refuses another version as a whole', () => {
    const { config, corrections } = decodeRaw({ v: 2, s: 5 })
    expect(config).toEqual(defaultConfig(lab))
    expect(corrections).toEqual([{ field: 'version', value: '2', allowed: '1' }])
  })

  it('refuses what is too long to be one of ours, and shows no more of it than fits', () => {
    const { config, corrections } = decodeConfig('A'.repeat(1_000_000), lab)
    expect(config).toEqual(defaultConfig(lab))
    expect(corrections[0]?.value.length).toBeLessThanOrEqual(60)
  })

  it('knows no number that is none', () => {
    for (const s of [Number.NaN, Number.POSITIVE_INFINITY, null, '7', 1.5, []])
      expect(decodeRaw({ v: 1, s }).config.seed).toBe(DEFAULT_SEED)
  })

  it('does not reach beyond the design', () => {
    decodeConfig(Buffer.from('{"v":1,"x":[["__proto__","polluted",true]]}').toString('base64url'), lab)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
