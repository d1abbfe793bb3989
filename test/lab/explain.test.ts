import { describe, expect, it } from 'vitest'
import { tellingMoment, tellingTrace, traceOf } from '#lab/moment.ts'
import { waterfallOf } from '#lab/waterfall.ts'
import { FAILED_FATES, FATES } from '#recording/recording.ts'
import { recorded } from '../charts/recorded.ts'

describe('where a recording opens', () => {
  it('is after its most severe event, while queries wait', () => {
    const trap = recorded('l5')
    const exhausted = trap.events.find(event => event.kind === 'pool-exhausted')
    const moment = tellingMoment(trap)
    expect(moment).toBeGreaterThan(exhausted?.atMs ?? Number.POSITIVE_INFINITY)
    expect(trap.series.originWaiting[moment / trap.bucketMs - 1]).toBeGreaterThan(0)
  })

  it('is within the recording, also where nothing happened', () => {
    const calm = { ...recorded('l6'), events: [] }
    expect(tellingMoment(calm)).toBeGreaterThanOrEqual(calm.settleMs)
    expect(tellingMoment(calm)).toBeLessThanOrEqual(calm.endMs)
  })
})

describe('the inspector', () => {
  it('opens on a failed request where one failed', () => {
    const { traces } = recorded('l5')
    const trace = tellingTrace(recorded('l5')) as number
    expect(FAILED_FATES).toContain(FATES[traces.fate[trace] as number])
    expect(traceOf(recorded('l5'), traces.request[trace] as number)).toBe(trace)
    expect(traceOf(recorded('l5'), 0xffff_fffe)).toBeNull()
  })

  it('accounts for the whole time of every request, once', () => {
    for (const { traces } of [recorded('l5'), recorded('l6')]) {
      for (let i = 0; i < traces.count; i++) {
        const wholeMs = (traces.endMs[i] as number) - (traces.startMs[i] as number)
        const { rows, networkMs } = waterfallOf(traces, i)
        const stagesMs = rows.reduce((sum, row) => sum + row.toMs - row.fromMs, 0)
        expect(networkMs).toBeGreaterThanOrEqual(0)
        expect(stagesMs + networkMs).toBeGreaterThan(wholeMs - 1e-6)
        expect(stagesMs + networkMs).toBeLessThan(wholeMs + 1e-6)
      }
    }
  })
})
