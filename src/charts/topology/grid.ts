export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface GridSpace {
  readonly top: number
  readonly height: number
  readonly left: number
  readonly box: { readonly width: number; readonly height: number }
  /** At most so many below one another, and fewer where they would be too low. */
  readonly perColumn: number
  /** At least so many columns. */
  readonly columns: number
  /** Room that a box and the gap below it should have; less where that would take more than `MOST_COLUMNS`, px. */
  readonly pitch: number
}

const LEAST_PITCH_PX = 17
const MOST_COLUMNS = 4

/** Boxes in columns, in the middle of the height, filled line by line. */
export function grid(count: number, space: GridSpace): Box[] {
  const fitting = (pitch: number) => Math.min(space.perColumn, Math.max(1, Math.floor(space.height / pitch)))
  const roomy = fitting(space.pitch)
  const perColumn = count > roomy * MOST_COLUMNS ? fitting(LEAST_PITCH_PX) : roomy
  const columns = Math.max(space.columns, Math.ceil(count / perColumn))
  const rows = Math.ceil(count / columns)
  const pitch = Math.min(space.height / rows, space.box.height + 18)
  const height = Math.min(space.box.height, pitch - 6)
  const shrink = columns > 2 ? 2 / columns : 1
  const width = space.box.width * shrink
  const gap = width * 0.32
  const top = space.top + (space.height - pitch * rows) / 2 + (pitch - height) / 2
  return Array.from({ length: count }, (_, i) => ({
    x: space.left + (i % columns) * (width + gap),
    y: top + Math.floor(i / columns) * pitch,
    width,
    height,
  }))
}
