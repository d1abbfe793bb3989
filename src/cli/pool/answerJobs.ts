import { inspect } from 'node:util'
import type { Reply } from './onAllCores.ts'

/** The other end of the pool: in a process of its own, answers one job after another until it is ended. */
export function answerJobs<Job, Answer>(answer: (job: Job) => Answer): void {
  process.on('message', message => {
    // A parent that is gone waits for no answer.
    process.send?.(
      reply(() => answer((message as { readonly job: Job }).job)),
      (error: Error | null) => error !== null && process.exit(),
    )
  })
  process.on('disconnect', () => process.exit())
  // A terminal sends Ctrl-C to all; the parent ends us.
  process.on('SIGINT', () => {})
}

function reply(answer: () => unknown): Reply {
  try {
    return { answer: answer() }
  } catch (error) {
    return { failure: inspect(error) }
  }
}
