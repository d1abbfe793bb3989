import type { FromWorker, RunReport, RunRequest, ToWorker } from './protocol.ts'

export interface RunHandle {
  /** Resolves with the finished run; rejects with an AbortError-named error when cancelled, an Error when it failed. */
  readonly report: Promise<RunReport>
  cancel(): void
}

interface Pending {
  resolve(report: RunReport): void
  reject(error: Error): void
  onProgress(share: number): void
}

/** Runs scenarios in one Web Worker, started at the first run and kept. */
class RunClient {
  private worker: Worker | undefined
  private nextId = 1
  private readonly pending = new Map<number, Pending>()

  run(request: RunRequest, onProgress: (share: number) => void = () => {}): RunHandle {
    const id = this.nextId++
    const report = new Promise<RunReport>((resolve, reject) => {
      this.pending.set(id, { resolve, reject, onProgress })
      this.post({ kind: 'run', id, request })
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
    if (message.kind === 'done') pending.resolve(message.report)
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
