import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type SourceRegion, sourceRegion } from '#prose/sourceRegion.ts'

const file = `import { a } from './a.ts'

/** A line about the first. */
// And a remark.
export const first = a + 1

/** Of something else. */

export function second(): number {
  // Inside.
  return first
}

export class Third {
  /** What it does,
   *  at length. */
  *act(): Generator<number> {
    yield this.part // at the end of a line
  }

  readonly part = 1
}

interface Fourth {
  readonly x: number
}
`

function cut(declaration: string): SourceRegion {
  return sourceRegion('src/x.ts', file, declaration)
}

function textOf({ pieces }: SourceRegion): string {
  return pieces.map(({ text }) => text).join('')
}

describe('a region of source', () => {
  it('is a declaration with the comments directly above it, and the lines where it stands', () => {
    expect(textOf(cut('first'))).toBe(
      '/** A line about the first. */\n// And a remark.\nexport const first = a + 1',
    )
    expect(cut('first')).toMatchObject({ file: 'src/x.ts', firstLine: 3, lastLine: 5 })
  })

  it('leaves a comment alone that stands apart', () => {
    expect(textOf(cut('second'))).toMatch(/^export function second/)
    expect(cut('second')).toMatchObject({ firstLine: 9, lastLine: 12 })
  })

  it('is a member of a class without the indentation it has there', () => {
    expect(textOf(cut('Third.act'))).toBe(
      '/** What it does,\n *  at length. */\n*act(): Generator<number> {\n  yield this.part // at the end of a line\n}',
    )
  })

  it('tells comments from code', () => {
    const comments = cut('Third.act').pieces.filter(({ isComment }) => isComment)
    expect(comments.map(({ text }) => text)).toEqual([
      '/** What it does,\n *  at length. */',
      '// at the end of a line',
    ])
  })

  it('may be a type', () => {
    expect(textOf(cut('Fourth'))).toBe('interface Fourth {\n  readonly x: number\n}')
  })

  it('that nobody declares stops, and says what there is', () => {
    expect(() => cut('fifth')).toThrow(
      'src/x.ts declares no “fifth”; it declares first, second, Third, Third.act, Third.part, Fourth',
    )
  })

  it('is imported from the file that runs', async () => {
    const address = '/src/cache/earlyExpiry.ts?declaration=expiresEarly'
    const region = ((await import(address)) as { readonly default: SourceRegion }).default
    const lines = readFileSync('src/cache/earlyExpiry.ts', 'utf8').split('\n')
    expect(textOf(region)).toBe(lines.slice(region.firstLine - 1, region.lastLine).join('\n'))
    expect(textOf(region)).toContain('export function expiresEarly')
  })

  it('of a file that is not there stops the build, and says what stands beside', async () => {
    const address = '/src/cache/lateExpiry.ts?declaration=expiresLate'
    await expect(import(address)).rejects.toThrow(
      /there is no src\/cache\/lateExpiry\.ts; src\/cache has .*earlyExpiry\.ts/,
    )
  })
})
