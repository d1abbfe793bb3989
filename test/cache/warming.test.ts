import { describe, expect, it } from 'vitest'
import { WarmingSettings } from '#cache/design.ts'
import { type Key, makeKey } from '#cache/key.ts'
import { OriginGuard } from '#cache/originGuard.ts'
import { OriginRefused } from '#cache/ports.ts'
import { warmUp } from '#cache/warming.ts'
import { answerOf, Rig, type RigParts } from './fakes.ts'

const keysOf = (count: number, type = 'product') =>
  Array.from({ length: count }, (_, n) => makeKey(type, `${type}:${n}`))

interface Job {
  readonly rig: Rig
  readonly progress: number[]
}

function warm(
  keys: readonly Key[],
  settings: { ratePerSecond: number; concurrency?: number },
  parts: RigParts = {},
  before?: (rig: Rig) => void,
): Job {
  const rig = new Rig(parts)
  before?.(rig)
  const progress: number[] = []
  const { origin, kernel, design, store, chance, witness } = rig
  const job = warmUp({
    keys,
    settings: WarmingSettings.parse({ mostKeys: 1000, ...settings }),
    design,
    store,
    guard: new OriginGuard({ origin, scheduler: kernel, watcher: witness }),
    scheduler: kernel,
    chance,
    watcher: witness,
    onProgress: share => progress.push(share),
  })
  kernel.start(job, 'warming')
  return { rig, progress }
}

describe('warming', () => {
  it('keeps what it loaded as a reader would: past its end where that is allowed, with its load time', () => {
    const [key] = keysOf(1)
    const policy = { l2: { ttlMs: 1000, jitter: 0 }, staleIfErrorMs: 500 }
    const { rig } = warm([key!], { ratePerSecond: 10 }, { policy })
    rig.kernel.run(1200)
    expect(rig.store.entry(key!)).toBeNull()
    expect(rig.store.kept(key!)).toMatchObject({ keptUntilMs: 1500, loadMs: 10 })
  })

  it('loads with the priority of the type, and from the copy that its policy names', () => {
    const [key] = keysOf(1)
    const { rig } = warm([key!], { ratePerSecond: 10 }, { policy: { readFrom: 'replica' } }, ({ origin }) => {
      origin.replicaLagMs = 1000
      origin.commitNow(key!, 'second')
    })
    rig.kernel.run(100)
    expect(rig.store.entry(key!)?.version).toBe(1)
  })

  it('fills every key, the most popular first, and tells how far it is', () => {
    const keys = keysOf(4)
    const { rig, progress } = warm(keys, { ratePerSecond: 10, concurrency: 1 })
    rig.kernel.run(150)
    expect(keys.map(key => rig.store.entry(key) !== null)).toEqual([true, true, false, false])
    rig.kernel.run(1000)
    expect(progress).toEqual([0.25, 0.5, 0.75, 1])
    expect(rig.witness.count('warmed')).toBe(4)
    const reader = rig.read(keys[3])
    rig.kernel.run(1100)
    expect(answerOf(reader).source).toBe('l2')
  })

  it('keeps to its rate, whatever the concurrency', () => {
    for (const concurrency of [1, 4, 10]) {
      const { rig } = warm(keysOf(200), { ratePerSecond: 50, concurrency })
      rig.kernel.run(10_000)
      const { beganMs } = rig.origin
      expect(beganMs).toHaveLength(200)
      for (let second = 0; second < 4; second++) {
        const inSecond = beganMs.filter(ms => ms >= second * 1000 && ms < second * 1000 + 1000).length
        expect(inSecond).toBeLessThanOrEqual(50 + concurrency)
      }
      expect(Math.max(...beganMs)).toBeGreaterThan(3700)
    }
  })

  it('has no more loads under way than it may, however slow the origin', () => {
    const { rig } = warm(keysOf(50), { ratePerSecond: 1000, concurrency: 3 }, {}, ({ origin }) => {
      origin.loadMs = 200
    })
    rig.kernel.run(60_000)
    expect(rig.origin.mostRunning).toBe(3)
    expect(rig.origin.loads).toBe(50)
  })

  it('skips what is there already', () => {
    const keys = keysOf(3)
    const { rig, progress } = warm(keys, { ratePerSecond: 100 }, {}, ({ store }) => {
      const times = { createdAtMs: 0, freshUntilMs: 60_000, keptUntilMs: 60_000, loadMs: 1 }
      store.put(keys[1]!, { value: 'there', version: 1, exists: true, ...times })
    })
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(2)
    expect(rig.witness.count('warmed')).toBe(2)
    expect(rig.store.entry(keys[1]!)?.value).toBe('there')
    expect(progress.at(-1)).toBe(1)
  })

  it('leaves out what cannot be had, and goes on', () => {
    const { rig, progress } = warm(keysOf(10), { ratePerSecond: 10, concurrency: 1 }, {}, each => {
      each.origin.failure = new OriginRefused('no room')
      each.at(450, () => {
        each.origin.failure = undefined
      })
    })
    rig.kernel.run(5000)
    expect(rig.witness.count('warmed')).toBe(5)
    expect(progress.at(-1)).toBe(1)
  })

  it('leaves out everything while Redis does not answer, and asks the origin for nothing', () => {
    const { rig, progress } = warm(keysOf(5), { ratePerSecond: 100 }, {}, ({ store }) => {
      store.isDown = true
    })
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(0)
    expect(progress.at(-1)).toBe(1)
  })

  it('leaves out what does not exist', () => {
    const { rig } = warm(
      keysOf(1),
      { ratePerSecond: 100 },
      { policy: { negativeTtlMs: 1000 } },
      ({ origin }) => {
        origin.absent.add('product:0')
      },
    )
    rig.kernel.run(1000)
    expect(rig.witness.count('warmed')).toBe(0)
    expect(rig.store.entry(makeKey('product', 'product:0'))).toBeNull()
  })

  it('leaves out types that Redis does not hold by their own name', () => {
    const policies: RigParts['policies'] = {
      local: { l1: { ttlMs: 1000, maxEntries: 10 }, l2: null },
      uncached: { pattern: 'none' },
      stamped: { invalidation: { versionStamps: { lookup: 'primary' } } },
    }
    const keys = ['product', 'local', 'uncached', 'stamped', 'unknown'].flatMap(type => keysOf(2, type))
    const { rig, progress } = warm(keys, { ratePerSecond: 100 }, { policies })
    rig.kernel.run(1000)
    expect(rig.origin.loads).toBe(2)
    expect(progress).toEqual([0.5, 1])
  })

  it('does not fill what an invalidation has overtaken', () => {
    const [key] = keysOf(1)
    const { rig } = warm(
      [key!],
      { ratePerSecond: 100 },
      { policy: { invalidation: { deleteOnWrite: true } } },
      each => {
        each.origin.loadMs = 100
        each.at(50, () => each.write('second', key))
      },
    )
    rig.kernel.run(1000)
    expect(rig.store.entry(key!)).toBeNull()
    expect(rig.witness.count('warmed')).toBe(0)
  })

  it('spreads the ends of what it fills by the jitter of the policy', () => {
    const keys = keysOf(40)
    const { rig } = warm(keys, { ratePerSecond: 10_000 }, { policy: { l2: { ttlMs: 60_000, jitter: 0.5 } } })
    rig.kernel.run(1000)
    const lives = keys.map(key => {
      const { createdAtMs, freshUntilMs } = rig.store.entry(key)!
      return freshUntilMs - createdAtMs
    })
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(30_000)
    expect(Math.min(...lives)).toBeLessThan(40_000)
    expect(Math.max(...lives)).toBeLessThanOrEqual(60_000)
    expect(Math.max(...lives)).toBeGreaterThan(50_000)
  })

  it('of nothing ends at once', () => {
    const { rig, progress } = warm([], { ratePerSecond: 1 })
    rig.kernel.run(10)
    expect(progress).toEqual([])
  })
})

describe('prewarming an instance', () => {
  const policy = { l1: { ttlMs: 30_000, maxEntries: 10 } }

  it('brings the keys into the process and into Redis, one after the other', () => {
    const rig = new Rig({ policy })
    const keys = keysOf(3)
    rig.kernel.start(rig.caches[0]!.prewarm(keys), 'prewarm')
    rig.kernel.run(100)
    for (const key of keys) {
      expect(rig.local(key)?.version).toBe(1)
      expect(rig.store.entry(key)?.version).toBe(1)
    }
    expect(rig.origin.mostRunning).toBe(1)
    expect(rig.witness.count('warmed')).toBe(3)
  })

  it('leaves out what fails, and goes on', () => {
    const rig = new Rig({ policy })
    const keys = keysOf(3)
    rig.origin.failure = new OriginRefused('no room')
    rig.at(15, () => {
      rig.origin.failure = undefined
    })
    rig.kernel.start(rig.caches[0]!.prewarm(keys), 'prewarm')
    rig.kernel.run(100)
    expect(keys.map(key => rig.local(key)?.version ?? null)).toEqual([null, 1, 1])
    expect(rig.witness.count('warmed')).toBe(2)
  })
})
