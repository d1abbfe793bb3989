/** The id that the part of an address after # names; '' for none, or for one that cannot be read. */
export function hashTarget(hash: string): string {
  try {
    return decodeURIComponent(hash.replace(/^#/, ''))
  } catch {
    return ''
  }
}
