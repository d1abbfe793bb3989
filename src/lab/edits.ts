/** A change of one value inside a JSON document: the way to it, then the value. */
export type Edit = readonly unknown[]

/** The fewest values to replace in `from` to get `to`, at the deepest places where both have the same fields. */
export function editsBetween(from: unknown, to: unknown, path: readonly string[] = []): Edit[] {
  if (isPlain(from) && isPlain(to) && sameFields(from, to)) {
    return Object.keys(to).flatMap(field => editsBetween(from[field], to[field], [...path, field]))
  }
  return sameJson(from, to) ? [] : [[...path, to]]
}

/** `document` with the value replaced; NOWHERE when the way leads to no value. The document itself stays as it is. */
export function withEdit(document: unknown, edit: Edit): unknown {
  const [field, ...rest] = edit
  if (rest.length === 0) return field
  if (typeof field !== 'string' || !isPlain(document) || !Object.hasOwn(document, field)) return NOWHERE
  const inner = withEdit(document[field], rest)
  return inner === NOWHERE ? NOWHERE : { ...document, [field]: inner }
}
export const NOWHERE = Symbol('nowhere')

/** Whether two JSON documents are equal, whatever the order of their fields. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, i) => sameJson(each, b[i]))
  if (!isPlain(a) || !isPlain(b) || !sameFields(a, b)) return false
  return Object.keys(a).every(field => sameJson(a[field], b[field]))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sameFields(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const fields = Object.keys(a)
  return fields.length === Object.keys(b).length && fields.every(field => Object.hasOwn(b, field))
}
