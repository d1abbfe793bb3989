import { compile } from '@mdx-js/mdx'
import { expect, it } from 'vitest'
import { remarkRecorded } from '#playbook/recorded/remarkRecorded.ts'

const KEPT = 'hot-key_l5_7_1-9_shards'
const call = `<Recorded scenario="hot-key" designs={['l5']} fromSeconds={1} toSeconds={9} tracks={['shards']} caption="It holds." />`
const compiled = (text: string) =>
  compile(text, { remarkPlugins: [[remarkRecorded, (name: string) => name === KEPT]] })

it('a page compiles with a live figure that is recorded, and not with another stretch of the run', async () => {
  await compiled(call)
  await expect(compiled(call.replace('{9}', '{10}'))).rejects.toThrow(
    'hot-key_l5_7_1-10_shards is not recorded; run `npm run figures`',
  )
})

it('a page does not compile with a live figure whose props are wrong, and says where', async () => {
  const wrong = `Words\n\n${call.replace('"hot-key"', '"hot-keys"')}\n`
  await expect(compiled(wrong)).rejects.toThrow(/<Recorded> in line 3: .*is no lab/s)
})
