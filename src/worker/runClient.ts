import { judge } from '#rubric/judge.ts'
import type { Verdict } from '#rubric/verdict.ts'
import { measureObjectives } from '#scenarios/measures.ts'
import type { Lesson, ObjectiveResult } from '#scenarios/scenario.ts'
import type { FinishedRun, FromWorker, RunRequest, ToWorker } from './protocol.ts'

/** A run to make, and the lab by which it is judged. */
interface Trial extends Omit<RunRequest, 'scenario'> {
  readonly lesson: Lesson
}

/** A run, measured and judged. */
export interface RunReport extends FinishedRun {
  readonly objectives: readonly ObjectiveResult[]
  readonly verdict: Verdict
}

export interface RunHandle {
  /** Resolves with the finished run; rejects with an AbortError-named error when cancelled, an Error when it failed. */
  readonly report: Promise<RunReport>
  cancel(): void
}

interface Pending {
  resolve(run: FinishedRun): void
  reject(error: Error): void
  onProgress(share: number): void
}

/** Makes runs in one Web Worker, started at the first one and kept, and judges them here: the worker knows no lab. */
class RunClient {
  private worker: Worker | undefined
  private nextId = 1
  private readonly pending = new Map<number, Pending>()

  run({ lesson, ...inputs }: Trial, onProgress: (share: number) => void = () => {}): RunHandle {
    const id = this.nextId++
    const finished = new Promise<FinishedRun>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onProgress })
      this.post({ kind: 'run', id, request: { scenario: lesson.id, ...inputs } })
    })
    const report = finished.then(run => {
      const objectives = measureObjectives(lesson, run.recording)
      return { ...run, objectives, verdict: judge(lesson, inputs.design, run.recording, objectives) }
    })
    return { report, cancel: () => this.pending.has(id) && this.post({ kind: 'cancel', id }) }
  }

  private post(message: ToWorker): void {
    this.worker ??= this.startWorker()
    this.worker.postMessage(message)
  }

  private startWorker(): Worker {
    const worker = new Worker(new URL('./runWorker.ts', import.meta.url), {
      type: 'module',
      name: 'stampede-run',
    })
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(event.data)
    worker.onerror = event =>
      this.failAll(new Error(`the simulation worker failed: ${event.message || 'it could not be loaded'}`))
    return worker
  }

  private receive(message: FromWorker): void {
    const pending = this.pending.get(message.id)
    if (pending === undefined) return
    if (message.kind === 'progress') {
      pending.onProgress(message.share)
      return
    }
    this.pending.delete(message.id)
    if (message.kind === 'done') pending.resolve(message.run)
    else if (message.kind === 'cancelled') {
      const error = new Error('the run was cancelled')
      error.name = 'AbortError'
      pending.reject(error)
    } else pending.reject(new Error(message.message))
  }

  private failAll(error: Error): void {
    this.worker?.terminate()
    this.worker = undefined
    for (const pending of this.pending.values()) pending.reject(error)
    this.pending.clear()
  }
}

export const runClient = new RunClient()
