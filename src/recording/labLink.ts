/**
 * The part of a lab's address that says what is run: `/lab/<scenario>?c=<code>`. The code is JSON in UTF-8 in base64url,
 * an object of
 *
 *     v  1, the version of this format
 *     d  id of a preset design; the lab's first one if absent
 *     x  edits of that preset, each [...path, value]: ["policies", "page", "coalescing", "instance"]
 *     f  faults added to those of the world, as `Fault` in #world/world.ts
 *     n  number of a variant, 1 to 9999; the lab's own world if absent
 *     s  seed, 0 to 4294967295; DEFAULT_SEED if absent
 *     t  playhead, ms; where there is most to see if absent
 *
 * This module only packs and unpacks; #lab/config.ts checks what was unpacked.
 */
export interface LabCode {
  readonly v: 1
  readonly d?: string
  readonly x?: readonly (readonly unknown[])[]
  readonly f?: readonly unknown[]
  readonly n?: number
  readonly s?: number
  readonly t?: number
}

export const DEFAULT_SEED = 7

export interface LabLink {
  readonly scenario: string
  readonly designId?: string
  readonly seed?: number
  /** Where the playhead stands, ms. */
  readonly atMs?: number
}

/** The address of a lab that opens on this run. */
export function labLink({ scenario, designId, seed, atMs }: LabLink): string {
  const path = `/lab/${encodeURIComponent(scenario)}`
  if (designId === undefined && seed === undefined && atMs === undefined) return path
  const code: LabCode = {
    v: 1,
    ...(designId !== undefined && { d: designId }),
    ...(seed !== undefined && { s: seed }),
    ...(atMs !== undefined && { t: atMs }),
  }
  return `${path}?c=${packCode(code)}`
}

export function packCode(code: LabCode): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(JSON.stringify(code))) bytes += String.fromCharCode(byte)
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** What somebody packed, unchecked. Throws when it is not base64url of UTF-8 of JSON. */
export function unpackCode(packed: string): unknown {
  if (!/^[A-Za-z0-9_-]*$/.test(packed)) throw new SyntaxError('not base64url')
  const bytes = atob(packed.replaceAll('-', '+').replaceAll('_', '/'))
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return JSON.parse(decoder.decode(Uint8Array.from(bytes, byte => byte.charCodeAt(0))))
}
