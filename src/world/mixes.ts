import type { KeyMix } from './traffic.ts'
import type { World } from './world.ts'

/** Every mix of keys that a world uses: those of readers, writers and warm entries. */
export function mixesOf({ readers, writers, warm }: World): readonly KeyMix[] {
  return [...readers, ...writers, ...warm].map(({ keys }) => keys)
}

/** Whether a mix has a key of this name. */
export function hasKey(mix: KeyMix, name: string): boolean {
  if (mix.kind === 'one') return mix.key === name
  if (!name.startsWith(mix.prefix)) return false
  const rank = name.slice(mix.prefix.length)
  return /^[1-9]\d*$/.test(rank) && Number(rank) <= mix.count
}
