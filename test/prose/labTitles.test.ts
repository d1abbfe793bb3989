import { compile } from '@mdx-js/mdx'
import { expect, it } from 'vitest'
import { remarkLabTitles } from '#prose/remarkLabTitles.ts'
import { card } from '#scenarios/cards.ts'

const compiled = async (probe: string) =>
  String(await compile(`${probe}\n\nWords.\n\n</Probe>\n`, { remarkPlugins: [remarkLabTitles], jsx: true }))

it('a probe says what the lab it names is called', async () => {
  expect(await compiled('<Probe question="And then?" lab="hot-key">')).toContain(
    `labTitle="${card('hot-key').title}"`,
  )
  expect(await compiled('<Probe question="And then?">')).not.toContain('labTitle')
})

it('a probe that names a lab that there is not stops the build', async () => {
  await expect(compiled('<Probe question="And then?" lab="hot-keys">')).rejects.toThrow(
    /lab has to be one of .*hot-key.*, got "hot-keys"/,
  )
})
