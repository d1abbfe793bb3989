import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { onAllCores } from '#cli/pool/onAllCores.ts'

// Processes take their time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'stampede-pool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const worker = new URL('./worker.mjs', import.meta.url)
interface Answer {
  readonly value: number
  readonly pid: number
}

describe('the pool', () => {
  it('answers in the order of the jobs, and counts what is done', async () => {
    const counts: number[] = []
    const values = [5, Number.POSITIVE_INFINITY, Number.NaN, 0, -1]
    const answers = await onAllCores<object, Answer>(
      worker,
      values.map(value => ({ value })),
      { processes: 2, onDone: done => counts.push(done) },
    )
    expect(answers.map(({ value }) => value)).toEqual(values)
    expect(counts).toEqual([1, 2, 3, 4, 5])
  })

  it('hands out one job at a time: behind a long one nothing waits', async () => {
    const last = path.join(folder, 'last')
    const answers = await onAllCores<object, Answer>(
      worker,
      // The first ends when the last has been done, so somebody else has to do all the others.
      [{ awaits: last }, {}, {}, {}, { writes: last }],
      { processes: 2 },
    )
    const [long, ...others] = answers.map(({ pid }) => pid)
    expect(new Set(others).size).toBe(1)
    expect(others).not.toContain(long)
  })

  it('starts no more processes than there are jobs, and none for none', async () => {
    const answers = await onAllCores<object, Answer>(worker, [{}, {}], { processes: 8 })
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2)
    expect(await onAllCores(worker, [])).toEqual([])
  })

  it('fails with what a job failed with, and does not wait for the others', async () => {
    const jobs = [{ awaits: path.join(folder, 'never') }, { fails: 'the origin caught fire' }]
    await expect(onAllCores(worker, jobs, { processes: 2 })).rejects.toThrow('the origin caught fire')
  })

  it('fails when a process ends in the middle of a job', async () => {
    await expect(onAllCores(worker, [{ ends: 3 }, {}], { processes: 1 })).rejects.toThrow(
      /ended in the middle of a job, with code 3/,
    )
  })

  it('ends its processes on Ctrl-C, even in the middle of a job, and then itself', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('./parent.mjs', import.meta.url))])
    const [printed] = await once(parent.stderr, 'data')
    expect(String(printed)).toBe('at work\n')
    parent.kill('SIGINT')
    // The worker holds the parent's stderr: it closes when both are gone.
    const beganMs = performance.now()
    const [, signal] = await once(parent, 'close')
    expect(signal).toBe('SIGINT')
    expect(performance.now() - beganMs).toBeLessThan(10_000)
  })

  it('keeps what a job prints away from our own document', async () => {
    const parent = spawn(process.execPath, [fileURLToPath(new URL('./parent.mjs', import.meta.url))])
    let stdout = ''
    parent.stdout.on('data', text => {
      stdout += text
    })
    await once(parent.stderr, 'data')
    parent.kill('SIGTERM')
    await once(parent, 'close')
    expect(stdout).toBe('')
  })
})
