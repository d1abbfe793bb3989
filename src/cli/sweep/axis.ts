import { BadInput } from '../badInput.ts'
import { RUNS_MOST } from '../pool/measureAll.ts'
import { isCounted, type Parameter, parameterNamed, type Setting, type Value } from './parameter.ts'

/** A parameter and the values it takes, in the order in which they were asked for. */
export interface Axis {
  /** The option it was given by. */
  readonly field: string
  readonly parameter: Parameter
  readonly values: readonly Value[]
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?`
const ONE = new RegExp(`^${NUMBER}$`)
const RANGE = new RegExp(String.raw`^(${NUMBER})\.\.(${NUMBER})(?::(\d+))?$`)
const STEPS_USUAL = 5
/** A range with longer steps than this is one of milliseconds or the like, where fractions mean nothing. */
const WHOLE_FROM_STEP = 10

/**
 * What an option such as `ttlMs=1000..60000:7`, `ttlMs=1000,5000` or `coalescing=none,instance` means: of a range so many values
 * at equal distances, both ends included. `setting` is what they are to be written into.
 */
export function axisFrom(field: string, text: string, setting: Setting): Axis {
  const equals = text.indexOf('=')
  if (equals < 1)
    throw new BadInput(field, text, 'name=from..to, name=from..to:steps or name=value,value and so on')
  const parameter = parameterNamed(field, text.slice(0, equals))
  const asked = text.slice(equals + 1)
  const values: readonly Value[] =
    parameter.options === null
      ? (range(field, asked, isCounted(parameter, setting)) ?? list(field, asked))
      : choices(field, asked, parameter.options)
  const repeated = values.find((value, index) => values.indexOf(value) < index)
  if (repeated !== undefined)
    throw new BadInput(field, asked, `a list with each value once: ${repeated} is not`)
  return { field, parameter, values }
}

/** Undefined for what is no range. */
function range(field: string, text: string, isCount: boolean): readonly number[] | undefined {
  const [, fromText, toText, stepsText] = RANGE.exec(text) ?? []
  if (fromText === undefined) return undefined
  const from = Number(fromText)
  const to = Number(toText)
  if (from === to) return [from]
  const steps = Number(stepsText ?? STEPS_USUAL)
  if (steps < 2 || steps > RUNS_MOST) throw new BadInput(field, text, `a range of 2 to ${RUNS_MOST} steps`)
  const step = (to - from) / (steps - 1)
  const isWhole = isCount || Math.abs(step) >= WHOLE_FROM_STEP
  const values = Array.from({ length: steps }, (_, index) => from + index * step)
  // The last digits of a sum of fractions are nobody's wish.
  return [...new Set(values.map(value => (isWhole ? Math.round(value) : Number(value.toPrecision(12)))))]
}

function list(field: string, text: string): readonly number[] {
  const parts = text.split(',')
  const wrong = parts.find(part => !ONE.test(part))
  if (wrong !== undefined)
    throw new BadInput(field, wrong, 'a number; several as a list 1,2,5 or a range 1..5:3')
  return parts.map(Number)
}

function choices(field: string, text: string, options: readonly string[]): readonly string[] {
  const parts = text.split(',')
  const wrong = parts.find(part => !options.includes(part))
  if (wrong !== undefined) throw new BadInput(field, wrong, `a list of ${options.join(', ')}`)
  return parts
}
