import { openStage } from '#charts/topology/journey.ts'
import { NO_NODE, STAGES, type Stage, type Traces } from '#recording/recording.ts'

export interface WaterfallRow {
  readonly stage: Stage
  readonly title: string
  readonly fromMs: number
  readonly toMs: number
  /** ended: as recorded; open: still waiting when the reader left; never: not reached. */
  readonly how: 'ended' | 'open' | 'never'
}

const MOST_ROWS = 12

/** Where request `i` spent its time, stage by stage. What no span covers is the way between reader and instance. */
export function waterfallOf(traces: Traces, i: number): { rows: readonly WaterfallRow[]; networkMs: number } {
  const startMs = traces.startMs[i] as number
  const endMs = traces.endMs[i] as number
  const node = traces.node[i] as number
  const rows: WaterfallRow[] = []
  let coveredMs = 0
  let lastMs = startMs
  for (let s = traces.spanFirst[i] as number; s < (traces.spanFirst[i + 1] as number); s++) {
    const stage = STAGES[traces.spanStage[s] as number] as Stage
    const fromMs = Math.max(startMs, traces.spanStartMs[s] as number)
    const toMs = Math.min(endMs, traces.spanEndMs[s] as number)
    rows.push({ stage, title: titleOf(stage, node), fromMs, toMs, how: 'ended' })
    coveredMs += Math.max(0, toMs - Math.max(fromMs, lastMs))
    lastMs = Math.max(lastMs, toMs)
  }
  const open = openStage(traces, i)
  if (open !== null) {
    rows.push({ stage: open, title: titleOf(open, node), fromMs: lastMs, toMs: endMs, how: 'open' })
    coveredMs += endMs - lastMs
    if (open === 'pool')
      rows.push({ stage: 'query', title: 'Query', fromMs: endMs, toMs: endMs, how: 'never' })
  }
  return { rows: rows.slice(0, MOST_ROWS), networkMs: Math.max(0, endMs - startMs - coveredMs) }
}

function titleOf(stage: Stage, node: number): string {
  switch (stage) {
    case 'network':
      return 'Network'
    case 'l1':
      return 'L1'
    case 'redis':
      return node === NO_NODE ? 'Redis' : `Redis ${node + 1}`
    case 'flight':
      return 'Other’s load'
    case 'lease':
      return 'Another instance’s load'
    case 'pool':
      return 'Pool queue'
    case 'query':
      return 'Query'
    case 'backoff':
      return 'Back-off'
  }
}
