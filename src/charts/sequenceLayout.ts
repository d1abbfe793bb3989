import type { Arrow, Exchange, HeldCopy, Mark } from '#sequences/exchange.ts'

/** A letter of the labels, px: the mono face at 11 px. */
export const LETTER = 6.6
/** Room that a glyph takes before its word. */
export const GLYPH = 13
/** Room for the times on the left: px, and where lanes are narrow. */
const GUTTER = 52
const NARROW_GUTTER = 44
const NARROW = 420
const HEAD = 40
const ROW = 28
/** More, for an answer below its line. */
const BELOW = 12
/** Room where much time passes without a word. */
const PAUSE = 26
const PAUSE_MS = 1000
/** A question and its answer are one line if they are not further apart, and nothing is done for it in between. */
const ROUND_TRIP_MS = 5
/** What takes no longer is drawn level, or nearly so. */
const HOP_MS = 2
const HOP_SLOPE = 5
/** Lines end clear of the bars on the lanes. */
const CLEAR = 5

interface Said {
  readonly text: string
  readonly mark: Mark | null
}

/** One line from lane to lane. Coordinates in px. */
export interface PlacedLine {
  readonly key: string
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** there: a message; back: an answer; both: a question with its answer. */
  readonly kind: 'there' | 'back' | 'both'
  readonly isLost: boolean
  /** What is said: beside one another above the line, or the answer below it where that is too narrow. */
  readonly words: readonly PlacedWords[]
}

/** `x` is the left end, of the glyph if there is one; `y` the baseline. */
export interface PlacedWords extends Said {
  readonly x: number
  readonly y: number
}

export interface PlacedBar {
  readonly key: string
  readonly x: number
  readonly y1: number
  readonly y2: number
  readonly kind: 'work' | 'wait' | HeldCopy['kind']
  /** From here on a newer value is committed; the end if there is none. */
  readonly staleFromY: number
  readonly says: string
}

export interface PlacedNote {
  readonly key: string
  readonly x: number
  readonly y: number
  /** The glyph on the lane; the words beside it have none. */
  readonly mark: Mark | null
  readonly words: PlacedWords
}

export interface SequenceLayout {
  readonly height: number
  readonly gutter: number
  readonly isNarrow: boolean
  readonly top: number
  /** The title by lines, the last at the bottom. */
  readonly lanes: readonly { readonly id: string; readonly title: readonly string[]; readonly x: number }[]
  readonly lines: readonly PlacedLine[]
  readonly bars: readonly PlacedBar[]
  readonly notes: readonly PlacedNote[]
  readonly times: readonly { readonly y: number; readonly text: string }[]
  readonly pauses: readonly { readonly y: number; readonly text: string }[]
}

interface Row {
  readonly atMs: number
  readonly endMs: number
  readonly arrow: Arrow | null
  /** The answer on the same line. */
  readonly answer: Arrow | null
  readonly note: Exchange['notes'][number] | null
  /** The answer stands below the line. */
  readonly isStacked: boolean
  y: number
}

/** Lays an exchange out in a given width: lanes side by side, time downwards, one row a message. Rows, not milliseconds, are even. */
export function layOut(exchange: Exchange, width: number): SequenceLayout {
  const { lanes, copies, waits, arrows } = exchange
  const isNarrow = width < NARROW
  const gutter = isNarrow ? NARROW_GUTTER : GUTTER
  const spacing = (width - gutter) / lanes.length
  const laneX = new Map(lanes.map(({ id }, i) => [id, Math.round(gutter + (i + 0.5) * spacing)]))
  const x = (lane: string) => laneX.get(lane) ?? 0
  const rows = rowsOf(exchange, x)
  const pauses = place(rows)
  const last = rows.at(-1)
  const bottom = (last?.y ?? HEAD) + (last?.isStacked ? BELOW : 0) + ROW * 0.7
  const yAt = timeScale(rows, bottom)
  return {
    height: bottom + 6,
    gutter,
    isNarrow,
    top: HEAD,
    lanes: lanes.map(({ id, title }) => ({ id, title: titleIn(title, spacing), x: x(id) })),
    lines: rows.flatMap(row => (row.arrow === null ? [] : [lineOf(row, row.arrow, x, yAt, width)])),
    notes: rows.flatMap(({ note, y }) => (note === null ? [] : [noteAt(note, x(note.lane), y, width)])),
    bars: [
      ...worksOf(arrows, rows).map(({ lane, fromMs, toMs }) =>
        bar('work', x(lane), yAt(fromMs), yAt(toMs), `${lane} works ${fromMs}`),
      ),
      ...waits.map(({ lane, fromMs, toMs }) =>
        bar('wait', x(lane), yAt(fromMs), yAt(toMs), `${lane} waits ${fromMs}`),
      ),
      ...copies.map(copy => {
        const { lane, key, kind, fromMs, toMs, supersededMs, says } = copy
        const place = keysOf(copies, lane).indexOf(key)
        const y2 = toMs >= exchange.endMs ? bottom : yAt(toMs)
        const y1 = fromMs === 0 ? HEAD : yAt(fromMs)
        const staleFromY = supersededMs === null ? y2 : Math.min(y2, Math.max(y1, yAt(supersededMs)))
        return {
          ...bar(kind, x(lane) + 9 * place, y1, y2, `${lane} ${key} ${fromMs}`),
          staleFromY,
          says,
        }
      }),
    ],
    times: timesOf(rows),
    pauses,
  }
}

function noteAt(
  { lane, says, mark }: Exchange['notes'][number],
  x: number,
  y: number,
  width: number,
): PlacedNote {
  const text = { text: says, mark: null }
  const right = x + 10
  const left = right + widthOf(text) > width ? x - 10 - widthOf(text) : right
  return { key: `${lane} ${says}`, x, y, mark, words: { ...text, x: left, y: y + 4 } }
}

function bar(kind: PlacedBar['kind'], x: number, y1: number, y2: number, key: string): PlacedBar {
  return { key, kind, x, y1, y2, staleFromY: y2, says: '' }
}

function keysOf(copies: readonly HeldCopy[], lane: string): readonly string[] {
  return [...new Set(copies.filter(copy => copy.lane === lane).map(({ key }) => key))]
}

/** A title on one line, or a line a word where the lanes are narrow. */
function titleIn(title: string, spacing: number): readonly string[] {
  return title.length * LETTER + 6 <= spacing ? [title] : title.split(' ')
}

/** In order of time: what is over sooner comes first among what begins together. */
function rowsOf({ arrows, notes }: Exchange, x: (lane: string) => number): readonly Row[] {
  const merged = new Set<Arrow>()
  const rows: Row[] = notes.map(note => ({
    atMs: note.atMs,
    endMs: note.atMs,
    arrow: null,
    answer: null,
    note,
    isStacked: false,
    y: 0,
  }))
  for (const [i, arrow] of arrows.entries()) {
    if (merged.has(arrow)) continue
    const answer = roundTrip(arrows, i)
    if (answer !== null) merged.add(answer)
    const endMs = answer?.arrivedMs ?? arrow.arrivedMs ?? arrow.sentMs
    const room = Math.abs(x(arrow.to) - x(arrow.from)) - 4 * CLEAR
    const isStacked = answer !== null && widthOf(said(arrow)) + 2 * LETTER + widthOf(said(answer)) > room
    rows.push({ atMs: arrow.sentMs, endMs, arrow, answer, note: null, isStacked, y: 0 })
  }
  return rows.sort((a, b) => a.atMs - b.atMs || a.endMs - b.endMs)
}

/** The answer to an arrow, if both are one line. */
function roundTrip(arrows: readonly Arrow[], i: number): Arrow | null {
  const arrow = arrows[i]!
  const j = arrows.findIndex(({ answers }) => answers === i)
  const answer = arrows[j]
  if (answer?.arrivedMs == null || answer.arrivedMs - arrow.sentMs > ROUND_TRIP_MS) return null
  const between = arrows.slice(i + 1, j)
  return between.some(({ from, to }) => from === arrow.to || to === arrow.to) ? null : answer
}

function place(rows: readonly Row[]): SequenceLayout['pauses'] {
  const pauses: { y: number; text: string }[] = []
  let y = HEAD
  let before: Row | undefined
  for (const row of rows) {
    const gapMs =
      before === undefined ? 0 : row.atMs - Math.max(before.atMs, Math.min(before.endMs, row.atMs))
    if (gapMs >= PAUSE_MS) {
      pauses.push({ y: y + ROW * 0.5 + PAUSE * 0.4, text: `${timeText(gapMs)} later` })
      y += PAUSE
    }
    y += ROW
    row.y = y
    if (row.isStacked) y += BELOW
    before = row
  }
  return pauses
}

/** Where a moment lies between the rows; the first row of that moment if there are several. */
function timeScale(rows: readonly Row[], bottom: number): (atMs: number) => number {
  const points = rows.flatMap(({ atMs, arrow, answer, y }) => [
    { atMs, y },
    // What a question does at the other end is done on its own line.
    ...(arrow !== null && answer !== null ? [arrow.arrivedMs, answer.sentMs, answer.arrivedMs] : [])
      .filter(ms => ms !== null)
      .map(ms => ({ atMs: ms, y })),
  ])
  points.sort((a, b) => a.atMs - b.atMs || a.y - b.y)
  return atMs => {
    const next = points.find(point => point.atMs >= atMs)
    const last = points.findLast(point => point.atMs < atMs)
    if (next === undefined) return last === undefined ? HEAD : Math.min(bottom, last.y + ROW / 2)
    if (next.atMs === atMs || last === undefined) return next.y
    const share = (atMs - last.atMs) / (next.atMs - last.atMs)
    return last.y + Math.max(0, next.y - last.y) * share
  }
}

function lineOf(
  row: Row,
  arrow: Arrow,
  x: (lane: string) => number,
  yAt: (atMs: number) => number,
  width: number,
): PlacedLine {
  const { from, to, sentMs, arrivedMs } = arrow
  const direction = x(to) > x(from) ? 1 : -1
  const x1 = x(from) + direction * CLEAR
  const end = x(to) - direction * CLEAR
  const isLost = arrivedMs === null
  const x2 = isLost ? x1 + (end - x1) * 0.75 : end
  const y1 = row.y
  const y2 = row.answer !== null ? y1 : endOf(y1, sentMs, arrivedMs, yAt)
  const isSteep = y2 - y1 > ROW / 2
  const asks = said(arrow)
  const middle = isSteep ? x1 + direction * (widthOf(asks) / 2 + 6) : (x1 + end) / 2
  const centred = (text: Said, y: number, centre = middle): PlacedWords => {
    const half = widthOf(text) / 2
    return {
      ...text,
      x: Math.max(0, Math.min(width - half - 1, centre) - half),
      y,
    }
  }
  return {
    key: `${from} ${to} ${sentMs} ${arrow.says}`,
    x1,
    y1,
    x2,
    y2,
    kind: row.answer !== null ? 'both' : arrow.answers === null ? 'there' : 'back',
    isLost,
    words: wordsOf(),
  }

  function wordsOf(): readonly PlacedWords[] {
    if (row.answer === null) return [centred(asks, y1 - 6)]
    const answer = said(row.answer)
    if (row.isStacked) return [centred(asks, y1 - 6), centred(answer, y1 + 14)]
    const gap = 2 * LETTER
    const whole = widthOf(asks) + gap + widthOf(answer)
    const left = middle - whole / 2
    return [
      { ...asks, x: left, y: y1 - 6 },
      { ...answer, x: left + widthOf(asks) + gap, y: y1 - 6 },
    ]
  }
}

function endOf(y1: number, sentMs: number, arrivedMs: number | null, yAt: (atMs: number) => number): number {
  if (arrivedMs === null) return y1 + HOP_SLOPE
  if (arrivedMs === sentMs) return y1
  const y2 = Math.max(y1, yAt(arrivedMs))
  return arrivedMs - sentMs <= HOP_MS ? Math.min(y2, y1 + HOP_SLOPE) : y2
}

function said({ says, mark, answers }: Arrow): Said {
  // The answer bears the mark of the work; a message that is lost bears its star at its end.
  return { text: says, mark: answers === null ? null : mark }
}

/** Px that words take with their glyph. */
export function widthOf({ text, mark }: Said): number {
  return text.length * LETTER + (mark === null ? 0 : GLYPH)
}

/** When the database works on a query that has lines of its own. */
function worksOf(arrows: readonly Arrow[], rows: readonly Row[]) {
  return rows.flatMap(({ arrow }) => {
    if (arrow === null || arrow.answers === null || arrow.mark !== 'origin') return []
    const fromMs = arrows[arrow.answers]?.arrivedMs
    return fromMs == null ? [] : [{ lane: arrow.from, fromMs, toMs: arrow.sentMs }]
  })
}

function timesOf(rows: readonly Row[]): SequenceLayout['times'] {
  const times: { y: number; text: string }[] = []
  for (const { atMs, y } of rows) {
    const text = timeText(atMs)
    if (times.at(-1)?.text !== text) times.push({ y, text })
  }
  return times
}

/** '23 ms', '1.5 s', '60 s'. */
function timeText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return `${Math.round(ms / 100) / 10} s`
}
