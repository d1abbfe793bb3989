import { describe, expect, it, vi } from 'vitest'
import { story } from '#lab/story.ts'
import type { NotableEvent, Recording } from '#recording/recording.ts'
import { scenario } from '#scenarios/catalogue.ts'
import { withFaults } from '#scenarios/withFaults.ts'
import type { Fault } from '#world/fault.ts'
import { Simulation } from '#world/simulation.ts'

const thunderingHerd = scenario('thundering-herd')!

// Whole runs: on a busy machine they may take more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 })

function told(designId: string, faults: readonly Fault[] = []): string {
  const design = thunderingHerd.designs.find(each => each.id === designId)!
  const world = withFaults(thunderingHerd.world, faults)
  const recording = new Simulation({ scenario: thunderingHerd.id, world, design, seed: 7 }).run()
  return story(recording)
    .map(({ text }) => text)
    .join(' ')
}

describe('what happened', () => {
  it('names the cause, the demand and who paid', () => {
    const trap = told('l5')
    expect(trap).toMatch(/20\.0 s: page:home expires in Redis\./)
    expect(trap).toMatch(/all 50 connections are busy/)
    expect(trap).toMatch(/readers get no answer; the longest wait is 10\.0 s/)
  })

  it('is short where nothing went wrong', () => {
    expect(told('l6')).toMatch(/no query waits for one\. Every reader is answered/)
  })

  it('tells each time the pool ran out, with its own cause and end', () => {
    const twice = told('l5', [{ kind: 'expire-key', atMs: 45_000, key: 'page:home' }])
    expect(twice.match(/all 50 connections are busy/g)).toHaveLength(2)
    expect(twice).toMatch(/45\.0 s: page:home reaches the end of its TTL|45\.0 s: page:home expires in Redis/)
  })

  it('tells of stale answers, which no error reports', () => {
    const stale = told('l5', [{ kind: 'invalidations-lost', atMs: 12_000, forMs: 20_000, probability: 1 }])
    expect(stale).toMatch(/answers are stale, the oldest by \d+\.\d s; no reader gets an error for it/)
  })

  it('counts what a fault does before the settling phase would have ended', () => {
    expect(told('l5', [{ kind: 'expire-key', atMs: 5000, key: 'page:home' }])).toMatch(
      /readers get no answer/,
    )
  })
})

describe('a publish', () => {
  it('changes nothing before it, and leaves early expiry nothing to act on', () => {
    const design = thunderingHerd.designs.find(each => each.id === 'l6')!
    const run = (faults: readonly Fault[]) =>
      new Simulation({
        scenario: 'herd',
        world: withFaults(thunderingHerd.world, faults),
        design,
        seed: 7,
      }).run()
    const before = run([])
    const after = run([{ kind: 'delete-key', atMs: 30_000, key: 'page:home' }])
    const until = 30_000 / before.bucketMs
    expect([...after.series.loads.slice(0, until)]).toEqual([...before.series.loads.slice(0, until)])
    // Eight instances coalesce each for itself: at most one load an instance, and readers wait for it.
    const loads = after.series.loads.slice(until, until + 10).reduce((sum, count) => sum + count, 0)
    const usual = before.series.loads.slice(until, until + 10).reduce((sum, count) => sum + count, 0)
    expect(loads - usual).toBeGreaterThan(0)
    expect(loads - usual).toBeLessThanOrEqual(8)
    expect(after.summary.latencyMs.worstSecondP99).toBeGreaterThan(900)
  })
})

describe('what no lag explains', () => {
  const design = thunderingHerd.designs.find(each => each.id === 'l6')!
  const recording = new Simulation({
    scenario: thunderingHerd.id,
    world: thunderingHerd.world,
    design,
    seed: 7,
  }).run()
  const { summary } = recording
  const toldWith = (change: Partial<Recording['summary']>, events: Recording['events']) =>
    story({ ...recording, events, summary: { ...summary, ...change } })

  it('is told where it occurred, with its moment, and not elsewhere', () => {
    const quiet = story(recording)
      .map(({ text }) => text)
      .join(' ')
    expect(quiet).not.toMatch(/intended|written|lost/)
    const changed = {
      wrong: 3,
      writes: { acknowledged: 10, failed: 0, durable: 9, lost: 1 },
      staleness: { ...summary.staleness, ownWrites: 2 },
    }
    const event = (number: number, kind: NotableEvent['kind']) => ({
      number,
      atMs: 1000 * number,
      kind,
      text: kind,
    })
    const events = [event(1, 'first-wrong'), event(2, 'own-write'), event(3, 'writes-lost')]
    expect(toldWith(changed, events)).toEqual(
      expect.arrayContaining([
        { text: '3 answers hold a value that nobody intended; no cache can know.', atMs: 1000 },
        { text: '2 times an author does not see what they have just written.', atMs: 2000 },
        { text: '1 write was acknowledged and is lost for good.', atMs: 3000 },
      ]),
    )
  })
})

describe('the trap of another lab', () => {
  const toldOf = (id: string) => {
    const { world, designs } = scenario(id)!
    const recording = new Simulation({ scenario: id, world, design: designs[0]!, seed: 7 }).run()
    return story(recording)
      .map(({ text }) => text)
      .join(' ')
  }

  it('is told with what was done to it, and that it does not end', () => {
    const told = toldOf('metastable')
    expect(told).toMatch(/15\.0 s: .*for 10 s/)
    expect(told).not.toMatch(/12\.7/)
    expect(told).toMatch(/The line does not empty again/)
  })

  it('names a node that works alone, and no ordinary expiry', () => {
    expect(toldOf('hot-key')).toMatch(/Redis \d+ works \d\d.* of the time, the others \d.* on average/)
    expect(toldOf('silent-staleness')).not.toMatch(/expires/)
  })
})
