import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawnExchanges, fileOf } from '#sequences/catalogue.ts'
import type { Exchange } from '#sequences/exchange.ts'

const exchanges = drawnExchanges()

function named(name: string): Exchange {
  const exchange = exchanges.find(each => each.name === name)
  if (exchange === undefined) throw new Error(`there is no exchange ${name}`)
  return exchange
}

/** What was said, in order of sending. */
function says(name: string, from: string, to: string): readonly string[] {
  return named(name).arrows.flatMap(arrow => (arrow.from === from && arrow.to === to ? [arrow.says] : []))
}

/** The answers to a reader, each with its judgement. */
function answers(name: string, reader = 'reader'): readonly string[] {
  return named(name).arrows.flatMap(({ to, says, mark }) => (to === reader ? [`${says} (${mark})`] : []))
}

/** How long, in ms, a value stood in Redis after a newer one was committed. */
function supersededFor(name: string, lane = 'redis'): number {
  const spans = named(name).copies.flatMap(({ lane: held, toMs, fromMs, supersededMs }) =>
    held !== lane || supersededMs === null ? [] : [toMs - Math.max(fromMs, supersededMs)],
  )
  return spans.reduce((sum, span) => sum + span, 0)
}

describe('the exchanges that pages show', () => {
  const folder = 'src/playbook/sequences'

  it.each(exchanges.map(each => each.name))('%s is what the engine says today', name => {
    expect(readFileSync(`${folder}/${name}.json`, 'utf8'), 'run `npm run figures`').toBe(fileOf(named(name)))
  })

  it('have a file each, and no other file lies beside them', () => {
    expect(readdirSync(folder).sort()).toEqual(exchanges.map(({ name }) => `${name}.json`).sort())
  })

  it('name lanes that they have, and answers that come after their questions', () => {
    for (const { lanes, arrows, copies, waits, notes } of exchanges) {
      const ids = lanes.map(({ id }) => id)
      for (const { from, to, answers, sentMs } of arrows) {
        expect(ids).toEqual(expect.arrayContaining([from, to]))
        if (answers !== null) expect(arrows[answers]!.sentMs).toBeLessThanOrEqual(sentMs)
      }
      for (const { lane } of [...copies, ...waits, ...notes]) expect(ids).toContain(lane)
    }
  })
})

describe('cache-aside', () => {
  it('fills on a miss, and answers the next read from Redis', () => {
    expect(answers('cache-aside-read')).toEqual(['v1 (miss)', 'v1 (hit)'])
    expect(says('cache-aside-read', 'instance', 'database')).toEqual(['SELECT product:7'])
  })

  it('deletes after the commit', () => {
    expect(says('cache-aside-write', 'instance', 'redis')[0]).toBe('DEL product:7')
    expect(supersededFor('cache-aside-write')).toBe(1.5)
    expect(answers('cache-aside-write')).toEqual(['v2 (miss)'])
  })

  it('writes and reads without Redis', () => {
    expect(says('cache-aside-down', 'instance', 'writer')).toEqual(['saved'])
    expect(answers('cache-aside-down')).toEqual(['v2 (miss)'])
  })
})

describe('the patterns that go through the cache', () => {
  it('read-through: the application never asks the database', () => {
    expect(says('read-through', 'instance', 'database')).toEqual([])
    expect(says('read-through', 'service', 'database')).toEqual(['SELECT product:7'])
  })

  it('write-through: committed before it is acknowledged, and refused without Redis', () => {
    expect(says('write-through', 'service', 'database')).toEqual(['UPDATE → v2'])
    expect(answers('write-through')).toEqual(['v2 (hit)'])
    expect(says('write-through-down', 'instance', 'writer')).toEqual(['error'])
    expect(says('write-through-down', 'service', 'database')).toEqual([])
    expect(answers('write-through-down')).toEqual(['error (failed)'])
  })

  it('write-behind: acknowledged before the commit, and lost if the memory is lost before', () => {
    const { arrows } = named('write-behind')
    const saved = arrows.find(arrow => arrow.says === 'saved')!
    const commit = arrows.find(arrow => arrow.says === 'UPDATE → v2')!
    expect(saved.sentMs).toBeLessThan(commit.sentMs)
    expect(says('write-behind-crash', 'instance', 'writer')).toEqual(['saved'])
    expect(says('write-behind-crash', 'service', 'database')).toEqual(['SELECT product:7'])
    expect(answers('write-behind-crash')).toEqual(['v1 (miss)'])
  })
})

describe('shared loads', () => {
  it('one query for three readers of an instance, and for two instances', () => {
    expect(says('coalescing', 'instance', 'database')).toEqual(['SELECT product:7'])
    expect(named('coalescing').waits).toHaveLength(2)
    const { arrows } = named('fleet-lease')
    expect(arrows.filter(({ to }) => to === 'database')).toHaveLength(1)
  })

  it('the lease of a holder that crashed ends by itself, and the other instance loads', () => {
    const [first, second] = named('lease-holder-crash').copies.filter(({ kind }) => kind === 'lease')
    expect(first!.toMs - first!.fromMs).toBe(3000)
    expect(second!.fromMs).toBeGreaterThanOrEqual(first!.toMs)
    expect(answers('lease-holder-crash', 'reader A')).toEqual(['error (failed)'])
    expect(answers('lease-holder-crash', 'reader B')).toEqual(['v1 (miss)'])
  })
})

describe('invalidation', () => {
  it('the write race: the old row is filled after the DEL and stays', () => {
    expect(answers('write-race')).toEqual(['v1 (miss)', 'v1, old (stale)'])
    expect(supersededFor('write-race')).toBeGreaterThan(59_000)
  })

  it('with a miss token: the fill is refused, and the next read brings the new row', () => {
    expect(says('write-race-token', 'redis', 'instance 1')).toContain('refused')
    expect(answers('write-race-token')).toEqual(['v1 (miss)', 'v2 (miss)'])
    expect(supersededFor('write-race-token')).toBe(0)
  })

  it('a refill between commit and DEL never holds the old row', () => {
    expect(supersededFor('refill-before-delete')).toBe(0)
    expect(answers('refill-before-delete')).toEqual(['v2 (miss)', 'v2 (miss)'])
  })

  it('version stamps: the old copy stays and is not served, unless the row came from a replica that is behind', () => {
    expect(answers('version-stamps')).toEqual(['v1 (miss)', 'v2 (miss)'])
    expect(supersededFor('version-stamps')).toBeGreaterThan(70)
    expect(answers('version-stamps-replica')).toEqual(['v1, old (stale)', 'v1, old (stale)'])
  })

  it('a lost DEL is stale until the change feed brings another', () => {
    expect(answers('lost-delete')).toEqual(['v1, old (stale)', 'v2 (miss)'])
    expect(supersededFor('lost-delete')).toBe(1000.5)
  })

  it('a DEL in Redis leaves another instance’s own copy, unless it is published', () => {
    expect(answers('local-copies')).toEqual(['v1 (hit)', 'v1, old (stale)', 'v2 (miss)'])
    expect(supersededFor('local-copies', 'instance 1')).toBe(9897)
    expect(answers('published-eviction')).toEqual(['v1 (hit)', 'v2 (miss)'])
    expect(supersededFor('published-eviction', 'instance 1')).toBe(3)
  })
})
