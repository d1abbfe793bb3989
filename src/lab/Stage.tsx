import type { ReactNode } from 'react'
import styles from './Stage.module.css'
import { TopologyPane } from './TopologyPane.tsx'
import { TracksPane } from './TracksPane.tsx'
import { useLabState } from './useLab.ts'
import { useSize } from './useSize.ts'

const GUTTER_PX = 156
/** The topology gets this share of the height, within limits. */
const TOPOLOGY_SHARE = 0.385

interface StageProps {
  readonly isWide: boolean
  readonly still: boolean
  /** Stands between the system and its tracks. */
  readonly between?: ReactNode
}

/** The recording: the system at the playhead above its tracks. */
export function Stage({ isWide, still, between }: StageProps) {
  const { ref, width, height } = useSize<HTMLDivElement>()
  const report = useLabState(state => state.report)
  const failed = useLabState(state => state.phase.kind !== 'running')
  const topologyHeight = isWide ? Math.round(Math.max(220, Math.min(360, height * TOPOLOGY_SHARE))) : 250
  return (
    <div ref={ref} className={isWide ? styles.wide : styles.narrow}>
      {report === null ? (
        <p className={styles.empty}>{failed ? 'There is no run to show.' : 'Computing the first run…'}</p>
      ) : (
        width > 0 && (
          <TopologyPane recording={report.recording} width={width} height={topologyHeight} still={still} />
        )
      )}
      {between}
      {report !== null && width > 0 && (
        <TracksPane
          recording={report.recording}
          width={width}
          room={isWide ? height - topologyHeight - LEGEND_PX : null}
          gutter={isWide ? GUTTER_PX : 0}
        />
      )}
    </div>
  )
}

/** The legend under the topology, with its border. */
const LEGEND_PX = 29
