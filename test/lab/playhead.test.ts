import { expect, it } from 'vitest'
import { Playhead } from '#lab/playhead.ts'

// Node has no frames; nothing here plays.
globalThis.cancelAnimationFrame ??= () => {}

function playhead(): Playhead {
  const head = new Playhead()
  head.fit(64_000, 100)
  return head
}

it('stays within the recording', () => {
  const head = playhead()
  for (const [to, is] of [
    [-5, 0],
    [1e9, 64_000],
    [Number.NaN, 0],
    [20_004.4, 20_004],
  ] as const) {
    head.seek(to)
    expect(head.atMs).toBe(is)
  }
})

it('steps to the next boundary of a bucket, in both directions', () => {
  const head = playhead()
  head.seek(20_050)
  head.step(1)
  expect(head.atMs).toBe(20_100)
  head.step(1)
  expect(head.atMs).toBe(20_200)
  head.seek(20_150)
  head.step(-1)
  expect(head.atMs).toBe(20_100)
  head.step(-1)
  expect(head.atMs).toBe(20_000)
})

it('keeps its place when another recording comes, as far as there is one', () => {
  const head = playhead()
  head.seek(40_000)
  head.fit(60_000, 100)
  expect(head.atMs).toBe(40_000)
  head.fit(30_000, 50)
  expect(head.atMs).toBe(30_000)
})

it('goes through the speeds and stops at both ends', () => {
  const head = playhead()
  for (let i = 0; i < 20; i++) head.changeSpeed(1)
  expect(head.speed).toBe(64)
  for (let i = 0; i < 20; i++) head.changeSpeed(-1)
  expect(head.speed).toBe(0.25)
})

it('is touched by a person, not by being placed', () => {
  const head = playhead()
  head.place(5000)
  expect(head.touched).toBe(false)
  head.seek(6000)
  expect(head.touched).toBe(true)
})
