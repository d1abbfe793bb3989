import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Chance } from '#kernel/chance.ts'
import { Gate } from '#kernel/gate.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'

export interface MarkovRun {
  /** Timed events a second: two a customer, its arrival and its departure. */
  readonly perSecond: number
  /** In line, in mean service times; 0.2046 by Erlang's formula. */
  readonly meanWait: number
}

/** M/M/10 at 80 % load: ten servers, a mean service time of 1 ms, 8 arrivals a ms. */
export function markovQueue(customers: number): MarkovRun {
  const kernel = new Kernel()
  const servers = new Gate(10)
  const chance = new Chance(1)
  const gaps = chance.about('gap')
  const services = chance.about('service')
  let waitedMs = 0
  function* customer(n: number): Program<void> {
    const arrivedMs = kernel.nowMs
    yield servers
    waitedMs += kernel.nowMs - arrivedMs
    yield services.exponential(1, n)
    servers.leave()
  }
  function* arrivals(): Program<void> {
    for (let n = 0; n < customers; n++) {
      yield gaps.exponential(1 / 8, n)
      kernel.start(customer(n), 'customer')
    }
  }
  kernel.start(arrivals(), 'arrivals')
  const beganMs = performance.now()
  kernel.run()
  return { perSecond: (2000 * customers) / (performance.now() - beganMs), meanWait: waitedMs / customers }
}

export interface SimPyRun extends MarkovRun {
  readonly version: string
}

const program = fileURLToPath(new URL('../../../scripts/mm10.py', import.meta.url))
/** A Python of one's own does not see the packages of the system's. */
const interpreters = ['python3', '/usr/bin/python3']

/** The same queue in SimPy; null when no Python with SimPy is installed (Debian: python3-simpy3). */
export function simPyQueue(customers: number): SimPyRun | null {
  for (const interpreter of interpreters) {
    const { status, stdout } = spawnSync(interpreter, [program, String(customers)], { encoding: 'utf8' })
    if (status !== 0) continue
    const { version, seconds, meanWait } = JSON.parse(stdout)
    return { version, perSecond: (2 * customers) / seconds, meanWait }
  }
  return null
}
