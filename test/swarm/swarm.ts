import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Finding } from './worker.ts'

/**
 * Runs random worlds, designs, faults and seeds for so many minutes on all cores, and holds every run against the
 * invariants. Prints each finding with what makes it again; exits 1 if there is one, 2 for a bad option.
 */
function minutesFrom(args: readonly string[]): number {
  const [option, text, ...rest] = args
  const minutes = option === undefined ? 1 : Number(text)
  const isKnown = (option === undefined || option === '--minutes') && rest.length === 0
  if (isKnown && minutes > 0 && minutes <= 24 * 60) return minutes
  console.error(
    `swarm: ${args.join(' ')} is not allowed; it must be --minutes with a number above 0, at most ${24 * 60}`,
  )
  process.exit(2)
}

const minutes = minutesFrom(process.argv.slice(2))
const firstSeed = Date.now() % 0x4000_0000
const workers = availableParallelism()
let runs = 0
let findings = 0

function report(finding: Finding): void {
  findings++
  console.log(`\n${finding.broken}`)
  console.log(
    `  found by fast-check seed ${finding.seed}, path ${finding.path}, among runs of kind "${finding.kind}"`,
  )
  console.log('  pin it: add this, with a reason, to test/swarm/pinned.json')
  console.log(JSON.stringify({ why: '', kind: finding.kind, ...finding.run }))
}

function work(worker: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)))
    child.on('message', (message: { readonly runs: number } | { readonly finding: Finding }) => {
      if ('finding' in message) report(message.finding)
      else runs += message.runs
    })
    child.once('error', reject)
    child.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`)),
    )
    child.send({ firstSeed: firstSeed + worker * 1_000_000, untilMs: Date.now() + minutes * 60_000 })
  })
}

console.log(`Swarm on ${workers} cores for ${minutes} min, from seed ${firstSeed}`)
await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
console.log(`\n${runs} runs, ${findings} findings`)
process.exitCode = findings > 0 ? 1 : 0
