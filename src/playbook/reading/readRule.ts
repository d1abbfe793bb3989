/** A paragraph, table or figure, and how long it is. */
export interface Block {
  /** The section it belongs to, and its number in there. */
  readonly section: string
  readonly block: number
  readonly words: number
}

/** Nobody reads faster than this; who goes on sooner has looked, not read. */
const FASTEST_WORDS_A_MINUTE = 500
/** A section is read when this share of its words was: the rest may be a table one knows already. */
const ENOUGH = 0.7
/** Between two looks more time does not count: the machine slept, or the tab was away. */
const LONGEST_STEP_MS = 2500

/**
 * What counts as read. A block is, when it was on screen for as long as its words take at 500 a minute; several on screen at once
 * share the time by their words. A section is, when seven tenths of its words were. So whoever scrolls through reads nothing, and a
 * page left open counts as one screenful.
 */
export class Attention {
  private readonly earnedMs = new Map<string, number>()
  private lastAt: number | undefined

  /** What is on screen now. `at` in ms, by a clock that does not go back. */
  look(at: number, visible: readonly Block[]): void {
    const step = this.lastAt === undefined ? 0 : Math.min(Math.max(at - this.lastAt, 0), LONGEST_STEP_MS)
    this.lastAt = at
    const words = visible.reduce((sum, block) => sum + block.words, 0)
    for (const block of visible) {
      const key = keyOf(block)
      this.earnedMs.set(key, (this.earnedMs.get(key) ?? 0) + (words === 0 ? 0 : (step * block.words) / words))
    }
  }

  /** The tab is hidden: time until the next look is nobody's. */
  away(): void {
    this.lastAt = undefined
  }

  /** The ids of the sections that were read, of a chapter that has these blocks. */
  readSections(blocks: readonly Block[]): readonly string[] {
    const sections = new Map<string, { words: number; read: number }>()
    for (const block of blocks) {
      const section = sections.get(block.section) ?? { words: 0, read: 0 }
      section.words += block.words
      if (this.isRead(block)) section.read += block.words
      sections.set(block.section, section)
    }
    return [...sections]
      .filter(([, { words, read }]) => words > 0 && read >= ENOUGH * words)
      .map(([id]) => id)
  }

  private isRead(block: Block): boolean {
    const neededMs = (block.words * 60_000) / FASTEST_WORDS_A_MINUTE
    return (this.earnedMs.get(keyOf(block)) ?? -1) >= neededMs - 1e-6
  }
}

function keyOf({ section, block }: Block): string {
  return `${block}/${section}`
}
