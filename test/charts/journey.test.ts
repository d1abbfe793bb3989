import { describe, expect, it } from 'vitest'
import { openStage, type Whereabouts, whereIs } from '#charts/topology/journey.ts'
import { FATES, type Fate, STAGES, type Stage, type Traces } from '#recording/recording.ts'

type Span = readonly [Stage, number, number]

/** Traces of one request that starts at 1000 ms. */
function oneRequest(fate: Fate, endMs: number, spans: readonly Span[]): Traces {
  return {
    count: 1,
    sampleEvery: 1,
    request: Uint32Array.of(0),
    sampled: Uint8Array.of(1),
    keyNames: ['page:home'],
    key: Uint16Array.of(0),
    instance: Uint16Array.of(0),
    node: Uint16Array.of(0),
    fate: Uint8Array.of(FATES.indexOf(fate)),
    attempts: Uint8Array.of(1),
    startMs: Float64Array.of(1000),
    endMs: Float64Array.of(endMs),
    staleMs: Float32Array.of(0),
    spanFirst: Uint32Array.of(0, spans.length),
    spanStage: Uint8Array.from(spans, ([stage]) => STAGES.indexOf(stage)),
    spanStartMs: Float64Array.from(spans, span => span[1]),
    spanEndMs: Float64Array.from(spans, span => span[2]),
    leftOut: 0,
  }
}

function at(traces: Traces, ms: number, leastMs = 0): Whereabouts | null {
  const out: Whereabouts = { place: 'to-instance', progress: 0, look: 'open', sinceMs: 0 }
  return whereIs(traces, 0, ms, leastMs, out) ? out : null
}

const hit = oneRequest('hit', 1002, [['redis', 1000.5, 1001.5]])
const timedOut = oneRequest('timeout', 11_000, [['redis', 1000.5, 1001.5]])
const loaded = oneRequest('miss', 4003, [
  ['redis', 1000.5, 1001.5],
  ['pool', 1002, 3000],
  ['query', 3000, 4000],
])

describe('a dot', () => {
  it('is nowhere before its request begins and after it has been seen to end', () => {
    expect(at(hit, 999)).toBeNull()
    expect(at(hit, 1003)).toBeNull()
    expect(at(hit, 1003, 450)).not.toBeNull()
    expect(at(hit, 1500, 450)).toBeNull()
  })

  it('lets a hit of 2 ms be seen for its least time, there and back', () => {
    const places = [1010, 1150, 1250, 1350, 1440].map(ms => at(hit, ms, 450)?.place)
    expect(places).toEqual(['to-instance', 'to-node', 'from-node', 'to-reader', 'to-reader'])
  })

  it('does not know its outcome before a tier has answered', () => {
    expect(at(hit, 1100, 450)?.look).toBe('open')
    expect(at(hit, 1300, 450)?.look).toBe('hit')
  })

  it('waits in line and runs for as long as its query did', () => {
    expect(at(loaded, 2500, 450)?.place).toBe('in-line')
    expect(at(loaded, 3500, 450)?.place).toBe('running')
    expect(at(loaded, 4050, 450)?.place).toBe('from-origin')
  })

  it('of a reader who left is in line until then, and goes back failed', () => {
    expect(openStage(timedOut, 0)).toBe('pool')
    expect(at(timedOut, 10_999, 450)).toMatchObject({ place: 'in-line', look: 'miss' })
    expect(at(timedOut, 11_050, 450)).toMatchObject({ place: 'to-reader', look: 'failed' })
  })

  it('is where it is whatever was looked at before', () => {
    const forth = [1100, 2500, 4100].map(ms => at(loaded, ms, 450))
    const back = [4100, 2500, 1100].map(ms => at(loaded, ms, 450))
    expect(back.reverse()).toEqual(forth)
  })

  it('moves on without a jump: progress never falls within a place', () => {
    let last: Whereabouts | null = null
    for (let ms = 1000; ms < 4700; ms += 3) {
      const now = at(loaded, ms, 450)
      if (last !== null && now?.place === last.place)
        expect(now.progress).toBeGreaterThanOrEqual(last.progress)
      last = now
    }
  })
})
