import { readFileSync } from 'node:fs'
import { Design } from '#cache/design.ts'
import { scenario, scenarios } from '#scenarios/catalogue.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { worldProblem } from '#world/check.ts'
import { designProblem } from '#world/checkDesign.ts'
import { World } from '#world/world.ts'
import { BadInput, parsed } from './badInput.ts'

/** The lab with this id. */
export function scenarioNamed(id: string): Scenario {
  const found = scenario(id)
  if (found === undefined)
    throw new BadInput('scenario', id, `one of ${scenarios.map(each => each.id).join(', ')}`)
  return found
}

/**
 * A preset of the lab by its id, or a design from a file: anything that contains a slash or ends in .json. `field` is
 * the option by which it was named.
 */
export function designNamed(name: string, lab: Scenario | undefined, field = '--design'): Design {
  if (isFile(name))
    return parsed(Design, json(field, name), field === '--design' ? 'design' : `${field}: design`)
  const presets = lab?.designs ?? []
  const found = presets.find(each => each.id === name)
  if (found !== undefined) return found
  const ids = presets.map(each => each.id)
  throw new BadInput(
    field,
    name,
    ids.length === 0 ? 'a file' : `${ids.join(', ')}, or a file (a path with a slash, or *.json)`,
  )
}

/** A world from a file, every part of which fits the others. */
export function worldFrom(file: string): World {
  const world = parsed(World, json('--world', file), 'world')
  const problem = worldProblem(world)
  if (problem !== undefined) throw new BadInput(problem.field, problem.value, problem.allowed)
  return world
}

/** Throws when a design does not fit the world it is to run in. */
export function checkDesign(design: Design, world: World): void {
  const problem = designProblem(design, world)
  if (problem !== undefined) throw new BadInput(problem.field, problem.value, problem.allowed)
}

export function uint32(field: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || value >>> 0 !== value)
    throw new BadInput(field, text, 'a whole number from 0 to 4294967295')
  return value
}

/** From `least` to `most`, both included, in digits alone. */
export function wholeNumber(field: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new BadInput(field, text, `a whole number from ${least} to ${most}`)
  return value
}

export function oneOf<A extends string>(field: string, text: string, allowed: readonly A[]): A {
  const found = allowed.find(each => each === text)
  if (found === undefined) throw new BadInput(field, text, `one of ${allowed.join(', ')}`)
  return found
}

function isFile(name: string): boolean {
  return name.includes('/') || name.endsWith('.json')
}

function json(field: string, file: string): unknown {
  let text: string
  try {
    // Some editors begin a file with a mark of its byte order.
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    throw new BadInput(field, file, 'a file that can be read')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadInput(field, file, `a file of JSON (${error instanceof Error ? error.message : error})`)
  }
}
