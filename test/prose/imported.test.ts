import { compile } from '@mdx-js/mdx'
import { expect, it } from 'vitest'
import { remarkPlugins } from '#prose/pipeline.ts'

async function compiled(page: string): Promise<string> {
  return String(await compile(page, { remarkPlugins, jsx: true }))
}

it('gives a page the regions of source it names, each imported once', async () => {
  const element = '<Source file="cache/flights.ts" declaration="Flights.under" />'
  const code = await compiled(`Words\n\n${element}\n\n${element}\n`)
  expect(
    code.match(/from '\/src\/cache\/flights\.ts\?declaration=Flights\.under'|from "[^"]*Flights\.under"/g),
  ).toHaveLength(1)
  expect(code.match(/region=\{imported1\}/g)).toHaveLength(2)
})

it('gives a page its recorded exchanges', async () => {
  const code = await compiled('<Sequence of="coalescing" caption="One load." />\n')
  expect(code).toMatch(/import imported1 from ['"]\/src\/playbook\/sequences\/coalescing\.json['"]/)
  expect(code).toContain('exchange={imported1}')
})

it('stops at a name that is not written out', async () => {
  await expect(compiled('<Source file="cache/flights.ts" />\n')).rejects.toThrow(
    '<Source> needs declaration="…"',
  )
  await expect(compiled('<Sequence of={name} caption="" />\n')).rejects.toThrow('<Sequence> needs of="…"')
})
