import { derivedKey, type Key } from './key.ts'

/**
 * Version stamps (appendix D.4): the version is part of the key, so an older copy is not deleted but unreachable, and
 * stays in memory until its TTL. They are as fresh as the version looked up; and a row read from a copy that lags
 * behind is kept under the new key with the old value.
 */
export function versionKey(key: Key, version: number): Key {
  return derivedKey(key, `${key.name}:v${version}`)
}

/** The last version's key of each item, so that a name is hashed once a version. */
export class VersionKeys {
  private readonly last = new Map<string, { readonly version: number; readonly key: Key }>()

  of(key: Key, version: number): Key {
    const known = this.last.get(key.name)
    if (known?.version === version) return known.key
    const made = versionKey(key, version)
    this.last.set(key.name, { version, key: made })
    return made
  }
}
