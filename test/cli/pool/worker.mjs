// A process of a pool that does what its jobs say. Node 20 needs the loader for the TypeScript it imports.
import { existsSync, writeFileSync } from 'node:fs'
import 'tsx'

const { answerJobs } = await import('../../../src/cli/pool/answerJobs.ts')

answerJobs(job => {
  if (job.prints) console.log(job.prints)
  if (job.writes) writeFileSync(job.writes, '')
  if (job.awaits) spinUntil(() => existsSync(job.awaits))
  if (job.fails) throw new Error(job.fails)
  if (job.ends !== undefined) process.exit(job.ends)
  return { value: job.value, pid: process.pid }
})

/** Jobs block their process, as a run does. Ends in any case, or a test that fails would leave it behind. */
function spinUntil(/** @type {() => boolean} */ isOver) {
  const endMs = Date.now() + 20_000
  while (!isOver() && Date.now() < endMs);
}
