import { proseComponents } from '#ui/proseComponents.tsx'
import { anchoredHeadings } from './AnchoredHeading.tsx'
import { figures } from './figures/figures.tsx'
import { Fold } from './ways/Fold.tsx'

/** What chapters are written with. */
export const chapterComponents = { ...proseComponents, ...anchoredHeadings, ...figures, Fold }
