import type { Card } from '#scenarios/cards.ts'

export const DIMENSION_TITLES: Readonly<Record<Card['dimension'], string>> = {
  'failure-modes': 'Failure modes',
  invalidation: 'Invalidation',
  consistency: 'Consistency',
  'multi-tier': 'Multi-tier',
  ownership: 'Ownership',
  'first-move': 'First move',
}

export interface WallFilter {
  readonly dimension: Card['dimension'] | 'all'
  readonly words: string
}

const LONGEST_WORDS = 80

/** What an address asks for; a dimension there is none of shows all. */
export function filterFrom(search: URLSearchParams): WallFilter {
  const about = search.get('about') ?? ''
  const dimension = Object.hasOwn(DIMENSION_TITLES, about) ? (about as Card['dimension']) : 'all'
  return { dimension, words: (search.get('find') ?? '').slice(0, LONGEST_WORDS) }
}

/** The other way round. */
export function addressOf({ dimension, words }: WallFilter): URLSearchParams {
  const search = new URLSearchParams()
  if (dimension !== 'all') search.set('about', dimension)
  if (words !== '') search.set('find', words)
  return search
}

/** Every word has to be somewhere on the card. */
export function isShown(card: Card, { dimension, words }: WallFilter): boolean {
  if (dimension !== 'all' && card.dimension !== dimension) return false
  const { title, incident, tagline, breaks } = card
  const text = `${title} ${incident} ${tagline} ${breaks}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}
