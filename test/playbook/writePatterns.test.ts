import { expect, it } from 'vitest'
import kept from '#playbook/figures/runs/writePatterns.json' with { type: 'json' }
import { writePatterns } from '#playbook/figures/runs/writePatterns.ts'

const of = (id: string) => kept.designs.find(design => design.id === id)!

it('keeps the results of runs that the engine still makes (npm run figures)', () => {
  expect(kept).toEqual(writePatterns())
})

it('has every pattern pay with something else', () => {
  expect(of('l6')).toMatchObject({ failedReads: 0, refusedWrites: 0, lostWrites: 0 })
  expect(of('l5').refusedWrites).toBeGreaterThan(0)
  expect(of('read-through')).toMatchObject({ refusedWrites: 0, lostWrites: 0 })
  expect(of('read-through').failedReads).toBeGreaterThan(0)
  expect(of('write-behind').lostWrites).toBeGreaterThan(0)
  expect(of('write-behind').writeMs).toBeLessThan(of('no-cache').writeMs)
  expect(of('l5').writeMs).toBeGreaterThan(of('l6').writeMs)
})
