import { BadInput } from '../badInput.ts'
import { designNamed, scenarioNamed } from '../inputs.ts'

/** A world or a design of a lab as JSON that can be edited and fed back in. */
export function show(id: string, options: { readonly world?: boolean; readonly design?: string }): void {
  const lab = scenarioNamed(id)
  if ((options.world === true) === (options.design !== undefined)) {
    throw new BadInput('show', id, 'asked for with exactly one of --world and --design ID')
  }
  const document = options.design === undefined ? lab.world : designNamed(options.design, lab)
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}
