import type { Entry } from '#cache/entry.ts'

/** What a key holds: an entry as `<stamp> <version> <json>`, or a miss token as `<stamp> miss`. */
export interface StoredText {
  readonly entry: Entry | null
  readonly stamp: string
}

export function tokenText(stamp: string): string {
  return `${stamp} miss`
}

/** JSON writes the shortest digits that read back as the same float64, so times keep every bit. */
export function entryText(stamp: string, entry: Entry): string {
  const { version, ...rest } = entry
  return `${stamp} ${version} ${JSON.stringify(rest)}`
}

/** Throws SyntaxError if another program wrote the text. */
export function readText(text: string): StoredText {
  const stampEnd = text.indexOf(' ')
  const stamp = text.slice(0, stampEnd)
  if (text === tokenText(stamp)) return { entry: null, stamp }
  const versionEnd = text.indexOf(' ', stampEnd + 1)
  const version = Number(text.slice(stampEnd + 1, versionEnd))
  if (stampEnd < 1 || versionEnd < 0 || Number.isNaN(version)) throw new SyntaxError('not an entry')
  return { entry: { ...JSON.parse(text.slice(versionEnd + 1)), version }, stamp }
}
