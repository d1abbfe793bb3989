import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'

export function shuffling(seed: number): Kernel {
  return new Kernel({ tieShuffle: new Chance(seed).about('ties') })
}

/** Ties in the order of arrival and in three drawn ones, for behaviour that must not depend on it. */
export const kernels = [
  { ties: 'by arrival', newKernel: () => new Kernel() },
  ...[1, 2, 3].map(seed => ({ ties: `shuffled by seed ${seed}`, newKernel: () => shuffling(seed) })),
]
