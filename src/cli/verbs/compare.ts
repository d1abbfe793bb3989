import type { Design } from '#cache/design.ts'
import { BadInput } from '../badInput.ts'
import { comparison } from '../compare/comparison.ts'
import { comparisonReport } from '../compare/comparisonReport.ts'
import { CONFIDENCE } from '../compare/pairedDifference.ts'
import { checkDesign, designNamed, scenarioNamed, wholeNumber } from '../inputs.ts'
import type { Output } from '../output.ts'
import { measureAll, RUNS_MOST } from '../pool/measureAll.ts'

interface CompareOptions {
  readonly a: string
  readonly b: string
  readonly seeds: string
}

/** Two designs of a lab on the same seeds: what differs, and how sure that is. */
export async function compare(id: string, options: CompareOptions, output: Output): Promise<void> {
  const lab = scenarioNamed(id)
  const seeds = wholeNumber('--seeds', options.seeds, 2, RUNS_MOST / 2)
  const [a, b] = (['a', 'b'] as const).map(side => {
    const design = designNamed(options[side], lab, `--${side}`)
    BadInput.within(`--${side}`, () => checkDesign(design, lab.world))
    return design
  }) as [Design, Design]
  const runs = await measureAll(
    [a, b].flatMap(design =>
      Array.from({ length: seeds }, (_, index) => ({
        scenario: lab.id,
        world: lab.world,
        design,
        seed: index + 1,
      })),
    ),
  )
  const compared = comparison(runs.slice(0, seeds), runs.slice(seeds))
  output.json({
    scenario: lab.id,
    a: { given: options.a, id: a.id, title: a.title },
    b: { given: options.b, id: b.id, title: b.title },
    seeds,
    confidence: CONFIDENCE,
    ...compared,
  })
  output.line(`${lab.id} · seeds 1 to ${seeds} · the same arrivals for a and b at every seed`)
  output.line(`a  ${options.a} (${a.title})`)
  output.line(`b  ${options.b} (${b.title})`)
  output.line('')
  for (const line of comparisonReport(compared, seeds)) output.line(line)
}
