import { toString as textOf } from 'mdast-util-to-string'
import { expect, it } from 'vitest'
import { parsePage } from '#prose/page.ts'
import { remarkUnits } from '#prose/remarkUnits.ts'

function compiled(text: string) {
  const page = parsePage(text)
  remarkUnits()(page)
  return page
}
const said = (text: string) => textOf(compiled(text)).replaceAll('\u00a0', '~')

it('a number and its unit stay on one line, other words after a number do not', () => {
  expect(said('From 94.5 % to 70 % in 5 min, 20 ms each, 3.6 GB.')).toBe(
    'From 94.5~% to 70~% in 5~min, 20~ms each, 3.6~GB.',
  )
  expect(said('At 20 several of 50 minutes; 12 shards')).toBe('At 20 several of 50 minutes; 12 shards')
})

it('code stays as it is written, and what components are told does not', () => {
  expect(said('`SET key 1 s`')).toBe('SET key 1 s')
  const { children } = compiled('<Probe question="After 3 s?">\n\nYes.\n\n</Probe>')
  expect(JSON.stringify(children[0])).toContain('After 3\u00a0s?')
})
