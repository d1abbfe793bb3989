import { FAILED_FATES, FATES, STAGES, type Traces } from '#recording/recording.ts'
import type { Request } from '../request.ts'

const NETWORK = STAGES.indexOf('network')
/** About so many evenly sampled requests are kept, however many there are. */
const SAMPLE_TARGET = 8000
/** Notable requests of each sort (failed, stale, slow) kept in one stretch of time. */
const NOTABLE_EACH = 4
/** Stretches in which notable requests are collected; at least a second each. */
const STRETCHES = 300

/** Which requests a recording shows one by one: every nth, and the slowest, stale and failed ones of each stretch. */
export class TraceLog {
  private readonly sampleEvery: number
  private readonly stretchMs: number
  private readonly kept: Request[] = []
  private readonly failed: Request[] = []
  private readonly stale: Request[] = []
  private readonly slow: Request[] = []
  private stretchEndMs: number
  private leftOut = 0

  constructor(expectedRequests: number, endMs: number) {
    this.sampleEvery = roundStep(expectedRequests / SAMPLE_TARGET)
    this.stretchMs = Math.max(1000, endMs / STRETCHES)
    this.stretchEndMs = this.stretchMs
  }

  ended(request: Request): void {
    if (request.endMs >= this.stretchEndMs) this.closeStretch(request.endMs)
    if (request.id % this.sampleEvery === 0) {
      if (this.kept.length < 4 * SAMPLE_TARGET) this.kept.push(request)
      else this.leftOut++
      return
    }
    if (FAILED_FATES.includes(request.fate!)) this.consider(this.failed, request)
    else if (request.staleMs > 0) this.consider(this.stale, request)
    else this.consider(this.slow, request)
  }

  /** Everything kept, in order of arrival. */
  traces(): Traces {
    this.closeStretch(Number.POSITIVE_INFINITY)
    const kept = this.kept.sort((a, b) => a.startMs - b.startMs || a.id - b.id)
    const count = kept.length
    const spans = kept.map(withNetwork)
    const spanCount = spans.reduce((sum, each) => sum + each.length / 3, 0)
    const keyNames = [...new Set(kept.map(request => request.key.name))]
    const keyIndex = new Map(keyNames.map((name, index) => [name, index]))
    const spanFirst = new Uint32Array(count + 1)
    const spanStage = new Uint8Array(spanCount)
    const spanStartMs = new Float64Array(spanCount)
    const spanEndMs = new Float64Array(spanCount)
    let span = 0
    for (const [index, each] of spans.entries()) {
      spanFirst[index] = span
      for (let at = 0; at < each.length; at += 3) {
        spanStage[span] = each[at]!
        spanStartMs[span] = each[at + 1]!
        spanEndMs[span++] = each[at + 2]!
      }
    }
    spanFirst[count] = span
    return {
      count,
      sampleEvery: this.sampleEvery,
      request: Uint32Array.from(kept, request => request.id),
      sampled: Uint8Array.from(kept, request => (request.id % this.sampleEvery === 0 ? 1 : 0)),
      keyNames,
      key: Uint16Array.from(kept, request => keyIndex.get(request.key.name)!),
      instance: Uint16Array.from(kept, request => request.instance),
      node: Uint16Array.from(kept, request => request.node),
      fate: Uint8Array.from(kept, request => FATES.indexOf(request.fate!)),
      attempts: Uint8Array.from(kept, request => Math.min(request.attempts, 255)),
      startMs: Float64Array.from(kept, request => request.startMs),
      endMs: Float64Array.from(kept, request => request.endMs),
      staleMs: Float32Array.from(kept, request => request.staleMs),
      spanFirst,
      spanStage,
      spanStartMs,
      spanEndMs,
      leftOut: this.leftOut,
    }
  }

  /** Keeps the slowest; a stretch has few, so a scan is cheaper than a heap. */
  private consider(list: Request[], request: Request): void {
    if (list.length < NOTABLE_EACH) {
      list.push(request)
      return
    }
    this.leftOut += list === this.slow ? 0 : 1
    let quickest = 0
    for (let index = 1; index < list.length; index++) {
      if (latency(list[index]!) < latency(list[quickest]!)) quickest = index
    }
    if (latency(request) > latency(list[quickest]!)) list[quickest] = request
  }

  private closeStretch(nowMs: number): void {
    for (const list of [this.failed, this.stale, this.slow]) {
      this.kept.push(...list)
      list.length = 0
    }
    if (nowMs < Number.POSITIVE_INFINITY)
      this.stretchEndMs = (Math.floor(nowMs / this.stretchMs) + 1) * this.stretchMs
  }
}

function latency(request: Request): number {
  return request.endMs - request.startMs
}

/** The next of 1, 2, 5, 10, 20, 50 ...: "one dot is 10 requests" reads better than "is 9". */
function roundStep(atLeast: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= atLeast) return step * power
  }
}

/** The request's spans, with what lies between them: on the way to the instance, to the origin, and back to the reader. */
function withNetwork({ spans, startMs, endMs }: Request): readonly number[] {
  const complete: number[] = []
  let reachedMs = startMs
  const travel = (untilMs: number) => {
    if (untilMs > reachedMs) complete.push(NETWORK, reachedMs, untilMs)
    reachedMs = Math.max(reachedMs, untilMs)
  }
  for (let at = 0; at < spans.length; at += 3) {
    travel(spans[at + 1]!)
    complete.push(spans[at]!, spans[at + 1]!, spans[at + 2]!)
    reachedMs = Math.max(reachedMs, spans[at + 2]!)
  }
  travel(endMs)
  return complete
}
