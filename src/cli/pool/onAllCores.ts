import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

/** What a process of the pool sends back for one job. */
export type Reply = { readonly answer: unknown } | { readonly failure: string }

interface PoolOptions {
  /** As many as there are cores, unless given. */
  readonly processes?: number
  /** Called after each job with the number of those that are done. */
  readonly onDone?: (done: number) => void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * What `program` answers to each job, in the order of the jobs. A process takes its next job when it has answered the
 * last one, so that none idles beside another's list of slow ones. The first job that fails rejects, and ends them all.
 *
 * Processes, not threads: the TypeScript loader reaches a child process on every Node this runs on.
 */
export async function onAllCores<Job, Answer>(
  program: URL,
  jobs: readonly Job[],
  { processes = availableParallelism(), onDone = () => {} }: PoolOptions = {},
): Promise<readonly Answer[]> {
  const answers = new Array<Answer>(jobs.length)
  const waiting = jobs.entries()
  const children = Array.from({ length: Math.min(processes, jobs.length) }, () => start(program))
  const stopEndingWithUs = endWithUs(children)
  let done = 0
  try {
    await Promise.all(
      children.map(async child => {
        for (const [index, job] of waiting) {
          answers[index] = (await ask(child, job)) as Answer
          onDone(++done)
        }
      }),
    )
  } finally {
    stopEndingWithUs()
    endAll(children)
  }
  return answers
}

function start(program: URL): ChildProcess {
  return fork(program, {
    // What a job prints must not get into our document.
    stdio: ['ignore', 2, 2, 'ipc'],
    // As they are: JSON has neither infinity nor NaN.
    serialization: 'advanced',
  })
}

async function ask(child: ChildProcess, job: unknown): Promise<unknown> {
  const settled = new AbortController()
  const { signal } = settled
  try {
    const reply = once(child, 'message', { signal })
    const end = once(child, 'exit', { signal })
    child.send({ job })
    const message = (await Promise.race([reply, end.then(([code, by]) => ended(code, by))]))[0] as Reply
    if ('failure' in message) throw new Error(`in a process of its own: ${message.failure}`)
    return message.answer
  } finally {
    settled.abort()
  }
}

function ended(code: number | null, signal: NodeJS.Signals | null): never {
  throw new Error(`a process ended in the middle of a job, ${signal ? `by ${signal}` : `with code ${code}`}`)
}

/** Ctrl-C ends the children, even in the middle of a job, and then us. Returns what takes that back. */
function endWithUs(children: readonly ChildProcess[]): () => void {
  const end = (signal: NodeJS.Signals) => {
    endAll(children)
    takeBack()
    process.kill(process.pid, signal)
  }
  const takeBack = () => {
    for (const signal of SIGNALS) process.off(signal, end)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  return takeBack
}

function endAll(children: readonly ChildProcess[]): void {
  for (const child of children) child.kill('SIGKILL')
}
