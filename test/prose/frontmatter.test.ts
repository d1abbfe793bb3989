import { describe, expect, it } from 'vitest'
import { factsOf, mistakesIn as mistakesAmong, type ShelfName } from '#prose/frontmatter.ts'

const ids = { playbook: ['x', 'other'], drills: ['herd'], 'deep-dives': ['black-friday'] }
const mistakesIn = (shelf: ShelfName, file: string, head: unknown) => mistakesAmong(shelf, file, head, ids)

const head = {
  id: 'x',
  title: 'X',
  order: 1,
  minutes: { quick: 2, deep: 4 },
  summary: 'Why.',
  dimensions: ['consistency'],
  signals: ['ttl-only', 'del-on-write'],
  labs: ['hot-key'],
  drills: [],
  source: '1.1',
}

const { labs, drills, ...shared } = head
const drill = {
  ...shared,
  kind: 'full',
  minutes: 8,
  signals: { core: ['del-on-write'], weak: ['ttl-only'] },
}

describe('the head of a chapter', () => {
  it('is right when everything is there, and a mode that leaves the chapter out has no minutes', () => {
    expect(mistakesIn('playbook', 'x', head)).toEqual([])
  })

  it.each([
    ['title', undefined],
    ['order', 0],
    ['minutes.deep', { quick: 2 }],
    ['minutes.quick', { quick: 0, deep: 4 }],
    ['summary', ''],
    ['dimensions', []],
    ['dimensions.0', ['speed']],
    ['signals.0', ['knows-redis']],
    ['labs.0', ['herd']],
    ['drills', 'thundering-herd'],
    ['source', undefined],
  ])('with a wrong %s says so, with the value', (field, value) => {
    const key = field.split('.')[0] as string
    const [mistake, ...more] = mistakesIn('playbook', 'x', { ...head, [key]: value })
    expect(more).toEqual([])
    expect(mistake).toMatch(new RegExp(`^${field}: .*, got `))
  })

  it('names a field that there is none of, and a file that has another name', () => {
    expect(mistakesIn('playbook', 'x', { ...head, lab: 'hot-key' })[0]).toContain('"lab"')
    expect(mistakesIn('playbook', 'y', head)).toEqual(['id: has to be the name of the file, y, got "x"'])
    expect(mistakesIn('playbook', 'y', undefined)).toHaveLength(2)
  })
})

describe('a page that is named by another', () => {
  it('is one that there is; else the message names the field, the value and what is allowed', () => {
    const named = { ...head, drills: ['herd'], deepDives: ['black-friday'] }
    expect(mistakesIn('playbook', 'x', named)).toEqual([])
    expect(mistakesIn('playbook', 'x', { ...named, drills: ['herd', 'herds'], deepDives: ['herd'] })).toEqual(
      [
        'drills.1: has to be one of herd, got "herds"',
        'deepDives.0: has to be one of black-friday, got "herd"',
      ],
    )
    expect(mistakesIn('drills', 'x', { ...drill, chapter: 'fault-line' })).toEqual([
      'chapter: has to be one of x, other, got "fault-line"',
    ])
  })
})

it('a chapter tells the app what it shows, and not what is only checked', () => {
  const { dimensions, signals, source, ...shown } = head
  expect(factsOf('playbook', head)).toEqual({ ...shown, appendix: false, deepDives: [] })
})

describe('the head of a drill', () => {
  it('says which signals speak for L6 and which hold an answer at L5, and needs some of the first', () => {
    expect(mistakesIn('drills', 'x', drill)).toEqual([])
    expect(mistakesIn('drills', 'x', { ...drill, signals: { core: [] } })[0]).toMatch(/^signals.core: /)
    expect(mistakesIn('drills', 'x', { ...drill, signals: { core: ['ttl-only'] } })[0]).toMatch(
      /^signals.core.0: /,
    )
  })
})
