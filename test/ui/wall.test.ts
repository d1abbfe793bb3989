import { describe, expect, it } from 'vitest'
import { addressOf, DIMENSION_TITLES, filterFrom, isShown } from '#app/wall/wallFilter.ts'
import { CARDS } from '#scenarios/cards.ts'

const shown = (address: string) => {
  const filter = filterFrom(new URLSearchParams(address))
  return CARDS.filter(card => isShown(card, filter)).map(card => card.id)
}

describe('the wall of incidents', () => {
  it('shows all of them without a filter, and for a dimension there is none of', () => {
    expect(shown('')).toEqual(CARDS.map(card => card.id))
    expect(shown('?about=nonsense')).toEqual(shown(''))
    expect(shown('?about=__proto__')).toEqual(shown(''))
  })

  it('shows under each dimension what is about it, and every incident under one', () => {
    const all = Object.keys(DIMENSION_TITLES).flatMap(dimension => {
      const found = shown(`?about=${dimension}`)
      expect(found.length, dimension).toBeGreaterThan(0)
      return found
    })
    expect([...all].sort()).toEqual(CARDS.map(card => card.id).sort())
  })

  it('writes an address that asks for the same', () => {
    for (const filter of [
      { dimension: 'all', words: '' },
      { dimension: 'ownership', words: 'a b&c' },
    ] as const)
      expect(filterFrom(addressOf(filter))).toEqual(filter)
  })

  it('finds by all of the words, in any order and case', () => {
    expect(shown('?find=TELEVISION+shard')).toEqual(['hot-key'])
    expect(shown('?find=shard+television')).toEqual(['hot-key'])
    expect(shown('?find=television+unicorn')).toEqual([])
    expect(shown('?about=ownership&find=television')).toEqual([])
  })

  it('says of every incident what happened, what breaks and how long it takes', () => {
    for (const { id, title, incident, tagline, breaks, minutes } of CARDS) {
      for (const text of [title, incident, tagline, breaks]) expect(text, id).toBeTruthy()
      expect(incident, id).not.toBe(title)
      expect(minutes, id).toBeGreaterThan(2)
      expect(minutes, id).toBeLessThan(16)
    }
    for (const field of ['title', 'incident', 'tagline', 'breaks'] as const)
      expect(new Set(CARDS.map(card => card[field])).size).toBe(CARDS.length)
  })
})
