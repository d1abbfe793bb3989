import type { Excerpt } from './excerpt.ts'
import { excerptName, type RecordedProps } from './recordedProps.ts'

const excerpts = import.meta.glob<Excerpt>('./runs/*.json', { import: 'default' })

/** What was kept of the run that a figure shows. */
export function loadExcerpt(props: RecordedProps): Promise<Excerpt> {
  const name = excerptName(props)
  const load = excerpts[`./runs/${name}.json`]
  return load === undefined
    ? Promise.reject(new Error(`${name} is not recorded: npm run recordings`))
    : load()
}
