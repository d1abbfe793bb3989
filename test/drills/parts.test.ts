import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SHELVES } from '#prose/frontmatter.ts'
import { parsePage } from '#prose/page.ts'
import { partMistakes } from '#prose/partMistakes.ts'
import { type ExerciseKind, PARTS, partOf } from '#prose/parts.ts'
import { headOf } from '#prose/remarkChecked.ts'

describe('the parts of every page', () => {
  for (const shelf of ['drills', 'deep-dives'] as const) {
    for (const file of readdirSync(`content/${shelf}`).filter(name => name.endsWith('.mdx'))) {
      it(`content/${shelf}/${file} has all of them, in order, each with what belongs to it`, () => {
        const page = parsePage(readFileSync(`content/${shelf}/${file}`, 'utf8'))
        const head = SHELVES[shelf].parse(headOf(page))
        const kind = 'kind' in head ? head.kind : 'deep-dive'
        expect(partMistakes({ kind, signals: head.signals, page })).toEqual([])
      })
    }
  }

  it('names drills and deep dives apart: the record knows an answer by its id alone', () => {
    const ids = ['drills', 'deep-dives'].flatMap(shelf => readdirSync(`content/${shelf}`))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a part', () => {
  it('has an address of its own on a page, and no part is there twice', () => {
    for (const parts of Object.values(PARTS))
      expect(new Set(parts.map(each => each.anchor)).size).toBe(parts.length)
    expect(partOf('full', 'WhyItMisses')?.anchor).toBe('why-it-misses')
    expect(partOf('full', 'WhyL6')?.anchor).toBe('why-l6')
    expect(partOf('pivot', 'Probes')).toBeUndefined()
  })
})

const signals = { core: ['del-on-write', 'cdc-backstop'], l7: ['invalidation-platform'], weak: ['ttl-only'] }
const asks = ['A?', 'B?', 'C?'].map(question => `- <Ask question="${question}">Yes.</Ask>`).join('\n')
const probe = '<Probe question="And then?">\n\nA deadline.\n\n</Probe>'
const heard =
  '- `del-on-write`: deletes.\n- `cdc-backstop`: tails.\n- `invalidation-platform` (L7): builds.\n- `ttl-only` (weak): waits.'
const phase = (name: string) => `<Phase>\n\n### ${name}\n\nLook.\n\n</Phase>`

const contents: Readonly<Record<ExerciseKind, Readonly<Record<string, string>>>> = {
  full: {
    Prompt: '“What now?”',
    Clarifications: asks,
    StaffAnswer: 'Count.',
    WhyL6: '- One.\n- Two.\n- Three.',
    Trap: '“It copes.”',
    WhyItMisses: 'They ask: **“How many?”**',
    Probes: `${probe}\n\n${probe}`,
    Signals: heard,
  },
  pivot: {
    Prompt: '<YouSaid>A TTL.</YouSaid>\n\n“Whose?”',
    StaffAnswer: 'Product’s.',
    WhyL6: 'Contracts.',
    Trap: '“Ours.”',
    Signals: heard,
  },
  'follow-up': { Prompt: '“Cold?”', StaffAnswer: 'Warm.', WhyL6: 'Warming.', Signals: heard },
  'deep-dive': {
    Context: 'It is slow.',
    Questions: asks,
    Approach: `${phase('Triage')}\n\n${phase('Fix')}\n\n| Phase | Action |\n|---|---|\n| Triage | Look |\n| Fix | Do |`,
    Metrics: '`cache.hit_rate`',
    Organisation: 'A review.',
    Probes: `${probe}\n\n${probe}`,
    Signals: heard,
  },
}

/** What is wrong with a page of these parts, in the order given. */
function mistakesOf(kind: ExerciseKind, parts: Readonly<Record<string, string>>): readonly string[] {
  const text = Object.entries(parts).map(([name, inner]) => `<${name}>\n\n${inner}\n\n</${name}>`)
  return partMistakes({ kind, signals: signals as never, page: parsePage(text.join('\n\n')) })
}

describe.each(Object.keys(contents) as ExerciseKind[])('a page of kind %s', kind => {
  const right = contents[kind]

  it('is right when it has its parts', () => {
    expect(mistakesOf(kind, right)).toEqual([])
  })

  it.each(Object.keys(right).filter(name => name !== 'Trap' || kind === 'full'))(
    'is wrong without its %s',
    name => {
      const { [name]: _, ...rest } = right
      expect(mistakesOf(kind, rest)).toEqual([expect.stringMatching(/^parts are /)])
    },
  )

  it.each(Object.keys(right))('is wrong with nothing in its %s', name => {
    expect(mistakesOf(kind, { ...right, [name]: '' })).toEqual([`${name}: is empty`])
  })

  it('is wrong in another order, and with a part that it cannot have', () => {
    const backwards = Object.fromEntries(Object.entries(right).reverse())
    expect(mistakesOf(kind, backwards)).toEqual([expect.stringMatching(/^parts are /)])
    expect(mistakesOf(kind, { ...right, Summary: 'So.' })).toEqual([expect.stringMatching(/^parts are /)])
  })
})

describe('what a part holds', () => {
  const changed = (kind: ExerciseKind, part: string, inner: string) =>
    mistakesOf(kind, { ...contents[kind], [part]: inner })

  it.each([
    ['full', 'Clarifications', '- <Ask question="A?">Yes.</Ask>', 'Clarifications: 1 Ask, at least 3'],
    ['full', 'WhyL6', '- One.\n- Two.', 'WhyL6: 2 reasons instead of 3'],
    ['full', 'WhyItMisses', 'No question.', 'WhyItMisses: has no question of the interviewer in bold'],
    ['full', 'Probes', probe, 'Probes: 1 Probe, at least 2'],
    ['pivot', 'Prompt', '“Whose?”', 'Prompt: a pivot has what the candidate said in one YouSaid, not 0'],
    ['full', 'Signals', heard.replace(' (weak)', ''), 'Signals: lacks ttl-only (weak)'],
    ['deep-dive', 'Signals', `${heard}\n- \`version-stamps\`: stamps.`, 'Signals: version-stamps'],
    ['pivot', 'Signals', `${heard}\n- \`del-on-write\`: again.`, 'Signals: del-on-write'],
  ] as const)('is checked: %s, %s, %s', (kind, part, inner, mistake) => {
    expect(changed(kind, part, inner)).toContain(mistake)
  })

  it('an approach has a phase for each row of its table', () => {
    const { Approach = '' } = contents['deep-dive']
    expect(changed('deep-dive', 'Approach', `${phase('Review')}\n\n${Approach}`)).toEqual([
      'Approach: phases are Review, Triage, Fix; rows of its table are Triage, Fix',
    ])
    expect(changed('deep-dive', 'Approach', `${phase('Triage')}\n\n${phase('Fix')}`)).toHaveLength(2)
  })

  it('a page has no text outside of its parts', () => {
    const page = parsePage('<Prompt>\n\n“Cold?”\n\n</Prompt>\n\nAnd so on.')
    expect(partMistakes({ kind: 'follow-up', signals: signals as never, page })[0]).toMatch(
      /^outside of a part/,
    )
  })
})
