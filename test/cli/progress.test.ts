import { describe, expect, it } from 'vitest'
import { Progress } from '#cli/progress.ts'

function screen(isTTY: boolean) {
  let text = ''
  return {
    isTTY,
    write: (more: string) => {
      text += more
    },
    get text() {
      return text
    },
  }
}

describe('progress', () => {
  it('on a terminal is one line that changes and goes away', () => {
    const terminal = screen(true)
    const progress = new Progress(64, terminal, () => 0)
    progress.show(1)
    progress.show(2)
    expect(terminal.text).toBe('\r1 of 64 runs\x1b[K\r2 of 64 runs\x1b[K')
    progress.end()
    expect(terminal.text.endsWith('\r\x1b[K')).toBe(true)
  })

  it('elsewhere is a line every ten seconds, and none for what takes less', () => {
    const log = screen(false)
    let nowMs = 500
    const progress = new Progress(64, log, () => nowMs)
    for (let done = 1; done <= 25; done++) {
      nowMs += 1000
      progress.show(done)
    }
    progress.end()
    expect(log.text).toBe('10 of 64 runs\n20 of 64 runs\n')
  })
})
