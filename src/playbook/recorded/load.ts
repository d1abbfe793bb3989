import type { Excerpt } from './excerpt.ts'
import { excerptName, type RecordedProps } from './recordedProps.ts'

// Addresses, not modules: a module that did not arrive is not asked for again by the browser, however often one imports it.
const addresses = import.meta.glob<string>('./runs/*.json', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
})

/** What was kept of the run that a figure shows. */
export async function loadExcerpt(props: RecordedProps): Promise<Excerpt> {
  const name = excerptName(props)
  const address = addresses[`./runs/${name}.json`]
  if (address === undefined) throw new Error(`${name} is not recorded: npm run figures`)
  const response = await fetch(address)
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return response.json()
}
