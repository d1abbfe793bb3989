/** Where a verb puts what it found: text for people, or with --json one document and nothing else. */
export interface Output {
  line(text: string): void
  json(document: unknown): void
}

export function textOutput(): Output {
  return { line: text => write(`${text}\n`), json: () => {} }
}

export function jsonOutput(): Output {
  return { line: () => {}, json: document => write(`${JSON.stringify(document, null, 2)}\n`) }
}

function write(text: string): void {
  process.stdout.write(text)
}

/** A table with columns as wide as their widest cell; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  )
}

/** A figure as a table shows it: to four digits, whole numbers whole. */
export function figureText(value: number): string {
  return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4)))
}
