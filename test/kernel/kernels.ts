import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'

export function shuffling(seed: number): Kernel {
  return new Kernel({ tieShuffle: new Chance(seed).about('ties') })
}

/** Ties in the order of arrival and in a drawn one, for behaviour that must not depend on it. */
export const kernels = [
  { ties: 'by arrival', newKernel: () => new Kernel() },
  { ties: 'shuffled', newKernel: () => shuffling(1) },
]
