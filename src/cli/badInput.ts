import type { z } from 'zod'

/** Something the caller gave that cannot be used: one line for stderr, and exit code 2. */
export class BadInput extends Error {
  override readonly name = 'BadInput'

  /** `allowed` says what would have been right. */
  constructor(
    private readonly field: string,
    private readonly value: unknown,
    private readonly allowed: string,
  ) {
    super(`${field}: ${short(value)} is not allowed; it must be ${allowed}`)
  }

  /** What `use` returns. What it complains of says that it came from `source`, such as an option. */
  static within<A>(source: string, use: () => A): A {
    try {
      return use()
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      throw new BadInput(`${source}: ${error.field}`, error.value, error.allowed)
    }
  }
}

/** The value, if it fits the schema; otherwise a BadInput about the first field that does not. */
export function parsed<A>(schema: z.ZodType<A>, value: unknown, what: string): A {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { issues } = result.error
  // A misspelt field is what makes the right one missing.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const [unknown] = issue.keys
    const path = [...issue.path, unknown!]
    throw new BadInput(fieldOf(what, path), at(value, path), 'left out: there is no such field')
  }
  throw new BadInput(fieldOf(what, issue.path), at(value, issue.path), allowedBy(issue))
}

function fieldOf(what: string, path: readonly PropertyKey[]): string {
  return [what, ...path.map(String)].join('.')
}

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive === false ? 'above' : 'at least'} ${counted(issue.minimum, issue.origin)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'below' : 'at most'} ${counted(issue.maximum, issue.origin)}`
    case 'invalid_value':
      return issue.values.map(value => JSON.stringify(value)).join(', ')
    case 'invalid_type':
      return TYPES[issue.expected] ?? `of type ${issue.expected}`
    case 'invalid_union':
      return issue.errors.length === 0
        ? `one of ${(optionsOf(issue) ?? []).join(', ')}`
        : issue.errors.map(([first]) => (first === undefined ? '' : allowedBy(first))).join(', or ')
    default:
      return issue.message
  }
}

/** Types as JSON knows them. */
const TYPES: Partial<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

/** A limit, with what it counts where it is that of a length. */
function counted(limit: number | bigint, origin: string): string {
  if (origin === 'array') return Number(limit) === 1 ? '1 entry' : `${limit} entries`
  if (origin === 'string') return Number(limit) === 1 ? '1 character' : `${limit} characters`
  return String(limit)
}

/** The kinds that a discriminated union knows; zod reports them without declaring it. */
function optionsOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] | undefined {
  return (issue as { readonly options?: readonly string[] }).options
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value
  for (const step of path)
    here =
      typeof here === 'object' && here !== null ? (here as Record<PropertyKey, unknown>)[step] : undefined
  return here
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
