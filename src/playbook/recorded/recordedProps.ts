import { DEFAULT_SEED } from '#recording/labLink.ts'
import type { TrackId } from '#recording/tracks.ts'

/** What an author writes of a live figure. All of it is literal, so that the run can be recorded before anybody reads. */
export interface RecordedProps {
  readonly scenario: string
  /** One design, or two for the same arrivals side by side. */
  readonly designs: readonly string[]
  readonly seed?: number
  readonly fromSeconds: number
  readonly toSeconds: number
  /** Where the lab's playhead stands; where the figure begins if absent. */
  readonly atSeconds?: number
  readonly tracks: readonly TrackId[]
  /** What the figure shows, as a sentence. */
  readonly caption: string
  readonly title?: string
}

/** The name under which the excerpt of a figure is kept: what it is an excerpt of. Captions and titles may change freely. */
export function excerptName(props: RecordedProps): string {
  const { scenario, designs, seed = DEFAULT_SEED, fromSeconds, toSeconds, tracks } = props
  return [scenario, designs.join('+'), seed, `${fromSeconds}-${toSeconds}`, tracks.join('+')].join('_')
}
