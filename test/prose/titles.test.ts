import { describe, expect, it } from 'vitest'
import { titleOf } from '#prose/titles.ts'

describe('what a link says', () => {
  it('is the title of the page or lab that it leads to', () => {
    expect(titleOf('/drills/ttl-ownership-conflict')).toBe('TTL ownership conflict')
    expect(titleOf('/deep-dives/black-friday-cache-failure')).toBe('Black Friday cache failure')
    expect(titleOf('/playbook/staff-lens')).toBe('The staff lens')
    expect(titleOf('/lab/correctness-incident')).toBe('Correctness incident')
  })

  it('is the last words of an address that leads nowhere', () => {
    expect(titleOf('/lab/no-such-lab')).toBe('no such lab')
  })
})
