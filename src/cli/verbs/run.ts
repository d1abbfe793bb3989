import type { Design } from '#cache/design.ts'
import type { Recording } from '#recording/recording.ts'
import { judge } from '#rubric/judge.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { Scenario } from '#scenarios/scenario.ts'
import { HIGHEST_VARIANT, variantOf } from '#scenarios/variant.ts'
import { Simulation } from '#world/simulation.ts'
import type { World } from '#world/world.ts'
import { BadInput } from '../badInput.ts'
import { checkDesign, designNamed, oneOf, scenarioNamed, uint32, wholeNumber, worldFrom } from '../inputs.ts'
import type { Output } from '../output.ts'
import { report } from '../report.ts'
import { type Result, resultOf } from '../result.ts'

export interface RunOptions {
  /** Left out: the trap of a lab. */
  readonly design?: string
  readonly variant: string
  readonly seed: string
  readonly store: string
  readonly world?: string
  readonly check?: boolean
}

/** Runs a lab, or a world of one's own, once. Returns whether every objective was met. */
export async function run(id: string | undefined, options: RunOptions, output: Output): Promise<boolean> {
  if ((id === undefined) === (options.world === undefined)) {
    throw new BadInput('run', id, 'given either a scenario or --world FILE')
  }
  if (options.check && id === undefined) {
    throw new BadInput('--check', '--world', 'used with a scenario: a world of your own has no objectives')
  }
  const lab = id === undefined ? undefined : scenarioNamed(id)
  if (lab === undefined && options.design === undefined)
    throw new BadInput('--design', undefined, 'given with --world: a JSON file')
  const design = designNamed(options.design ?? 'l5', lab)
  const seed = uint32('--seed', options.seed)
  const store = oneOf('--store', options.store, ['model', 'ioredis-mock'])
  const variant = wholeNumber('--variant', options.variant, 0, HIGHEST_VARIANT)
  if (lab === undefined && variant > 0)
    throw new BadInput(
      '--variant',
      options.variant,
      'given with a scenario: a world of your own has no variants',
    )
  const world = lab === undefined ? worldFrom(options.world!) : variantOf(lab, variant)
  checkDesign(design, world)
  const beganMs = performance.now()
  const recording = await record({ scenario: lab?.id ?? 'world', world, design, seed }, store)
  const result = judged(recording, lab, design, performance.now() - beganMs)
  output.json(result)
  for (const line of report(result)) output.line(line)
  return result.objectives.every(each => each.met)
}

type Parts = {
  readonly scenario: string
  readonly world: World
  readonly design: Design
  readonly seed: number
}

async function record(parts: Parts, store: 'model' | 'ioredis-mock'): Promise<Recording> {
  if (store === 'model') return new Simulation(parts).run()
  // 400 kB of Redis: only who asks for it waits for it.
  const { MockNodes } = await import('#wire/mockNodes.ts')
  const nodes = new MockNodes()
  try {
    return await new Simulation({ ...parts, nodeFor: nodes.nodeFor }).runSettling()
  } finally {
    await nodes.close()
  }
}

function judged(recording: Recording, lab: Scenario | undefined, design: Design, wallMs: number): Result {
  if (lab === undefined) return resultOf(recording, design, [], null, wallMs)
  const objectives = measureObjectives(lab, recording)
  return resultOf(recording, design, objectives, judge(lab, design, recording, objectives), wallMs)
}
