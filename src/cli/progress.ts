interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** Where nobody watches a line that changes, a new one comes no more often than this. */
const LINE_EVERY_MS = 10_000

/** `12 of 64 runs`: on a terminal one line that changes and goes away; elsewhere, say in a log, a line every ten seconds. */
export class Progress {
  private lineAtMs: number

  constructor(
    private readonly total: number,
    private readonly screen: Screen,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.lineAtMs = nowMs() + LINE_EVERY_MS
  }

  show(done: number): void {
    const text = `${done} of ${this.total} runs`
    if (this.screen.isTTY) this.screen.write(`\r${text}\x1b[K`)
    else if (this.nowMs() >= this.lineAtMs) {
      this.screen.write(`${text}\n`)
      this.lineAtMs = this.nowMs() + LINE_EVERY_MS
    }
  }

  end(): void {
    if (this.screen.isTTY) this.screen.write('\r\x1b[K')
  }
}
