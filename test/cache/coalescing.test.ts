import { describe, expect, it } from 'vitest'
import { Flight, Flights } from '#cache/flights.ts'
import { makeKey } from '#cache/key.ts'
import { type Call, LoadTooSlow, OriginRefused } from '#cache/ports.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { answerOf, errorOf, Rig } from './fakes.ts'

function times<A>(count: number, make: (index: number) => A): A[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

describe('readers of one key in one instance', () => {
  it('cause one load and one L2 read, all 10,000 of them, when the cache is cold', () => {
    const rig = new Rig({ policy: { l1: { ttlMs: 5000, maxEntries: 10 } } })
    rig.store.delayMs = 1
    const readers = times(10_000, () => rig.read())
    rig.kernel.run()
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.lookUps).toBe(1)
    const answers = readers.map(answerOf)
    expect(answers.filter(answer => answer.source === 'load')).toHaveLength(1)
    expect(answers.filter(answer => answer.source === 'flight')).toHaveLength(9999)
    expect(new Set(answers.map(answer => answer.entry)).size).toBe(1)
  })

  it('cause one load and one L2 read also when they come one after the other during the load', () => {
    const rig = new Rig()
    rig.store.delayMs = 1
    rig.origin.loadMs = 100
    for (let atMs = 0; atMs < 102; atMs++) rig.at(atMs, () => rig.read())
    rig.kernel.run()
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.lookUps).toBe(1)
  })

  it('share one L2 read when Redis holds the entry', () => {
    const rig = new Rig()
    rig.read()
    rig.kernel.run()
    rig.store.lookUps = 0
    rig.store.delayMs = 1
    const readers = times(100, () => rig.read())
    rig.kernel.run()
    expect(rig.store.lookUps).toBe(1)
    expect(rig.origin.loads).toBe(1)
    expect(readers.map(reader => answerOf(reader).source).filter(source => source === 'l2')).toHaveLength(1)
  })

  it('of different keys do not wait for each other', () => {
    const rig = new Rig()
    times(10, n => rig.read(makeKey('product', `product:${n}`)))
    rig.kernel.run()
    expect(rig.origin.loads).toBe(10)
    expect(rig.kernel.nowMs).toBeLessThan(4000)
    expect(rig.origin.mostRunning).toBe(10)
  })

  it('load each for itself without coalescing', () => {
    const rig = new Rig({ policy: { coalescing: 'none' } })
    const readers = times(50, () => rig.read())
    rig.kernel.run()
    expect(rig.origin.loads).toBe(50)
    expect(readers.every(reader => answerOf(reader).source === 'load')).toBe(true)
  })

  it('in two instances load once each: coalescing ends at the instance', () => {
    const rig = new Rig({ instances: 2 })
    times(50, n => rig.read(rig.key, n % 2))
    rig.kernel.run()
    expect(rig.origin.loads).toBe(2)
  })

  it('find the entry in L1 or L2 after the load, and load no more', () => {
    for (const l1 of [null, { ttlMs: 5000, maxEntries: 10 }]) {
      const rig = new Rig({ policy: { l1 } })
      rig.read()
      rig.kernel.run(100)
      const later = times(5, () => rig.read())
      rig.kernel.run(200)
      expect(rig.origin.loads).toBe(1)
      expect(later.map(reader => answerOf(reader).source)).toContain(l1 === null ? 'l2' : 'l1')
    }
  })

  it('get back every value as it was, also those that look like nothing', () => {
    for (const value of [null, 0, '', false, 'x'.repeat(1_000_000), { nested: [null, 0] }]) {
      const rig = new Rig({ policy: { l1: { ttlMs: 5000, maxEntries: 10 } }, instances: 2 })
      rig.origin.commitNow(rig.key, value)
      const readers = [rig.read(), rig.read()]
      rig.kernel.run(100)
      readers.push(rig.read(), rig.read(rig.key, 1))
      rig.kernel.run(200)
      expect(readers.map(reader => answerOf(reader).entry.value)).toEqual([value, value, value, value])
      expect(rig.origin.loads).toBe(1)
    }
  })
})

describe('a reader who joins a flight', () => {
  it('tells its call when the wait begins and when it is over, also when it ends in an error', () => {
    for (const failure of [undefined, new OriginRefused('the line is full')]) {
      const rig = new Rig()
      rig.origin.failure = failure
      const told: string[] = []
      const call: Call = {
        id: 99,
        waits: (stage, fromMs) => told.push(`waits for ${stage} from ${fromMs}`),
        spent: (stage, fromMs, toMs) => told.push(`spent on ${stage} from ${fromMs} to ${toMs}`),
      }
      function* join(): Program<void> {
        try {
          yield* rig.caches[0]!.fetch(rig.key, call)
        } catch (error) {
          expect(error).toBe(failure)
        }
      }
      rig.read()
      rig.at(4, () => rig.kernel.start(join(), 'joiner'))
      rig.kernel.run()
      expect(told).toEqual(['waits for flight from 4', 'spent on flight from 4 to 10'])
    }
  })
})

describe('a load that fails', () => {
  it('is one load and an error for each of ten waiters, is not cached, and the next call loads again', () => {
    for (const l1 of [null, { ttlMs: 5000, maxEntries: 10 }]) {
      const rig = new Rig({ policy: { l1 } })
      const refused = new OriginRefused('the line is full')
      rig.origin.failure = refused
      const readers = times(10, () => rig.read())
      rig.kernel.run(100)
      expect(rig.origin.loads).toBe(1)
      expect(readers.map(errorOf)).toEqual(times(10, () => refused))
      expect(rig.local()).toBeNull()
      expect(rig.store.entry(rig.key)).toBeNull()
      rig.origin.failure = undefined
      const next = rig.read()
      rig.kernel.run(200)
      expect(answerOf(next).source).toBe('load')
      expect(rig.origin.loads).toBe(2)
    }
  })

  it('hands on the very error to all, also undefined', () => {
    const kernel = new Kernel()
    const flight = new Flight(0)
    const heard: unknown[] = []
    function* wait(): Program<void> {
      try {
        yield* flight.landing(1000, kernel.nowMs)
        heard.push('an entry')
      } catch (error) {
        heard.push(error)
      }
    }
    times(3, () => kernel.start(wait(), 'waiter'))
    kernel.after(10, { wake: () => flight.fail(undefined) }, 0)
    kernel.run()
    expect(heard).toEqual([undefined, undefined, undefined])
  })

  it('that nobody waits for any more is nobody’s: it does not stop the run', () => {
    const rig = new Rig({ policy: { loadCapMs: 100 } })
    rig.origin.loadMs = 500
    rig.origin.failure = new OriginRefused('the line is full')
    const reader = rig.read()
    expect(() => rig.kernel.run(1000)).not.toThrow()
    expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
  })

  it('with a defect of the engine or its ports stops the run instead of being an outcome', () => {
    const rig = new Rig()
    rig.origin.failure = new TypeError('not a function')
    rig.read()
    expect(() => rig.kernel.run()).toThrow('not a function')
  })
})

describe('a flight', () => {
  const entry = {
    value: 1,
    version: 1,
    createdAtMs: 0,
    exists: true,
    freshUntilMs: 1000,
    keptUntilMs: 1000,
    loadMs: 10,
  }
  const key = makeKey('product', 'product:1')

  it('that was forgotten does not drop its successor when it ends', () => {
    const flights = new Flights()
    const forgotten = flights.depart(key, 0)
    flights.forget(key)
    const successor = flights.depart(key, 1)
    forgotten.land(entry)
    expect(flights.under(key, 2, 100)).toBe(successor)
    successor.land(entry)
    expect(flights.under(key, 2, 100)).toBeUndefined()
  })

  it('is not joined by anybody once it has outlived the load cap', () => {
    const flights = new Flights()
    const flight = flights.depart(key, 0)
    expect(flights.under(key, 99, 100)).toBe(flight)
    expect(flights.under(key, 100, 100)).toBeUndefined()
  })

  it('answers at once who comes when it has landed', () => {
    const kernel = new Kernel()
    const flight = new Flight(0)
    flight.land(entry)
    const late = kernel.start(flight.landing(100, kernel.nowMs), 'late')
    kernel.run()
    expect(late.result()).toBe(entry)
    expect(kernel.nowMs).toBe(0)
  })

  it('of the engine that was forgotten leaves its successor to be joined', () => {
    const rig = new Rig()
    rig.origin.loadMs = 100
    rig.read()
    rig.at(50, () => rig.caches[0]!.evict(rig.key))
    rig.at(60, () => rig.read())
    // The first load ends at 100; the second goes on until 160.
    const joiners: ReturnType<Rig['read']>[] = []
    rig.at(120, () => joiners.push(rig.read()))
    rig.kernel.run()
    expect(rig.origin.loads).toBe(2)
    expect(answerOf(joiners[0]!).source).toBe('flight')
  })
})

describe('a waiter that is cancelled', () => {
  it('cancels nothing: the others get the answer', () => {
    const rig = new Rig()
    const [first, second, third] = times(3, () => rig.read())
    rig.at(5, () => second!.cancel())
    rig.kernel.run()
    expect([answerOf(first!).source, answerOf(third!).source]).toEqual(['load', 'flight'])
    expect(rig.origin.loads).toBe(1)
  })

  it('cancels nothing either when it was the first and waits for the load', () => {
    const rig = new Rig()
    const [first, second] = times(2, () => rig.read())
    rig.at(5, () => first!.cancel())
    rig.kernel.run()
    expect(answerOf(second!).entry.value).toBe('first')
    expect(rig.store.entry(rig.key)).not.toBeNull()
  })

  it('cancels nothing either when it was the first and waits for Redis, which holds the entry or does not', () => {
    for (const isThere of [false, true]) {
      const rig = new Rig()
      if (isThere) rig.read()
      rig.kernel.run(50)
      rig.store.delayMs = 10
      const [first, second, third] = times(3, () => rig.read())
      rig.at(55, () => first!.cancel())
      rig.kernel.run(1000)
      for (const reader of [second!, third!]) {
        expect(answerOf(reader).source).toBe('flight')
        expect(reader.result().atMs).toBeLessThan(120)
      }
      expect(rig.origin.loads).toBe(1)
    }
  })

  it('cancels nothing either when it was the first and waits for a refresh that others joined through it', () => {
    const rig = new Rig({
      policy: { l2: { ttlMs: 1000, jitter: 0 }, earlyExpiry: { kind: 'window', windowMs: 1000 } },
    })
    rig.read()
    rig.kernel.run(900)
    rig.origin.loadMs = 100
    for (let n = 0; n < 20; n++) rig.at(980 + n / 10, () => rig.read())
    const readers: ReturnType<Rig['read']>[] = []
    rig.at(1010, () => readers.push(rig.read(), rig.read()))
    rig.at(1020, () => readers[0]!.cancel())
    rig.kernel.run(2000)
    expect(answerOf(readers[1]!).entry.version).toBe(1)
    expect(readers[1]!.result().atMs).toBeLessThan(1090)
    expect(rig.origin.loads).toBe(2)
  })

  it('leaves nothing behind that later readers would wait for in vain', () => {
    for (const coalescing of ['none', 'instance', 'fleet'] as const) {
      const rig = new Rig({ policy: { coalescing } })
      rig.store.delayMs = 10
      const only = rig.read()
      rig.at(5, () => only.cancel())
      const next: ReturnType<Rig['read']>[] = []
      rig.at(6, () => next.push(rig.read()))
      rig.kernel.run(1000)
      expect(answerOf(next[0]!).entry.version).toBe(1)
      expect(next[0]!.result().atMs).toBeLessThan(150)
      expect(rig.origin.loads).toBe(1)
    }
  })
})

describe('the load cap', () => {
  it('gives waiters LoadTooSlow, and the load still fills both tiers', () => {
    const rig = new Rig({ policy: { loadCapMs: 100, l1: { ttlMs: 5000, maxEntries: 10 } } })
    rig.origin.loadMs = 500
    const readers = times(10, () => rig.read())
    rig.kernel.run(499)
    for (const reader of readers) {
      expect(errorOf(reader)).toBeInstanceOf(LoadTooSlow)
      expect(reader.result().atMs).toBe(100)
    }
    rig.kernel.run(600)
    expect(rig.origin.loads).toBe(1)
    expect(rig.store.entry(rig.key)?.createdAtMs).toBe(0)
    expect(rig.local()?.createdAtMs).toBe(0)
  })

  it('lets those who come after it load anew instead of joining the slow load', () => {
    const rig = new Rig({ policy: { loadCapMs: 100 } })
    rig.origin.loadMs = 500
    rig.read()
    rig.at(150, () => {
      rig.origin.loadMs = 10
    })
    const late: ReturnType<Rig['read']>[] = []
    rig.at(150, () => late.push(rig.read()))
    rig.kernel.run()
    expect(answerOf(late[0]!).source).toBe('load')
    expect(late[0]!.result().atMs).toBe(160)
  })

  it('does not bound a load within it', () => {
    const rig = new Rig({ policy: { loadCapMs: 100 } })
    rig.origin.loadMs = 99
    const reader = rig.read()
    rig.kernel.run()
    expect(answerOf(reader).entry.loadMs).toBe(99)
  })
})

describe('a type the design does not name', () => {
  it('goes to the origin every time and touches no tier', () => {
    const rig = new Rig()
    const key = makeKey('audit', 'audit:1')
    const readers = times(5, () => rig.read(key))
    rig.kernel.run(100)
    readers.push(rig.read(key))
    rig.kernel.run(200)
    expect(readers.map(reader => answerOf(reader).source)).toEqual(times(6, () => 'load'))
    expect(rig.origin.loads).toBe(6)
    expect([rig.store.lookUps, rig.store.fillsTried]).toEqual([0, 0])
    rig.write('second', key)
    rig.kernel.run(300)
    expect([rig.store.deletes, rig.bus.published]).toEqual([0, []])
  })

  it('is not cached either when it is called like something every object has', () => {
    const rig = new Rig()
    const reader = rig.read(makeKey('constructor', 'constructor:1'))
    rig.kernel.run()
    expect(answerOf(reader).source).toBe('load')
    expect(rig.store.lookUps).toBe(0)
  })
})
