import { describe, expect, it } from 'vitest'
import { type Key, makeKey } from '#cache/key.ts'
import { Chance } from '#kernel/chance.ts'
import { Kernel } from '#kernel/kernel.ts'
import type { Program } from '#kernel/program.ts'
import { SimulatedBus } from '#world/bus.ts'
import { SimulatedChangeFeed } from '#world/changeFeed.ts'
import { RegionLink } from '#world/regions.ts'

const BUS_MS = 5
const key = (n: number) => makeKey('item', `item:${n}`)

/** A bus alone in the world, and what each subscriber heard when. */
class BusRig {
  readonly kernel = new Kernel()
  readonly bus = new SimulatedBus(this.kernel, BUS_MS, new Chance(1))
  /** `<what> at <ms>`, by subscriber. */
  readonly heard = new Map<number, string[]>()

  subscribe(number: number, link: RegionLink | null = null, isUp = () => true): void {
    const heard: string[] = []
    this.heard.set(number, heard)
    const note = (what: string) => heard.push(`${what} at ${this.kernel.nowMs}`)
    const listener = {
      evict: ({ name }: Key) => note(name),
      evictGroup: (group: string, atMs: number) => note(`${group} ${atMs}`),
    }
    this.bus.subscribe({ number, link, listener: () => (isUp() ? listener : null) })
  }

  at(atMs: number, act: () => void): void {
    this.kernel.after(atMs, { wake: act }, 0)
  }

  publishes(atMs: number, sender: number, n = atMs): void {
    this.at(atMs, () => this.bus.publish(key(n), sender))
  }

  run(untilMs = 10_000): this {
    this.kernel.run(untilMs)
    return this
  }
}

describe('the bus', () => {
  it('tells everybody but the sender, after its delay', () => {
    const rig = new BusRig()
    for (const number of [0, 1, 2]) rig.subscribe(number)
    rig.publishes(10, 1)
    rig.at(20, () => rig.bus.publishGroup('g', 19, 0))
    rig.run()
    expect(rig.heard.get(0)).toEqual(['item:10 at 15'])
    expect(rig.heard.get(1)).toEqual(['g 19 at 25'])
    expect(rig.heard.get(2)).toEqual(['item:10 at 15', 'g 19 at 25'])
  })

  it('keeps nothing for those who are down when a message comes', () => {
    const rig = new BusRig()
    rig.subscribe(0)
    rig.subscribe(1, null, () => rig.kernel.nowMs >= 20)
    rig.publishes(10, 0)
    rig.publishes(16, 0)
    rig.run()
    expect(rig.heard.get(1)).toEqual(['item:16 at 21'])
  })

  it('takes longer to whoever is across a link, and from there, and carries nothing while it is cut', () => {
    const rig = new BusRig()
    const link = new RegionLink(30)
    rig.subscribe(0)
    rig.subscribe(1, link)
    rig.subscribe(2, link)
    rig.publishes(0, 0)
    rig.publishes(100, 1)
    // Under way when the link is cut.
    rig.publishes(180, 0)
    rig.at(200, () => link.cut(true))
    rig.publishes(210, 1)
    rig.at(300, () => link.cut(false))
    rig.publishes(310, 0)
    rig.run()
    expect(rig.heard.get(0)).toEqual(['item:100 at 135'])
    expect(rig.heard.get(1)).toEqual(['item:0 at 35', 'item:310 at 345'])
    expect(rig.heard.get(2)).toEqual(['item:0 at 35', 'item:100 at 165', 'item:310 at 345'])
  })

  const inTrouble = (trouble: Parameters<SimulatedBus['setTrouble']>[0]) => {
    const rig = new BusRig()
    rig.subscribe(0)
    rig.subscribe(1)
    rig.bus.setTrouble(trouble)
    for (let n = 0; n < 1000; n++) rig.publishes(n, 0)
    rig.at(1000, () => rig.bus.setTrouble())
    rig.publishes(1001, 0)
    return rig.run().heard.get(1)!
  }

  it('drops as many messages as it is told to', () => {
    const heard = inTrouble({ drops: 0.3, repeats: 0, holdsBackMs: 0 })
    expect(heard.length).toBeGreaterThan(640)
    expect(heard.length).toBeLessThan(760)
    expect(new Set(heard).size).toBe(heard.length)
  })

  it('repeats as many as it is told to', () => {
    const heard = inTrouble({ drops: 0, repeats: 0.3, holdsBackMs: 0 })
    expect(new Set(heard).size).toBe(1001)
    expect(heard.length).toBeGreaterThan(1240)
    expect(heard.length).toBeLessThan(1360)
  })

  it('holds messages back so that others overtake them, none longer than it is told to, and loses none', () => {
    const heard = inTrouble({ drops: 0, repeats: 0, holdsBackMs: 50 })
    const sent = heard.map(each => Number(/\d+/.exec(each)![0]))
    const lateMs = heard.map((each, index) => Number(each.split(' at ')[1]) - sent[index]!)
    expect(new Set(sent).size).toBe(1001)
    expect(sent).not.toEqual(sent.toSorted((a, b) => a - b))
    expect(Math.max(...lateMs)).toBeLessThanOrEqual(BUS_MS + 50)
    expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(BUS_MS)
  })

  it('is itself again afterwards', () => {
    const heard = inTrouble({ drops: 1, repeats: 1, holdsBackMs: 500 })
    expect(heard).toEqual(['item:1001 at 1006'])
  })
})

describe('the change feed', () => {
  const LAG_MS = 100

  /** Commits at these times, and when each is handed out. */
  function handedOut(
    commitsMs: readonly number[],
    act: (feed: SimulatedChangeFeed, at: BusRig['at']) => void = () => {},
  ) {
    const kernel = new Kernel()
    const feed = new SimulatedChangeFeed(kernel, LAG_MS)
    const at = (atMs: number, wake: () => void) => kernel.after(atMs, { wake }, 0)
    const out: [committedMs: number, heardMs: number][] = []
    function* listen(): Program<void> {
      for (;;) {
        const { atMs } = yield* feed.next()
        out.push([atMs, kernel.nowMs])
      }
    }
    kernel.serve(listen(), 'listener')
    for (const atMs of commitsMs) at(atMs, () => feed.committed({ key: key(atMs), atMs }))
    act(feed, at)
    kernel.run(10_000)
    return out
  }

  it('hands out each commit its lag after it happened', () => {
    expect(handedOut([10, 20, 500])).toEqual([
      [10, 110],
      [20, 120],
      [500, 600],
    ])
  })

  it('stands still while it is paused, and then hands out what it missed, in order', () => {
    const paused = handedOut([10, 20, 30, 400], (feed, at) => {
      at(115, () => feed.pause(true))
      at(300, () => feed.pause(false))
    })
    expect(paused).toEqual([
      [10, 110],
      [20, 300],
      [30, 300],
      [400, 500],
    ])
  })

  it('lags more when told so, also behind what was committed before', () => {
    const late = handedOut([10, 95, 400], (feed, at) => {
      at(50, () => feed.lagMore(200))
      at(350, () => feed.lagMore(0))
    })
    expect(late.map(([committed]) => committed)).toEqual([10, 95, 400])
    expect(late[0]![1]).toBe(310)
    expect(late[2]![1]).toBe(500)
  })
})
