import { describe, expect, it } from 'vitest'
import { CopyLog } from '#world/recorder/copyLog.ts'

const NEVER = Number.POSITIVE_INFINITY

/** States of a place, with where each begins. */
function states(log: CopyLog, place: string): readonly string[] {
  return log
    .finish(100)
    .filter(copy => copy.place === place)
    .map(({ state, fromMs }) => `${state} ${fromMs}`)
}

describe('a copy', () => {
  it('is expired when its freshness ends, and gone when it is not kept any longer', () => {
    const log = new CopyLog()
    log.held('a', 'redis', 1, 20, 50, 10)
    expect(states(log, 'redis')).toEqual(['absent 0', 'fresh 10', 'expired 20', 'absent 50'])
  })

  it('that has ended by the clock of whoever stored it never was fresh', () => {
    const log = new CopyLog()
    log.held('a', 'redis', 1, 9, 50, 10)
    log.held('a', 'redis', 1, 40, 80, 20)
    expect(states(log, 'redis')).toEqual(['absent 0', 'expired 10', 'fresh 20', 'expired 40', 'absent 80'])
  })

  it('is stale from the commit on that supersedes it, also when it comes later', () => {
    const log = new CopyLog()
    log.held('a', 'redis', 1, NEVER, NEVER, 0)
    log.committed('a', 2, 30)
    log.held('a', 'instance 1', 1, NEVER, NEVER, 40)
    log.held('a', 'redis', 2, NEVER, NEVER, 60)
    expect(states(log, 'redis')).toEqual(['fresh 0', 'stale 30', 'fresh 60'])
    expect(log.intervals.filter(({ place }) => place === 'instance 1').map(({ state }) => state)).toEqual([
      'absent',
      'stale',
    ])
  })

  it('of a row that does not exist is fresh until somebody creates it', () => {
    const log = new CopyLog()
    log.held('a', 'redis', 0, NEVER, NEVER, 0)
    log.committed('a', 1, 30)
    expect(states(log, 'redis')).toEqual(['fresh 0', 'stale 30'])
  })

  it('is gone with all others of its place when that is emptied', () => {
    const log = new CopyLog()
    log.held('a', 'instance 1', 1, NEVER, NEVER, 0)
    log.held('b', 'instance 1', 1, NEVER, NEVER, 0)
    log.held('a', 'instance 11', 1, NEVER, NEVER, 0)
    log.emptied('instance 1', 50)
    log.finish(100)
    expect(log.intervals.map(({ key, place, state, toMs }) => `${key} ${place} ${state} ${toMs}`)).toEqual([
      'a instance 1 fresh 50',
      'b instance 1 fresh 50',
      'a instance 1 absent 100',
      'b instance 1 absent 100',
      'a instance 11 fresh 100',
    ])
  })

  it('of a version, or one of several of a key, is gone with its place, too', () => {
    const log = new CopyLog()
    for (const place of ['instance 1 v2', 'instance 1 v2 copy 3', 'instance 12 v2'])
      log.held('a', place, 2, NEVER, NEVER, 0)
    log.emptied('instance 1', 50)
    log.finish(100)
    expect(
      log.intervals.filter(({ state }) => state === 'fresh').map(({ place, toMs }) => `${place} ${toMs}`),
    ).toEqual(['instance 1 v2 50', 'instance 1 v2 copy 3 50', 'instance 12 v2 100'])
  })

  it('is left out, and counted, where there are too many places', () => {
    const log = new CopyLog()
    for (let version = 1; version <= 2500; version++)
      log.held('a', `redis v${version}`, version, NEVER, NEVER, 0)
    expect(log.finish(100)).toHaveLength(2000)
    expect(log.leftOut).toBe(500)
  })
})
