import type { Bounds } from '#cache/bounds.ts'
import type { Design } from '#cache/design.ts'
import type { Summary } from '#recording/recording.ts'
import type { World } from '../world.ts'
import { Costs, perThousandHits } from './costs.ts'
import type { Measurement } from './measurement.ts'
import type { MemoryLog } from './memoryLog.ts'
import type { PatternLog } from './patternLog.ts'
import type { PoolLog } from './poolLog.ts'
import type { Seconds } from './seconds.ts'
import type { SeriesLog } from './seriesLog.ts'

interface SummaryParts {
  readonly world: World
  readonly design: Design
  readonly endMs: number
  /** Redis nodes of all regions together. */
  readonly nodes: number
  readonly bounds: ReadonlyMap<string, Bounds>
  readonly measurement: Measurement
  readonly memory: MemoryLog
  /** null where bytes are not accounted. */
  readonly patterns: PatternLog | null
  readonly series: SeriesLog
  readonly pool: PoolLog
  readonly seconds: Seconds
}

/** Brings together what the logs have counted; call when the run is over. */
export function summaryOf(parts: SummaryParts): Summary {
  const { world, design, endMs, nodes, bounds, measurement, memory, patterns, series, pool, seconds } = parts
  const counted = measurement.summary(endMs, bounds, pool, seconds.worstP99Ms, series.series.nodeBusy)
  const { measuredMs } = measurement
  const costs = world.prices === null ? null : new Costs(world.prices, design.redis, nodes)
  const perHour = costs?.perHour(memory.peakBytes) ?? null
  return {
    ...counted,
    staleness: { ...counted.staleness, detectedAtMs: seconds.pager.detectedAtMs },
    memory: { peakBytes: patterns === null ? null : memory.peakBytes, evictions: memory.evictions },
    cost: {
      perHour,
      perThousandHits: perHour === null ? null : perThousandHits(perHour, measurement.hits, measuredMs),
    },
    patterns: patterns?.summary(measuredMs, costs) ?? [],
    acts: series.actTotals(),
  }
}
