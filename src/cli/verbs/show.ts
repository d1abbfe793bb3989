import { HIGHEST_VARIANT, variantOf } from '#scenarios/variant.ts'
import { BadInput } from '../badInput.ts'
import { designNamed, scenarioNamed, wholeNumber } from '../inputs.ts'

export interface ShowOptions {
  readonly world?: boolean
  readonly variant: string
  readonly design?: string
}

/** A world or a design of a lab as JSON that can be edited and fed back in. */
export function show(id: string, options: ShowOptions): void {
  const lab = scenarioNamed(id)
  if ((options.world === true) === (options.design !== undefined)) {
    throw new BadInput('show', id, 'asked for with exactly one of --world and --design ID')
  }
  const variant = wholeNumber('--variant', options.variant, 0, HIGHEST_VARIANT)
  const document = options.design === undefined ? variantOf(lab, variant) : designNamed(options.design, lab)
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}
