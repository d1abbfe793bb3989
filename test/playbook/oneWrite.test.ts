import { expect, it } from 'vitest'
import kept from '#playbook/figures/runs/oneWrite.json' with { type: 'json' }
import { oneWrite } from '#playbook/figures/runs/oneWrite.ts'

it('keeps the excerpt of a run that the engine still makes (npm run figures)', () => {
  expect(kept).toEqual(oneWrite())
})

it('shows one write, and copies that outlive it by no more than the ten seconds of L1', () => {
  expect(kept.writesMs).toHaveLength(1)
  const until = kept.instances.flatMap(({ held }) => held.filter(({ state }) => state === 'stale'))
  expect(until.length).toBeGreaterThanOrEqual(2)
  for (const { toMs } of until) expect(toMs - kept.writesMs[0]!).toBeLessThanOrEqual(10_000)
})

it('has every old answer from an instance that still held the old copy', () => {
  for (const { held, reads } of kept.instances)
    for (const { atMs } of reads.filter(({ fate }) => fate === 'stale'))
      expect(
        held.some(({ state, fromMs, toMs }) => state === 'stale' && fromMs <= atMs && atMs <= toMs + 1),
      ).toBe(true)
})
