import type { Root } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { remarkHeadings } from './remarkHeadings.ts'

/** A page of content/ as a tree, its headings with their addresses (`data.hProperties.id`); for tests and for the search index. */
export function parsePage(text: string): Root {
  const reader = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkFrontmatter)
    .use(remarkMdx)
    .use(remarkHeadings)
  return reader.runSync(reader.parse(text)) as Root
}
