/** The readable form of an id: 'thundering-herd' as 'Thundering herd'. */
export function nameOf(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
