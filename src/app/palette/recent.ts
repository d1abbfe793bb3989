import { KIND_NAMES, type ResultKind } from '#prose/searchDocument.ts'

/** A place that was chosen from the search. */
export interface RecentPlace {
  readonly kind: ResultKind
  readonly title: string
  readonly within: readonly string[]
  readonly address: string
}

const KEY = 'stampede.recent'
const KEPT = 5
/** What was chosen here when storage is refused. */
let unsaved: readonly RecentPlace[] = []

/** The places chosen last, the newest first. */
export function recentPlaces(): readonly RecentPlace[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return Array.isArray(saved) ? saved.filter(isPlace).slice(0, KEPT) : unsaved
  } catch {
    return unsaved
  }
}

export function rememberPlace({ kind, title, within, address }: RecentPlace): void {
  const others = recentPlaces().filter(place => place.address !== address)
  unsaved = [{ kind, title, within, address }, ...others].slice(0, KEPT)
  try {
    localStorage.setItem(KEY, JSON.stringify(unsaved))
  } catch {
    // It holds until the page is left.
  }
}

/** What is stored may be of another version, or of somebody who tried things out. */
function isPlace(value: unknown): value is RecentPlace {
  if (typeof value !== 'object' || value === null) return false
  const { title, within, address, kind } = value as Record<string, unknown>
  return (
    typeof kind === 'string' &&
    Object.hasOwn(KIND_NAMES, kind) &&
    typeof title === 'string' &&
    Array.isArray(within) &&
    within.every(part => typeof part === 'string') &&
    typeof address === 'string' &&
    address.startsWith('/') &&
    !address.startsWith('//')
  )
}
