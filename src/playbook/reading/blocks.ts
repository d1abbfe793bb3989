import { FIGURE_WORDS, OPENING } from '#prose/headings.ts'
import type { Place } from '#study/reading.ts'
import type { Block } from './readRule.ts'

/** A block of a chapter as it stands on the page. */
export interface PageBlock extends Block {
  readonly element: HTMLElement
}

/** What the wrapper of a fold is marked with, open or closed. */
export const FOLD = 'data-fold'

/**
 * The blocks of a chapter, in order: what stands in its text side by side, inside of folds too. A section begins where
 * `sectionsOf` in #prose/sections.ts lets it begin.
 */
export function blocksOf(text: HTMLElement): readonly PageBlock[] {
  const blocks: PageBlock[] = []
  const counts = new Map<string, number>()
  const walk = (elements: Iterable<Element>, start: string) => {
    let section = start
    for (const element of elements) {
      if (!(element instanceof HTMLElement)) continue
      if (element.hasAttribute(FOLD)) {
        const heading = element.querySelector('h2, h3, h4')
        walk(insideOf(element), heading?.id || section)
        continue
      }
      if (/^H[23]$/.test(element.tagName) && element.id !== '') section = element.id
      const block = counts.get(section) ?? 0
      counts.set(section, block + 1)
      blocks.push({ element, section, block, words: wordsOf(element) })
    }
  }
  walk(text.children, OPENING)
  return blocks
}

/** What a fold holds: its heading, then the rest. */
function insideOf(fold: HTMLElement): readonly Element[] {
  return [...fold.querySelectorAll('[data-fold-part]')].flatMap(part => [...part.children])
}

const counted = new WeakMap<Element, number>()

function wordsOf(element: HTMLElement): number {
  const known = counted.get(element)
  if (known !== undefined) return known
  // A figure that is still to come is a line that says so.
  const isFigure = element.matches('figure, :has(figure), :has(> p[role="status"])')
  const words = isFigure
    ? FIGURE_WORDS
    : (element.textContent ?? '').split(/\s+/).filter(word => word !== '').length
  counted.set(element, words)
  return words
}

/** How long what stands in an element takes to read, in words. */
export function wordsIn(text: HTMLElement): number {
  let words = 0
  for (const element of text.children) if (element instanceof HTMLElement) words += wordsOf(element)
  return words
}

/** Whether an element is drawn: not folded away. */
export function isDrawn(element: Element): boolean {
  return element.checkVisibility()
}

/** Where the text begins, px from the top of the window: below the header of the page. */
const TOP_PX = 72

/** The blocks that are on screen: half of the block, or the block over half of the screen. */
export function visibleBlocks(blocks: readonly PageBlock[], windowHeight: number): readonly PageBlock[] {
  return blocks.filter(({ element }) => {
    const { top, bottom, height } = element.getBoundingClientRect()
    if (height === 0 || !isDrawn(element)) return false
    const seen = Math.min(bottom, windowHeight) - Math.max(top, TOP_PX)
    return seen >= height / 2 || seen >= (windowHeight - TOP_PX) / 2
  })
}

/** The first block that begins on screen: where one reads on. */
export function blockAtTop(blocks: readonly PageBlock[]): PageBlock | undefined {
  let last: PageBlock | undefined
  for (const block of blocks) {
    const { top, bottom, height } = block.element.getBoundingClientRect()
    if (height === 0 || !isDrawn(block.element)) continue
    last = block
    if (top >= TOP_PX - 8 || bottom > TOP_PX + 120) return block
  }
  return last
}

/** The block at a place, or what is left of it after the chapter was changed: the last of its section. Undefined without the section. */
export function blockAt(blocks: readonly PageBlock[], place: Place): PageBlock | undefined {
  const section = blocks.filter(block => block.section === place.section)
  return section.find(block => block.block === place.block) ?? section.at(-1)
}
