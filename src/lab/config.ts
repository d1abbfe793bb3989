import { Design } from '#cache/design.ts'
import { DEFAULT_SEED, type LabCode, packCode, unpackCode } from '#recording/labLink.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { HIGHEST_VARIANT } from '#scenarios/variant.ts'
import { Fault } from '#world/fault.ts'
import { type Edit, editsBetween, NOWHERE, sameJson, withEdit } from './edits.ts'

/** What the lab runs, and where its playhead stands: all that an address carries. */
export interface LabConfig {
  /** Id of the preset that the design is, or was edited from. */
  readonly preset: string
  readonly design: Design
  /** Added to those of the scenario's world. */
  readonly faults: readonly Fault[]
  /** Number of a variant of the lab's world; 0: its own. */
  readonly variant: number
  readonly seed: number
  /** null: wherever there is most to see. */
  readonly atMs: number | null
}

/** Something in an address that could not be taken as it was. */
export interface Correction {
  readonly field: string
  readonly value: string
  readonly allowed: string
}

export const HIGHEST_SEED = 0xffff_ffff
export const MOST_FAULTS = 20
const MOST_EDITS = 60
const LONGEST_CODE = 16_000
const MOST_CORRECTIONS = 20

/** What an edited design is called. */
export const MINE = { id: 'mine', title: 'Mine' } as const

export function defaultConfig(scenario: Scenario): LabConfig {
  const design = firstDesign(scenario)
  return { preset: design.id, design, faults: [], variant: 0, seed: DEFAULT_SEED, atMs: null }
}

/** The code of a valid configuration. `decodeConfig` gives back exactly the same. */
export function encodeConfig(config: LabConfig, scenario: Scenario): string {
  const preset = presetOf(scenario, config.preset) ?? firstDesign(scenario)
  const edits = editsBetween(preset, { ...config.design, id: preset.id, title: preset.title })
  const code: LabCode = {
    v: 1,
    d: preset.id,
    ...(edits.length > 0 && { x: edits }),
    ...(config.faults.length > 0 && { f: config.faults }),
    ...(config.variant > 0 && { n: config.variant }),
    s: config.seed,
    ...(config.atMs !== null && { t: config.atMs }),
  }
  return packCode(code)
}

/**
 * The nearest valid configuration to what an address says, whatever it says, and what had to be changed. Never throws.
 */
export function decodeConfig(
  code: string | null,
  scenario: Scenario,
): { config: LabConfig; corrections: readonly Correction[] } {
  const defaults = defaultConfig(scenario)
  if (code === null || code === '') return { config: defaults, corrections: [] }
  const corrections: Correction[] = []
  const correct = (field: string, value: unknown, allowed: string) => {
    if (corrections.length < MOST_CORRECTIONS) corrections.push({ field, value: shown(value), allowed })
  }

  let parts: Record<string, unknown>
  try {
    if (code.length > LONGEST_CODE) throw new RangeError('too long')
    parts = asObject(unpackCode(code))
  } catch {
    correct('c', code, `what Share writes: JSON in base64url, at most ${LONGEST_CODE} characters`)
    return { config: defaults, corrections }
  }
  if (parts.v !== 1) {
    correct('version', parts.v, '1')
    return { config: defaults, corrections }
  }
  for (const field of Object.keys(parts)) {
    if (!['v', 'd', 'x', 'f', 'n', 's', 't'].includes(field)) correct(field, parts[field], 'no such field')
  }

  const preset = presetFrom(parts.d, scenario, correct)
  const design = designFrom(preset, parts.x, correct)
  const faults = faultsFrom(parts.f, scenario, correct)
  const variant = numberFrom(parts.n, 'variant', HIGHEST_VARIANT, true, correct) ?? 0
  const seed = numberFrom(parts.s, 'seed', HIGHEST_SEED, true, correct) ?? DEFAULT_SEED
  const endMs = scenario.world.durationMs + scenario.world.drainMs
  const atMs = numberFrom(parts.t, 'playhead', endMs, false, correct)
  return { config: { preset: preset.id, design, faults, variant, seed, atMs }, corrections }
}

type Correct = (field: string, value: unknown, allowed: string) => void

function presetFrom(id: unknown, scenario: Scenario, correct: Correct): Design {
  if (id === undefined) return firstDesign(scenario)
  const preset = presetOf(scenario, id)
  if (preset === undefined) correct('design', id, scenario.designs.map(design => design.id).join(', '))
  return preset ?? firstDesign(scenario)
}

/** Takes each edit that leaves the design valid, and no other. */
function designFrom(preset: Design, edits: unknown, correct: Correct): Design {
  if (edits === undefined) return preset
  if (!Array.isArray(edits)) {
    correct('edits', edits, 'a list of [...path, value]')
    return preset
  }
  if (edits.length > MOST_EDITS) correct('edits', `${edits.length} edits`, `the first ${MOST_EDITS}`)
  let design = preset
  for (const edit of edits.slice(0, MOST_EDITS)) {
    if (!Array.isArray(edit) || edit.length < 2) {
      correct('edits', edit, '[...path, value]')
      continue
    }
    const field = edit.slice(0, -1).join('.')
    const edited = withEdit(design, edit as Edit)
    const parsed = edited === NOWHERE ? null : Design.safeParse(edited)
    if (parsed === null) correct(field, edit.at(-1), `a setting of the design "${preset.id}"`)
    else if (parsed.success) design = parsed.data
    else correct(field, edit.at(-1), allowedBy(parsed.error.issues))
  }
  return asMine(design, preset)
}

/** The preset itself where nothing differs from it; otherwise the learner's own. */
export function asMine(design: Design, preset: Design): Design {
  const named = { ...design, id: preset.id, title: preset.title }
  return sameJson(named, preset) ? preset : { ...design, ...MINE }
}

function faultsFrom(faults: unknown, scenario: Scenario, correct: Correct): Fault[] {
  if (faults === undefined) return []
  if (!Array.isArray(faults)) {
    correct('faults', faults, 'a list of faults')
    return []
  }
  if (faults.length > MOST_FAULTS) correct('faults', `${faults.length} faults`, `the first ${MOST_FAULTS}`)
  const { durationMs, redis } = scenario.world
  return faults.slice(0, MOST_FAULTS).flatMap((candidate, i) => {
    const parsed = Fault.safeParse(candidate)
    if (!parsed.success) {
      const { issues } = parsed.error
      correct(['faults', i + 1, ...(issues[0]?.path ?? [])].join('.'), candidate, allowedBy(issues))
      return []
    }
    const fault = parsed.data
    if (fault.atMs > durationMs) correct(`faults.${i + 1}.atMs`, fault.atMs, `0 to ${durationMs}`)
    else if (fault.kind === 'node-down' && fault.node >= redis.nodes) {
      correct(`faults.${i + 1}.node`, fault.node, `0 to ${redis.nodes - 1}`)
    } else return [fault]
    return []
  })
}

/** What the schema would have taken: its message, without the scolding. */
function allowedBy(issues: readonly { readonly message: string }[]): string {
  const message = issues[0]?.message ?? 'something else'
  return message
    .replace(/^.*?expected (?:one of )?/i, '')
    .replaceAll('|', ' | ')
    .replaceAll(/ {2,}/g, ' ')
}

function numberFrom(
  value: unknown,
  field: string,
  highest: number,
  isWhole: boolean,
  correct: Correct,
): number | null {
  if (value === undefined) return null
  const isFine =
    typeof value === 'number' && value >= 0 && value <= highest && (!isWhole || Number.isInteger(value))
  if (isFine) return value === 0 ? 0 : value
  correct(field, value, `${isWhole ? 'a whole number from ' : ''}0 to ${highest}`)
  return null
}

export function presetOf(scenario: Scenario, id: unknown): Design | undefined {
  return scenario.designs.find(design => design.id === id)
}

function firstDesign(scenario: Scenario): Design {
  const design = scenario.designs[0]
  if (design === undefined) throw new Error(`the scenario "${scenario.id}" has no design`)
  return design
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('not an object')
  return value as Record<string, unknown>
}

function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
