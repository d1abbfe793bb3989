import { proseComponents } from '#ui/proseComponents.tsx'
import { anchoredHeadings } from './AnchoredHeading.tsx'
import { figures, late } from './figures/figures.tsx'
import { Recorded } from './recorded/Recorded.tsx'
import { Source } from './Source.tsx'
import { Fold } from './ways/Fold.tsx'

/** What chapters are written with. */
export const chapterComponents = {
  ...proseComponents,
  ...anchoredHeadings,
  ...figures,
  Fold,
  Recorded,
  // With its lanes; most chapters have none.
  Sequence: late({ wide: 680, narrow: 720 }, async () => {
    const { Sequence } = await import('./Sequence.tsx')
    return { default: Sequence }
  }),
  Source,
}
