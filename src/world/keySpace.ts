import { type Key, makeKey } from '#cache/key.ts'
import { Zipf } from '#kernel/zipf.ts'
import type { KeyMix } from './traffic.ts'

/** All keys of a world, each made once. */
export class KeySpace {
  private readonly keys = new Map<string, Key>()
  private readonly groups = new Map<string, Key[]>()
  /** Keys that do not exist before somebody writes them. */
  private readonly missing = new Set<string>()
  /** Readers, writers and warm entries often share a law, and its table is as long as their keys. */
  private readonly laws = new Map<string, Zipf>()

  /** Throws when the name belongs to another type or group already: a key is of one type. */
  key(type: string, name: string, group: string | null = null): Key {
    let key = this.keys.get(name)
    if (key !== undefined && key.type !== type) {
      throw new Error(`the key "${name}" cannot be of type "${type}": it is of type "${key.type}"`)
    }
    if (key !== undefined && group !== null && key.group !== group) {
      throw new Error(`the key "${name}" cannot be in the group "${group}": it is in ${key.group ?? 'none'}`)
    }
    if (key === undefined) {
      key = makeKey(type, name, group)
      this.keys.set(name, key)
      if (group !== null) this.membersOf(group).push(key)
    }
    return key
  }

  /** The key with this name, if the world uses it. */
  find(name: string): Key | undefined {
    return this.keys.get(name)
  }

  /** Whether the origin holds nothing under this name until somebody writes it. */
  isMissing(name: string): boolean {
    return this.missing.has(name)
  }

  /** Every key of a group, in the order in which they were made. */
  members(group: string): readonly Key[] {
    return this.groups.get(group) ?? []
  }

  /** Every key of a mix, the most popular first. */
  all(mix: KeyMix): readonly Key[] {
    if (mix.kind === 'one') return [this.key(mix.type, mix.key)]
    return Array.from({ length: mix.count }, (_, rank) => {
      const key = this.key(mix.type, `${mix.prefix}${rank + 1}`, groupOf(mix, rank))
      if (mix.kind === 'missing') this.missing.add(key.name)
      return key
    })
  }

  /** How often each key of a mix is drawn, as a share. */
  shares(mix: KeyMix): readonly { readonly key: Key; readonly share: number }[] {
    const keys = this.all(mix)
    if (mix.kind === 'one') return [{ key: keys[0]!, share: 1 }]
    const zipf = this.law(mix)
    return keys.map((key, rank) => ({ key, share: zipf.share(rank) }))
  }

  /** Which key a uniform number in [0, 1) asks for. */
  sampler(mix: KeyMix): (uniform: number) => Key {
    const keys = this.all(mix)
    if (mix.kind === 'one') {
      const only = keys[0]!
      return () => only
    }
    const zipf = this.law(mix)
    return uniform => keys[zipf.rank(uniform)]!
  }

  private law(mix: Exclude<KeyMix, { readonly kind: 'one' }>): Zipf {
    const exponent = mix.kind === 'zipf' ? mix.exponent : 0
    const name = `${mix.count} ${exponent}`
    let law = this.laws.get(name)
    if (law === undefined) {
      law = new Zipf(mix.count, exponent)
      this.laws.set(name, law)
    }
    return law
  }

  private membersOf(group: string): Key[] {
    let members = this.groups.get(group)
    if (members === undefined) {
      members = []
      this.groups.set(group, members)
    }
    return members
  }
}

/** Keys are dealt to the groups in turn. */
function groupOf(mix: KeyMix, rank: number): string | null {
  return mix.kind === 'zipf' && mix.groups > 0 ? `${mix.prefix}group:${(rank % mix.groups) + 1}` : null
}
