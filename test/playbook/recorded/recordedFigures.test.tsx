import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import type { Numbers } from '#charts/NumbersTable.tsx'
import { TRACKS } from '#charts/tracks.ts'
import { figuresOf, recordedCalls } from '#playbook/recorded/calls.ts'
import { type Excerpt, recordingOf } from '#playbook/recorded/excerpt.ts'
import { makeExcerpt, Runs, textOf } from '#playbook/recorded/make.ts'
import type { RecordedProps } from '#playbook/recorded/recordedProps.ts'
import { parsePage } from '#prose/page.ts'
import { writtenPages } from '#prose/writtenPages.ts'
import type { Recording } from '#recording/recording.ts'
import { TRACK_IDS } from '#recording/tracks.ts'
import { scenario } from '#scenarios/catalogue.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const KEPT = path.join(ROOT, 'src/playbook/recorded/runs')
const { figures, mistakes } = figuresOf(writtenPages())
const runs = new Runs()

// The table behind a track is part of what is drawn.
vi.mock('#charts/NumbersTable.tsx', () => ({
  NumbersTable: ({ numbers }: { readonly numbers: () => Numbers }) => JSON.stringify(numbers()),
}))

describe('the live figures of content/', () => {
  it('have literal props that are right', () => {
    expect(mistakes).toEqual([])
  })

  it('have an excerpt each, and no excerpt is left without a figure (npm run figures)', () => {
    const kept = readdirSync(KEPT).map(file => file.replace(/\.json$/, ''))
    expect(kept.sort()).toEqual([...figures.keys()].sort())
  })

  describe.each([...figures])('%s', (name, props) => {
    const kept = () => readFileSync(path.join(KEPT, `${name}.json`), 'utf8')
    const excerpt = (): Excerpt => JSON.parse(kept())

    it('is what the engine does today, to the byte (npm run figures)', () => {
      expect(textOf(makeExcerpt(props, runs))).toBe(kept())
    })

    it('shows something in every track', () => {
      for (const track of props.tracks) {
        const shows = excerpt().runs.some(run => TRACKS[track].hasSomething(recordingOf(run)))
        expect(shows, track).toBe(true)
      }
    })

    it('draws what the whole run would, tables included', () => {
      expectDrawnAlike(props, excerpt())
    })
  })
})

describe('an excerpt', () => {
  it.each([
    { scenario: 'multi-region', fromSeconds: 20, toSeconds: 41.3 },
    { scenario: 'cost-tripled', fromSeconds: 20, toSeconds: 55 },
    { scenario: 'correctness-incident', fromSeconds: 40, toSeconds: 160 },
    { scenario: 'multi-tier-stale', fromSeconds: 30, toSeconds: 50 },
  ])('of $scenario for any one track draws it as the whole run would', stretch => {
    for (const track of TRACK_IDS) {
      const props = { ...stretch, designs: ['l5', 'l6'], tracks: [track], caption: '' }
      expectDrawnAlike(props, JSON.parse(textOf(makeExcerpt(props, runs))))
    }
  })
})

describe('what an author writes of a live figure', () => {
  const call = (props: string) => recordedCalls(parsePage(`Words.\n\n<Recorded ${props} />\n`))
  const right = `scenario="hot-key" designs={['l5', 'l6']} fromSeconds={1.5} toSeconds={9} tracks={['shards']} caption="It holds."`

  it('is read as it stands', () => {
    expect(call(right)).toEqual([
      {
        scenario: 'hot-key',
        designs: ['l5', 'l6'],
        fromSeconds: 1.5,
        toSeconds: 9,
        tracks: ['shards'],
        caption: 'It holds.',
      },
    ])
  })

  it.each([
    ['hot-key', 'hot-keys', 'is no lab'],
    ["['shards']", "['shard']", 'tracks'],
    ['{9}', '{1}', 'toSeconds has to come after fromSeconds'],
    ['{9}', '{END}', 'literal'],
    [' caption="It holds."', '', 'caption'],
    ['caption', 'wording', 'wording'],
  ])('is refused with %s as %s', (good, bad, reason) => {
    expect(() => call(right.replace(good, bad))).toThrow(reason)
  })

  it('is refused beyond the end of the run, and with a design that its lab has not', () => {
    const [props] = call(right)
    expect(() => makeExcerpt({ ...props!, toSeconds: 9000 }, runs)).toThrow(/ends after \d+/)
    expect(() => makeExcerpt({ ...props!, designs: ['l9'] }, runs)).toThrow('no design "l9"')
  })
})

function expectDrawnAlike(props: RecordedProps, excerpt: Excerpt): void {
  const lab = scenario(props.scenario)!
  const whole = excerpt.runs.map(({ rest }) => asKept(runs.of(lab, rest.designId, rest.seed)))
  const cut = excerpt.runs.map(recordingOf)
  const frame = {
    fromMs: props.fromSeconds * 1000,
    toMs: props.toSeconds * 1000,
    width: 640,
    height: 104,
  }
  for (const track of props.tracks) {
    const { Track, conclusion } = TRACKS[track]
    excerpt.runs.forEach((run, of) => {
      const draw = (recordings: readonly Recording[], words: string) =>
        renderToStaticMarkup(
          <Track
            {...frame}
            recording={recordings[of]!}
            alongside={recordings.filter((_, i) => i !== of)}
            conclusion={words}
          />,
        )
      const said = conclusion(runs.of(lab, run.rest.designId, run.rest.seed))
      expect(draw(cut, run.conclusions[track]!), track).toBe(draw(whole, said))
    })
  }
}

/** The same run with measured values to four digits and copies to the millisecond, as excerpts keep them: of two shards busy alike it has to name the same. */
function asKept(recording: Recording): Recording {
  const round = (values: unknown): unknown => {
    if (values instanceof Float32Array || values instanceof Float64Array)
      return values.map(value => (Number.isInteger(value) ? value : Number(value.toPrecision(4))))
    if (values instanceof Uint32Array) return values
    return Object.fromEntries(Object.entries(values as object).map(([name, each]) => [name, round(each)]))
  }
  const copies = recording.copies.map(copy => ({
    ...copy,
    fromMs: Math.round(copy.fromMs),
    toMs: Math.round(copy.toMs),
  }))
  return { ...recording, copies, series: round(recording.series) as Recording['series'] }
}
