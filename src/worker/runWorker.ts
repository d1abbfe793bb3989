import { Simulation } from '#world/simulation.ts'
import type { FromWorker, RunRequest, ToWorker } from './protocol.ts'

/** The clock of the host is looked at once in so many events, and others get their turn after so many ms. */
const STEPS = 256
const SLICE_MS = 8

const cancelled = new Set<number>()
let underWay: number | undefined
const queue: { readonly id: number; readonly request: RunRequest }[] = []

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data
  if (message.kind === 'run') {
    queue.push(message)
    if (underWay === undefined) next()
  } else if (message.id === underWay || queue.some(each => each.id === message.id)) cancelled.add(message.id)
}

function next(): void {
  const job = queue.shift()
  underWay = job?.id
  if (job === undefined) return
  try {
    begin(job.id, job.request)
  } catch (error) {
    end({ kind: 'failed', id: job.id, message: messageOf(error) })
  }
}

function begin(id: number, request: RunRequest): void {
  const simulation = new Simulation(request)
  let wallMs = 0

  const slice = () => {
    if (cancelled.delete(id)) return end({ kind: 'cancelled', id })
    const beganMs = performance.now()
    let isOver = false
    try {
      do isOver = simulation.advance(STEPS)
      while (!isOver && performance.now() - beganMs < SLICE_MS)
      wallMs += performance.now() - beganMs
      if (!isOver) {
        post({ kind: 'progress', id, share: simulation.progress })
        return yieldToOthers(slice)
      }
      end({ kind: 'done', id, run: { recording: simulation.recording(), wallMs } })
    } catch (error) {
      end({ kind: 'failed', id, message: messageOf(error) })
    }
  }
  slice()
}

function end(message: FromWorker): void {
  cancelled.delete(message.id)
  post(message)
  next()
}

function post(message: FromWorker): void {
  self.postMessage(message)
}

const channel = new MessageChannel()
let resume: (() => void) | undefined
channel.port1.onmessage = () => resume?.()

/** A message to itself comes after those that wait already, a cancellation among them, and is not throttled as timers are. */
function yieldToOthers(then: () => void): void {
  resume = then
  channel.port2.postMessage(null)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
