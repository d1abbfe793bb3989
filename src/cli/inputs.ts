import { readFileSync } from 'node:fs'
import { Design } from '#cache/design.ts'
import { scenario, scenarios } from '#scenarios/catalogue.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { World } from '#world/world.ts'
import { BadInput, parsed } from './badInput.ts'

/** The lab with this id. */
export function scenarioNamed(id: string): Scenario {
  const found = scenario(id)
  if (found === undefined)
    throw new BadInput('scenario', id, `one of ${scenarios.map(each => each.id).join(', ')}`)
  return found
}

/** A preset of the lab by its id, or a design from a file: anything that contains a slash or ends in .json. */
export function designNamed(name: string, lab: Scenario | undefined): Design {
  if (isFile(name)) return parsed(Design, json('--design', name), 'design')
  const presets = lab?.designs ?? []
  const found = presets.find(each => each.id === name)
  if (found !== undefined) return found
  const ids = presets.map(each => each.id)
  throw new BadInput(
    '--design',
    name,
    ids.length === 0 ? 'a file' : `${ids.join(', ')}, or a file (a path with a slash, or *.json)`,
  )
}

/** A world from a file, its times in order. */
export function worldFrom(file: string): World {
  const world = parsed(World, json('--world', file), 'world')
  for (const [index, { fromMs, toMs }] of world.windows.entries()) {
    if (toMs <= fromMs) throw new BadInput(`world.windows.${index}.toMs`, toMs, `above fromMs, ${fromMs}`)
    if (toMs > world.durationMs)
      throw new BadInput(`world.windows.${index}.toMs`, toMs, `at most durationMs, ${world.durationMs}`)
  }
  for (const type of typesOf(world)) {
    if (world.origin.queries[type] === undefined) {
      throw new BadInput(
        `world.origin.queries.${type}`,
        undefined,
        `there: readers or writers use the type "${type}"`,
      )
    }
  }
  return world
}

export function uint32(field: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || value >>> 0 !== value)
    throw new BadInput(field, text, 'a whole number from 0 to 4294967295')
  return value
}

export function oneOf<A extends string>(field: string, text: string, allowed: readonly A[]): A {
  const found = allowed.find(each => each === text)
  if (found === undefined) throw new BadInput(field, text, `one of ${allowed.join(', ')}`)
  return found
}

function typesOf(world: World): ReadonlySet<string> {
  return new Set([...world.readers, ...world.writers, ...world.warm].map(each => each.keys.type))
}

function isFile(name: string): boolean {
  return name.includes('/') || name.endsWith('.json')
}

function json(field: string, file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new BadInput(field, file, 'a file that can be read')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadInput(field, file, `a file of JSON (${error instanceof Error ? error.message : error})`)
  }
}
