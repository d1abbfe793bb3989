export interface Shade {
  readonly opacity: number
  readonly d: string
}

const SHADES = 8
const FAINTEST = 0.16
const DARKEST = 0.85
/** In a strip of a few px nothing fainter than this is seen. */
export const STRIP_FAINTEST = 0.32

/**
 * A grid as one path a shade, of unit-wide cells: column i lies between x = i and i + 1. `cells` go down the first
 * column, then the next; 0 and NaN are left blank. Paths by shade instead of an image: they follow the theme, print,
 * and are crisp at any size.
 */
export function shadesOf(
  cells: Float64Array,
  rows: number,
  /** From above 0, faintest, to 1, darkest. */
  darkness: (value: number) => number,
  place: (row: number) => { readonly top: number; readonly tall: number },
  faintest = FAINTEST,
): Shade[] {
  const paths = Array.from({ length: SHADES }, () => [] as string[])
  const places = Array.from({ length: rows }, (_, row) => place(row))
  cells.forEach((value, cell) => {
    if (!(value > 0)) return
    const shade = Math.floor(Math.min(1, darkness(value)) * (SHADES - 1))
    const { top, tall } = places[cell % rows]!
    paths[shade]?.push(`M${Math.floor(cell / rows)} ${top.toFixed(1)}h1v${tall.toFixed(1)}h-1z`)
  })
  const shades = paths.map((drawn, i) => ({
    opacity: faintest + ((DARKEST - faintest) * i) / (SHADES - 1),
    d: drawn.join(''),
  }))
  return shades.filter(shade => shade.d !== '')
}
