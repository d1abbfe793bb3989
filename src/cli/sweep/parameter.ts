import { Design } from '#cache/design.ts'
import type { Knob } from '#scenarios/knobs/knob.ts'
import { KNOBS, knob } from '#scenarios/knobs/knobs.ts'
import type { World } from '#world/world.ts'
import { BadInput } from '../badInput.ts'

/** What a sweep varies: a world and a design. */
export interface Setting {
  readonly world: World
  readonly design: Design
}

export type Value = number | string

/** Something that can be set to one value after another. */
export interface Parameter {
  /** As it was asked for. */
  readonly name: string
  /** What is turned: two names may stand for one knob. */
  readonly turns: string
  /** The values of a choice; null: any number, and the schemas say which. */
  readonly options: readonly string[] | null
  write(setting: Setting, value: Value): Setting
  /** What the setting has now; null where that cannot be told. */
  read(setting: Setting): Value | null
}

/** Short names beside those of the knobs, and what they are. */
const ALIASES = { ttlMs: 'redis-ttl' } as const
const RATE = 'rate'
const RATE_LEAST = 0.01
const RATE_MOST = 100

export const PARAMETER_NAMES: readonly string[] = [
  ...Object.keys(ALIASES),
  RATE,
  ...KNOBS.map(({ id }) => id),
]

export function parameterNamed(field: string, name: string): Parameter {
  if (!PARAMETER_NAMES.includes(name)) throw new BadInput(field, name, `one of ${PARAMETER_NAMES.join(', ')}`)
  if (name === RATE) return rate
  return turning(name, knob(Object.hasOwn(ALIASES, name) ? ALIASES[name as keyof typeof ALIASES] : name))
}

function turning(name: string, knob: Knob): Parameter {
  const turns = knob.id
  const read = ({ design }: Setting) => knob.read(design)
  // The union's members take different values; which one is asked for was checked against `options`.
  const write = ({ world, design }: Setting, value: Value) => ({
    world,
    design: (knob.write as (design: Design, value: Value) => Design)(design, value),
  })
  const options = knob.kind === 'choice' ? knob.options.map(each => each.value) : null
  return { name, turns, options, read, write }
}

/** A factor on the arrivals of every reader; on the number of users where these are a closed loop. Writers stay. */
const rate: Parameter = {
  name: RATE,
  turns: RATE,
  options: null,
  read: () => null,
  write: ({ world, design }, value) => {
    const factor = Number(value)
    if (factor < RATE_LEAST || factor > RATE_MOST)
      throw new BadInput(RATE, value, `a factor from ${RATE_LEAST} to ${RATE_MOST}`)
    const readers = world.readers.map(reader =>
      reader.closedLoop === null
        ? { ...reader, ratePerSecond: reader.ratePerSecond * factor }
        : { ...reader, closedLoop: { ...reader.closedLoop, users: scaled(reader.closedLoop.users, factor) } },
    )
    return { world: { ...world, readers }, design }
  },
}

function scaled(users: number, factor: number): number {
  return Math.max(1, Math.round(users * factor))
}

/** Whether it counts something: the schema of designs refuses a half where it accepts the whole numbers beside it. */
export function isCounted(parameter: Parameter, setting: Setting): boolean {
  const accepts = (value: number) => Design.safeParse(parameter.write(setting, value).design).success
  return parameter.options === null && accepts(2) && accepts(3) && !accepts(2.5)
}
