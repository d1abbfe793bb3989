import fc from 'fast-check'
import { Kernel } from '#kernel/kernel.ts'
import { Latch } from '#kernel/latch.ts'
import type { Program } from '#kernel/program.ts'

/** What a scripted program does next: sleep so many ms, wait for a latch, open one, or start another script. */
type Step =
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'wait' | 'open' | 'start'; readonly index: number }

export type Script = readonly Step[]

const LATCHES = 4

/** One line a step: who did it, which of its steps, and when. */
export type Trace = string[]

function line(who: string, step: number, nowMs: number): string {
  return `${nowMs}: ${who} step ${step}`
}

/** Names are 'script.step.step': who started whom. Children may start no others, or it would never end. */
function mayStart(who: string): boolean {
  return !who.includes('.')
}

/** Programs that sleep at least 1 ms, so that what is due at an instant was scheduled before the instant began. */
export const scripts: fc.Arbitrary<readonly Script[]> = fc.array(
  fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 1, max: 3 }) }),
      fc.record({
        kind: fc.constantFrom('wait' as const, 'open' as const, 'start' as const),
        index: fc.integer({ min: 0, max: LATCHES - 1 }),
      }),
    ),
    { maxLength: 8 },
  ),
  { minLength: 1, maxLength: 6 },
)

/** The scripts on a kernel. Latches nobody opens would leave it stuck, so all open late. */
export function onKernel(all: readonly Script[], trace: Trace, kernel = new Kernel()): Kernel {
  const latches = Array.from({ length: LATCHES }, () => new Latch())
  function* play(script: Script, who: string): Program<void> {
    for (const [index, step] of script.entries()) {
      trace.push(line(who, index, kernel.nowMs))
      if (step.kind === 'sleep') yield step.ms
      else if (step.kind === 'wait') yield latches[step.index]!
      else if (step.kind === 'open') latches[step.index]!.open()
      else if (mayStart(who)) {
        const name = `${who}.${index}`
        kernel.start(play(all[step.index % all.length]!, name), name)
      }
    }
    trace.push(line(who, script.length, kernel.nowMs))
  }
  for (const [index, script] of all.entries()) kernel.start(play(script, `${index}`), `${index}`)
  kernel.start(openAll(latches), 'last')
  return kernel
}

function* openAll(latches: readonly Latch[]): Program<void> {
  yield 1000
  for (const latch of latches) latch.open()
}

interface Due {
  readonly timeMs: number
  readonly resume: () => void
}

/** The rule, written plainly: a list of what is to come; the earliest is next, and of the earliest the first to arrive. */
export function plainly(all: readonly Script[]): Trace {
  const trace: Trace = []
  const due: Due[] = []
  const isOpen = Array.from({ length: LATCHES }, () => false)
  const waiting: (() => void)[][] = Array.from({ length: LATCHES }, () => [])
  let nowMs = 0
  const schedule = (timeMs: number, resume: () => void) => due.push({ timeMs, resume })
  const open = (index: number) => {
    isOpen[index] = true
    for (const resume of waiting[index]!.splice(0)) schedule(nowMs, resume)
  }
  const play = (script: Script, who: string, from: number) => {
    for (let index = from; index < script.length; index++) {
      trace.push(line(who, index, nowMs))
      const step = script[index]!
      const goOn = () => play(script, who, index + 1)
      if (step.kind === 'sleep') return void schedule(nowMs + step.ms, goOn)
      if (step.kind === 'open') open(step.index)
      else if (step.kind === 'start') {
        if (!mayStart(who)) continue
        const name = `${who}.${index}`
        schedule(nowMs, () => play(all[step.index % all.length]!, name, 0))
      } else if (!isOpen[step.index]) return void waiting[step.index]!.push(goOn)
    }
    trace.push(line(who, script.length, nowMs))
  }
  for (const [index, script] of all.entries()) schedule(0, () => play(script, `${index}`, 0))
  const openAllPlainly = () => {
    for (let index = 0; index < LATCHES; index++) open(index)
  }
  schedule(0, () => schedule(1000, openAllPlainly))
  while (due.length > 0) {
    nowMs = Math.min(...due.map(each => each.timeMs))
    const [next] = due.splice(
      due.findIndex(each => each.timeMs === nowMs),
      1,
    )
    next!.resume()
  }
  return trace
}
