/** What is wrong with a value that fits its schema, but not the rest of its world. */
export interface Problem {
  readonly field: string
  readonly value: unknown
  readonly allowed: string
}
