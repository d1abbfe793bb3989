import type { Exchange } from '#sequences/exchange.ts'
import type { Numbers } from './NumbersTable.tsx'

/** The exchange as rows, for the table behind the picture. */
export function sequenceNumbers({ lanes, arrows, notes }: Exchange): Numbers {
  const nameOf = (id: string) => lanes.find(lane => lane.id === id)?.title ?? id
  const asked = arrows.flatMap((arrow, i) => {
    if (arrow.answers !== null) return []
    const answer = arrows.find(({ answers }) => answers === i)
    const result = answer === undefined ? (arrow.arrivedMs === null ? 'lost' : '') : answer.says
    const judged =
      answer?.mark == null || answer.mark === 'origin' || result.includes(answer.mark)
        ? ''
        : `, ${answer.mark}`
    const at = answer === undefined ? arrow.arrivedMs : answer.arrivedMs
    return [
      {
        atMs: arrow.sentMs,
        cells: [nameOf(arrow.from), nameOf(arrow.to), arrow.says, exactly(at), `${result}${judged}`],
      },
    ]
  })
  const noted = notes.map(({ atMs, lane, says }) => ({ atMs, cells: [nameOf(lane), '', says, '', ''] }))
  const rows = [...asked, ...noted].sort((a, b) => a.atMs - b.atMs)
  return {
    columns: ['Sent', 'From', 'To', 'Message', 'Answered', 'Result'],
    rows: rows.map(({ atMs, cells }) => [exactly(atMs), ...cells]),
    note: 'one row a message, with its answer; ms from the beginning',
  }
}

function exactly(ms: number | null): string {
  return ms === null ? '' : `${ms} ms`
}
