import { Chance } from '#kernel/chance.ts'
import { World } from '#world/world.ts'
import { partName } from './constants.ts'
import type { Scenario } from './scenario.ts'

/** One number of a world that a variant draws anew. */
export interface Shake {
  /** Its path, as in the table of constants: 'readers.home page.ratePerSecond'. */
  readonly path: string
  /** The lab's own number is multiplied by something from `least` to `most`. */
  readonly least: number
  readonly most: number
}

export const HIGHEST_VARIANT = 9999

/** Below this a whole number may become a fraction: a rate of 2 a second may become 2.3. */
const WHOLE_FROM = 10

/**
 * The lab's world with its shaken numbers drawn anew: the same `variant`, from 1 to 9999, gives the same world; 0 is the
 * lab's own. What is learnt by heart of one does not answer the other. Throws for a path that leads to no number.
 */
export function variantOf({ world, shaken }: Pick<Scenario, 'world' | 'shaken'>, variant: number): World {
  if (variant === 0) return world
  const changed = structuredClone(world)
  for (const { path, value } of drawn({ world, shaken }, variant)) put(changed, path, value)
  return World.parse(changed)
}

/** What a variant changes: each shaken number with the value drawn. */
export function drawn(
  { world, shaken }: Pick<Scenario, 'world' | 'shaken'>,
  variant: number,
): readonly { readonly path: string; readonly own: number; readonly value: number }[] {
  const draws = new Chance(variant).about('variant')
  return shaken.map(({ path, least, most }, index) => {
    const own = numberAt(world, path)
    return { path, own, value: rounded(own * (least + (most - least) * draws.uniform(index)), own) }
  })
}

/** To three digits, as somebody would write it, and whole where the lab's own number is. */
function rounded(value: number, own: number): number {
  const short = Number(value.toPrecision(3))
  return Number.isInteger(own) && own >= WHOLE_FROM ? Math.round(short) : short
}

function numberAt(world: World, path: string): number {
  const value = path.split('.').reduce<unknown>(part, world)
  if (typeof value !== 'number') throw new Error(`no number at ${path}`)
  return value
}

function put(world: World, path: string, value: number): void {
  const names = path.split('.')
  const last = names.pop()!
  const holder = names.reduce<unknown>(part, world) as Record<string, number>
  holder[last] = value
}

function part(whole: unknown, name: string): unknown {
  if (Array.isArray(whole)) return whole.find((each, index) => partName(each, index) === name)
  return (whole as Record<string, unknown> | null | undefined)?.[name]
}
