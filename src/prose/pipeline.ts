import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdxFrontmatter from 'remark-mdx-frontmatter'
import { remarkChecked } from './remarkChecked.ts'
import { remarkHeadings } from './remarkHeadings.ts'
import { remarkImported } from './remarkImported.ts'
import { remarkLabTitles } from './remarkLabTitles.ts'
import { remarkSections } from './remarkSections.ts'
import { remarkUnits } from './remarkUnits.ts'

/** What happens to a page of content/ on its way to JavaScript, in the app's build and wherever else pages are compiled. */
export const remarkPlugins = [
  remarkGfm,
  remarkFrontmatter,
  remarkChecked,
  remarkMdxFrontmatter,
  remarkHeadings,
  remarkSections,
  remarkImported,
  remarkLabTitles,
  remarkUnits,
]
