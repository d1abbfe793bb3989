import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import type { Fault } from '#world/fault.ts'
import { Simulation } from '#world/simulation.ts'

const thunderingHerd = scenario('thundering-herd')!

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The digest that `stampede run` prints for a preset of the herd. */
export function commandLineDigest(design: string, seed: number): string {
  const args = ['scripts/stampede.mjs', 'run', 'thundering-herd', '--design', design, '--seed', String(seed)]
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`stampede run ended with ${status}: ${stderr}`)
  return JSON.parse(stdout).digest
}

/** The same run in this process. */
export function recordingOf(designId: string, seed: number, faults: readonly Fault[] = []): Recording {
  const { id, designs, world } = thunderingHerd
  const design = designs.find(each => each.id === designId)
  if (design === undefined) throw new Error(`no design "${designId}"`)
  const broken = { ...world, faults: [...world.faults, ...faults] }
  return new Simulation({ scenario: id, world: broken, design, seed }).run()
}
