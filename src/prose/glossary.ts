import { z } from 'zod'

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'has to be words in small letters, joined by -')
const text = z.string().min(1)

const glossaryEntrySchema = z.strictObject({
  id,
  /** As it is written at the start of a line. */
  term: text,
  /** Other names, abbreviations, the metric that measures it. */
  also: z.array(text),
  /** One to three sentences. Backticks mark code. */
  definition: z.string().min(20).max(320),
  /** The id of the chapter that explains it; null where none does more than this entry. */
  chapter: id.nullable(),
  /** The address of the section in it, after #. */
  section: id.optional(),
  /** Ids of other entries. */
  see: z.array(id),
})
export type GlossaryEntry = z.infer<typeof glossaryEntrySchema>

/** What is wrong with content/glossary.json, one line a mistake: the entry, the field, what is allowed. Empty for none. */
export function mistakesInGlossary(written: unknown): readonly string[] {
  const { success, data, error } = z.array(glossaryEntrySchema).safeParse(written)
  if (!success)
    return error.issues.map(({ path, message }) => {
      const [index, ...field] = path
      return `${nameOf(written, index)}${field.length > 0 ? `.${field.join('.')}` : ''}: ${message}`
    })
  const ids = data.map(entry => entry.id)
  const known = new Set(ids)
  return [
    ...ids.filter((each, i) => ids.indexOf(each) !== i).map(each => `${each}: is there twice`),
    ...data
      .filter(({ chapter, section }) => chapter === null && section !== undefined)
      .map(({ id }) => `${id}.section: stands in no chapter`),
    ...data.flatMap(({ id, see }) =>
      see
        .filter(other => !known.has(other) || other === id)
        .map(other => `${id}.see: has "${other}", which is ${other === id ? 'itself' : 'no entry'}`),
    ),
  ]
}

/** The id of an entry where it has one, else its place. */
function nameOf(written: unknown, index: PropertyKey | undefined): string {
  const entry = Array.isArray(written) ? written[Number(index)] : undefined
  return typeof entry?.id === 'string' ? entry.id : `entry ${String(index)}`
}
