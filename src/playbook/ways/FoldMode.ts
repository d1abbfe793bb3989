import { createContext } from 'react'
import type { Mode } from '#prose/frontmatter.ts'

/** The mode by which the page around folds. Nothing around: nothing is folded. */
export const FoldMode = createContext<Mode>('deep')
