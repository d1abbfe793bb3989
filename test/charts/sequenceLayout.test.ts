import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { layOut, widthOf } from '#charts/sequenceLayout.ts'
import type { Exchange } from '#sequences/exchange.ts'

const folder = 'src/playbook/sequences'
const exchanges = readdirSync(folder).map(
  file => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Exchange,
)

function named(name: string): Exchange {
  return exchanges.find(exchange => exchange.name === name)!
}

describe.each([
  ['a wide column', 688],
  ['a phone', 340],
])('sequence lanes in %s', (_, width) => {
  it.each(exchanges)('$name: words stay inside, and none lie on others', exchange => {
    const { lines, notes } = layOut(exchange, width)
    const words = [...lines.flatMap(line => line.words), ...notes.map(note => note.words)]
    for (const each of words) {
      expect(each.x).toBeGreaterThanOrEqual(0)
      expect(each.x + widthOf(each)).toBeLessThanOrEqual(width)
    }
    for (const [i, a] of words.entries())
      for (const b of words.slice(i + 1)) {
        const apart = Math.abs(a.y - b.y) >= 11 || a.x + widthOf(a) <= b.x || b.x + widthOf(b) <= a.x
        expect(apart, `“${a.text}” and “${b.text}”`).toBe(true)
      }
  })

  it.each(exchanges)('$name: time goes down, and bars end below where they begin', exchange => {
    const { lines, bars, height } = layOut(exchange, width)
    const tops = lines.map(({ y1 }) => y1)
    expect([...tops].sort((a, b) => a - b)).toEqual(tops)
    for (const { y1, y2, staleFromY } of bars) {
      expect(y2).toBeGreaterThanOrEqual(y1)
      expect(staleFromY).toBeLessThanOrEqual(y2)
      expect(y2).toBeLessThanOrEqual(height)
    }
  })
})

describe('a question and its answer', () => {
  it('are one line when nothing is done for it in between', () => {
    const { lines } = layOut(named('cache-aside-read'), 688)
    expect(lines.map(({ kind, words }) => [kind, ...words.map(({ text }) => text)])).toEqual([
      ['there', 'read product:7'],
      ['both', 'GET product:7', 'miss'],
      ['there', 'SELECT product:7'],
      ['back', 'v1'],
      ['back', 'v1'],
      ['both', 'SET product:7 = v1', 'OK'],
      ['there', 'read product:7'],
      ['both', 'GET product:7', 'v1'],
      ['back', 'v1'],
    ])
  })
})

describe('what Redis holds', () => {
  it('is marked from the commit on that supersedes it', () => {
    const { bars } = layOut(named('cache-aside-write'), 688)
    const [old, current] = bars.filter(({ kind }) => kind === 'value')
    expect(old!.staleFromY).toBeGreaterThan(old!.y1)
    expect(old!.staleFromY).toBeLessThan(old!.y2)
    expect(current!.staleFromY).toBe(current!.y2)
  })

  it('is superseded from its first moment when the fill came after the commit', () => {
    const { bars } = layOut(named('write-race'), 688)
    const [only] = bars.filter(({ kind }) => kind === 'value')
    expect(only!.staleFromY).toBe(only!.y1)
  })
})

describe('a message that never arrives', () => {
  it('ends before the lane it was sent to', () => {
    const { lines, lanes } = layOut(named('lost-delete'), 688)
    const lost = lines.find(({ isLost }) => isLost)!
    const redis = lanes.find(({ id }) => id === 'redis')!
    expect(lost.words[0]!.text).toBe('DEL product:7')
    expect(lost.x2).toBeLessThan(redis.x - 20)
  })
})
