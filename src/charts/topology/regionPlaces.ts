import type { Topology } from '#recording/recording.ts'

/** The stretch of the canvas that a region has, and its frame once it is known what stands in it. */
export interface RegionPlace {
  readonly region: number
  readonly name: string
  readonly top: number
  readonly height: number
  readonly left: number
  readonly width: number
}

/** Between two regions: the upper one's lower edge, the bus, the lower one's name. */
const GAP_PX = 26
const COMPACT_GAP_PX = 18

/** Regions below one another, of equal height, home first. */
export function regionPlaces(
  { regions }: Topology,
  area: { readonly top: number; readonly height: number },
  compact: boolean,
): RegionPlace[] {
  if (regions.length < 2) return [{ region: 0, name: '', ...area, left: 0, width: 0 }]
  const gap = compact ? COMPACT_GAP_PX : GAP_PX
  const height = (area.height - gap * (regions.length - 1) - 6) / regions.length
  return regions.map(({ name }, region) => ({
    region,
    name,
    top: area.top + 6 + region * (height + gap),
    height,
    left: 0,
    width: 0,
  }))
}
