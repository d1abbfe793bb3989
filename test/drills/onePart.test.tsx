import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import { DrawingContext, onlyPart } from '#exercises/drawing.ts'
import { DEEP_DIVES, DRILLS, kindOf, loadExercise } from '#exercises/exercises.ts'
import { partComponents } from '#exercises/parts.tsx'
import { figures } from '#playbook/figures/figures.tsx'
import { PARTS, type PartName } from '#prose/parts.ts'

// Figures come from outside; what a part says does not depend on them.
const named = Object.keys(figures)
const components = { ...partComponents, ...Object.fromEntries(named.map(name => [name, () => null])) }

/** What `<Part>` draws once the page has arrived, as text. */
async function textOf(id: string, name: PartName): Promise<string> {
  const kind = kindOf(id)
  if (kind === undefined) throw new Error(`no exercise ${id}`)
  const { default: Content } = await loadExercise(id)
  const html = renderToStaticMarkup(
    <MemoryRouter>
      <DrawingContext value={onlyPart(kind, name)}>
        <Content components={components} />
      </DrawingContext>
    </MemoryRouter>,
  )
  return html.replace(/<[^>]+>/g, ' ')
}

describe('one part of a drill', () => {
  it('is shown without the others', async () => {
    const answer = await textOf('thundering-herd', 'StaffAnswer')
    expect(answer).toContain('Count first.')
    expect(answer).not.toContain('Take eight minutes')
    expect(answer).not.toContain('How many connections does your pool have?')

    const prompt = await textOf('thundering-herd', 'Prompt')
    expect(prompt).toContain('Take eight minutes')
    expect(prompt).not.toContain('Fifty in all.')
  })

  it('shows signals as what speaks for L6 and what holds an answer at L5', async () => {
    const signals = await textOf('thundering-herd', 'Signals')
    expect(signals).toMatch(/L6\s+Multiplies reads by query time/)
    expect(signals).toMatch(/L5\s+Expects the database to absorb the burst/)
    expect(signals).not.toContain('(weak)')
  })

  it('is there for every drill, every deep dive and each of their parts', async () => {
    for (const { id } of [...DRILLS, ...DEEP_DIVES])
      for (const { name, optional } of PARTS[kindOf(id) ?? 'full'])
        if (!optional) expect((await textOf(id, name)).trim(), `${name} of ${id}`).not.toBe('')
  })

  it('is of a kind that its id tells', () => {
    expect(kindOf('thundering-herd')).toBe('full')
    expect(kindOf('no-such-drill')).toBeUndefined()
  })
})
