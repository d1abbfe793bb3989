import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'
import { z } from 'zod'
import { type Element, isElement } from '#prose/elements.ts'
import { parsePage } from '#prose/page.ts'
import type { WrittenPage } from '#prose/writtenPages.ts'
import { TRACK_IDS } from '#recording/tracks.ts'
import { isLabId } from '#scenarios/cards.ts'
import { excerptName, type RecordedProps } from './recordedProps.ts'

const seconds = z.number().min(0)
const isDistinct = (values: readonly string[]) => new Set(values).size === values.length

const propsSchema = z
  .strictObject({
    scenario: z.string().refine(isLabId, 'is no lab'),
    designs: z.array(z.string()).min(1).max(2).refine(isDistinct, 'names a design twice'),
    seed: z.int().min(0).max(0xffff_ffff).exactOptional(),
    fromSeconds: seconds,
    toSeconds: seconds,
    atSeconds: seconds.exactOptional(),
    tracks: z.array(z.enum(TRACK_IDS)).min(1).max(4).refine(isDistinct, 'names a track twice'),
    caption: z.string().min(1),
    title: z.string().min(1).exactOptional(),
  })
  .refine(({ fromSeconds, toSeconds }) => fromSeconds < toSeconds, 'toSeconds has to come after fromSeconds')

/** The live figures that a page of content/ asks for, in order. Throws at one whose props are not literal, or not right. */
export function recordedCalls(page: Root): readonly RecordedProps[] {
  const calls: RecordedProps[] = []
  visit(page, node => {
    if (!isElement(node) || node.name !== 'Recorded') return
    const where = `<Recorded> in line ${node.position?.start.line}`
    const props = Object.fromEntries(node.attributes.map(attribute => literalOf(attribute, where)))
    const checked = propsSchema.safeParse(props)
    if (!checked.success) throw new Error(`${where}: ${z.prettifyError(checked.error)}`)
    calls.push(checked.data)
  })
  return calls
}

function literalOf(attribute: Element['attributes'][number], where: string): readonly [string, unknown] {
  if (attribute.type !== 'mdxJsxAttribute') throw new Error(`${where} takes literal props: no {...spread}`)
  const { name, value } = attribute
  if (typeof value === 'string') return [name, value]
  try {
    // Arrays and numbers: JSON, but for the quotes.
    return [name, JSON.parse((value?.value ?? '').replaceAll("'", '"').replace(/,\s*]$/, ']'))]
  } catch {
    throw new Error(`${where} takes literal props, and its ${name} is not one: ${value?.value}`)
  }
}

/** Every live figure of these pages by the name of its excerpt, those of one lab together; and what is wrong with pages. */
export function figuresOf(pages: readonly WrittenPage[]): {
  readonly figures: ReadonlyMap<string, RecordedProps>
  readonly mistakes: readonly string[]
} {
  const figures: [string, RecordedProps][] = []
  const mistakes: string[] = []
  for (const { shelf, id, text } of pages) {
    try {
      figures.push(
        ...recordedCalls(parsePage(text)).map(
          props => [excerptName(props), props] as [string, RecordedProps],
        ),
      )
    } catch (error) {
      mistakes.push(`content/${shelf}/${id}.mdx: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { figures: new Map(figures.sort(([a], [b]) => (a < b ? -1 : 1))), mistakes }
}
