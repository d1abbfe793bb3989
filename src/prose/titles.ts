import titles from 'virtual:titles'

/** What a page or a lab is called, by its address: `/lab/hot-key`. The last words of an address that leads nowhere. */
export function titleOf(address: string): string {
  return titles[address] ?? address.slice(address.lastIndexOf('/') + 1).replaceAll('-', ' ')
}
