import { type Key, makeKey } from '#cache/key.ts'
import { Zipf } from '#kernel/zipf.ts'
import type { KeyMix } from './traffic.ts'

/** All keys of a world, each made once. */
export class KeySpace {
  private readonly keys = new Map<string, Key>()
  /** Readers, writers and warm entries often share a law, and its table is as long as their keys. */
  private readonly laws = new Map<string, Zipf>()

  /** Throws when the name belongs to another type already: a key is of one type. */
  key(type: string, name: string): Key {
    let key = this.keys.get(name)
    if (key !== undefined && key.type !== type) {
      throw new Error(`the key "${name}" cannot be of type "${type}": it is of type "${key.type}"`)
    }
    if (key === undefined) {
      key = makeKey(type, name)
      this.keys.set(name, key)
    }
    return key
  }

  /** The key with this name, if the world uses it. */
  find(name: string): Key | undefined {
    return this.keys.get(name)
  }

  /** Every key of a mix, the most popular first. */
  all(mix: KeyMix): readonly Key[] {
    if (mix.kind === 'one') return [this.key(mix.type, mix.key)]
    return Array.from({ length: mix.count }, (_, rank) => this.key(mix.type, `${mix.prefix}${rank + 1}`))
  }

  /** How often each key of a mix is drawn, as a share. */
  shares(mix: KeyMix): readonly { readonly key: Key; readonly share: number }[] {
    const keys = this.all(mix)
    if (mix.kind === 'one') return [{ key: keys[0]!, share: 1 }]
    const zipf = this.law(mix.count, mix.exponent)
    return keys.map((key, rank) => ({ key, share: zipf.share(rank) }))
  }

  /** Which key a uniform number in [0, 1) asks for. */
  sampler(mix: KeyMix): (uniform: number) => Key {
    const keys = this.all(mix)
    if (mix.kind === 'one') {
      const only = keys[0]!
      return () => only
    }
    const zipf = this.law(mix.count, mix.exponent)
    return uniform => keys[zipf.rank(uniform)]!
  }

  private law(count: number, exponent: number): Zipf {
    const name = `${count} ${exponent}`
    let law = this.laws.get(name)
    if (law === undefined) {
      law = new Zipf(count, exponent)
      this.laws.set(name, law)
    }
    return law
  }
}
